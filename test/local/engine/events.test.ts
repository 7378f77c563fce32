import { describe, expect, test } from '@jest/globals';
import { processCommand } from '../../../src/local/engine/index.ts';
import { EngineDriver } from '../../support/engine/engine-driver.ts';
import {
  aProcess,
  error,
  escalation,
  loop,
  mappings,
  message,
  signal,
  timer,
} from '../../support/engine/process-builder.ts';
import { scenario } from '../../support/engine/scenario.ts';

const HOUR = 3_600_000;

describe('intermediate timer', () => {
  scenario('fires at its time, never early', (engine) => {
    engine.deploy(aProcess().start().catch('wait', timer('duration', '=term')).service('after').end());
    engine.create('process', { term: 'PT1H30M' });
    engine.advance(1.5 * HOUR - 1);
    expect(engine.active()).toEqual(['wait']);
    engine.advance(1);
    expect(engine.active()).toEqual(['after']);
  });

  scenario('takes FEEL temporal values and dates with a zone', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .catch('a', timer('duration', '=duration("PT1H")'))
        .catch('b', timer('date', '=due'))
        .service('after')
        .end(),
    );
    engine.create('process', { due: '2030-01-01T04:00:00+02:00' });
    engine.advance(2 * HOUR - 1);
    expect(engine.active()).toEqual(['b']);
    engine.advance(1);
    expect(engine.active()).toEqual(['after']);
  });

  scenario('a negative duration fires at once', (engine) => {
    engine.deploy(aProcess().start().catch('wait', timer('duration', '-PT5S')).end());
    engine.create();
    engine.advance(0);
    expect(engine.isIdle()).toBe(true);
  });

  scenario('an unusable value is an incident', (engine) => {
    engine.deploy(aProcess().start().catch('wait', timer('duration', '=term')).end());
    engine.create('process', { term: 'soon' });
    expect(engine.incident()).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'wait' });
  });

  scenario('an overdue timer fires after a restart', (engine) => {
    engine.deploy(aProcess().start().catch('wait', timer('duration', 'PT1H')).service('after').end());
    engine.create();
    engine.now += 5 * HOUR;
    engine.restart();
    engine.advance(0);
    expect(engine.active()).toEqual(['after']);
  });
});

describe('timer start event', () => {
  scenario('a cycle starts instances as often as it says', (engine) => {
    engine.deploy(aProcess().start('start', timer('cycle', 'R2/PT1H')).service('work').end());
    engine.advance(HOUR);
    expect(engine.active()).toEqual(['work']);
    engine.advance(10 * HOUR);
    expect(engine.active()).toEqual(['work', 'work']);
  });

  scenario('a cron expression starts one each time', (engine) => {
    engine.deploy(aProcess().start('start', timer('cycle', '0 0 9 * * MON-FRI')).service('work').end());
    engine.advance(7 * 24 * HOUR);
    expect(engine.active()).toHaveLength(5);
  });

  scenario('a new version takes it over; removing it closes it', (engine) => {
    engine.deploy(aProcess().start('start', timer('cycle', 'R/PT1H')).service('v1').end());
    engine.deploy(aProcess().start('start', timer('cycle', 'R/PT1H')).service('v2').end());
    engine.advance(HOUR);
    expect(engine.active()).toEqual(['v2']);
    engine.deploy(aProcess().start().service('v3').end());
    engine.advance(10 * HOUR);
    expect(engine.active()).toEqual(['v2']);
  });
});

describe('boundary events', () => {
  const task = () => aProcess().start().service('work').service('after').end();

  scenario('interrupting timer: terminates the activity first', (engine) => {
    engine.deploy(task().boundary('late', 'work', timer('duration', 'PT1H')).service('escalate').end('e2'));
    engine.create();
    const job = engine.job('work');
    engine.advance(HOUR);
    expect(engine.active()).toEqual(['escalate']);
    expect(engine.refused({ type: 'complete-job', jobKey: job.key }).type).toBe('NOT_FOUND');
  });

  scenario('non-interrupting timer: a duration fires once, the activity goes on', (engine) => {
    engine.deploy(
      task()
        .boundary('late', 'work', timer('duration', 'PT1H'), { interrupting: false })
        .service('remind')
        .end('e2'),
    );
    engine.create();
    engine.advance(10 * HOUR);
    expect(engine.active()).toEqual(['remind', 'work']);
    engine.complete('work');
    expect(engine.active()).toEqual(['after', 'remind']);
  });

  scenario('non-interrupting timer: a cycle repeats until the activity ends', (engine) => {
    engine.deploy(
      task()
        .boundary('late', 'work', timer('cycle', 'R/PT1H'), { interrupting: false })
        .service('remind')
        .end('e2'),
    );
    engine.create();
    engine.advance(3 * HOUR);
    engine.complete('work');
    engine.advance(10 * HOUR);
    expect(engine.active()).toEqual(['after', 'remind', 'remind', 'remind']);
  });

  scenario('are closed when the activity completes', (engine) => {
    engine.deploy(
      task()
        .boundary('late', 'work', timer('duration', 'PT1H'))
        .end('e2')
        .boundary('msg', 'work', message('m', '="k"'))
        .end('e3'),
    );
    engine.create();
    engine.complete('work');
    expect(engine.state.timers.size + engine.state.messageSubscriptions.size).toBe(0);
  });

  scenario('message: interrupting, with its variables', (engine) => {
    engine.deploy(task().boundary('msg', 'work', message('m', '=id')).service('handle').end('e2'));
    const key = engine.create('process', { id: 7 });
    engine.publish('m', '7', { answer: 42 });
    expect(engine.active()).toEqual(['handle']);
    expect(engine.locals(key)).toEqual({ id: 7, answer: 42 });
  });

  scenario('message: non-interrupting repeats', (engine) => {
    engine.deploy(
      task()
        .boundary('msg', 'work', message('m', '=id'), { interrupting: false })
        .service('handle')
        .end('e2'),
    );
    engine.create('process', { id: 'k' });
    engine.publish('m', 'k');
    engine.publish('m', 'k');
    expect(engine.active()).toEqual(['handle', 'handle', 'work']);
  });

  scenario('on a sub-process terminates everything in it', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub('sub', (s) =>
          s
            .start('s')
            .parallel('f')
            .service('a')
            .end('ea')
            .at('f')
            .sub('inner', (i) => i.start('is').catch('wait', message('m', '="k"')).end('ie'))
            .end('eb'),
        )
        .end()
        .boundary('late', 'sub', timer('duration', 'PT1H'))
        .service('after')
        .end('e2'),
    );
    engine.create();
    engine.advance(HOUR);
    expect(engine.active()).toEqual(['after']);
    expect(engine.state.jobs.size).toBe(1);
    expect(engine.state.messageSubscriptions.size).toBe(0);
  });

  scenario('output mappings of the event decide what leaves it', (engine) => {
    engine.deploy(
      task()
        .boundary('msg', 'work', message('m', '=id'), { outputs: mappings({ kept: '=a' }) })
        .service('handle')
        .end('e2'),
    );
    const key = engine.create('process', { id: 'k' });
    engine.publish('m', 'k', { a: 1, b: 2 });
    expect(engine.locals(key)).toEqual({ id: 'k', kept: 1 });
  });
});

describe('errors', () => {
  const twoCatchers = () =>
    aProcess()
      .start()
      .service('work')
      .end()
      .boundary('exact', 'work', error('E1'))
      .service('on-e1')
      .end('e1')
      .boundary('all', 'work', error())
      .service('on-any')
      .end('e2');

  scenario('an exact code is preferred to a catch-all', (engine) => {
    engine.deploy(twoCatchers());
    engine.create();
    engine.throwError('work', 'E1');
    expect(engine.active()).toEqual(['on-e1']);
  });

  scenario('a catch-all catches any other code', (engine) => {
    engine.deploy(twoCatchers());
    const key = engine.create();
    engine.throwError('work', 'E2', { detail: 'd' });
    expect(engine.active()).toEqual(['on-any']);
    expect(engine.locals(key)).toEqual({ detail: 'd' });
  });

  scenario('uncaught: an incident; resolving makes the job activatable again', (engine) => {
    engine.deploy(aProcess().start().service('work').end());
    engine.create();
    engine.throwError('work', 'E1');
    expect(engine.incident()).toMatchObject({ type: 'UNHANDLED_ERROR_EVENT', elementId: 'work' });
    expect(engine.refused({ type: 'complete-job', jobKey: engine.incident().jobKey ?? '' })).toMatchObject({
      type: 'INVALID_STATE',
      reason: expect.stringContaining("'ERROR_THROWN'"),
    });
    engine.resolve();
    engine.complete('work');
    expect(engine.isIdle()).toBe(true);
  });

  scenario('an error end event is caught around its sub-process, the nearest level first', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub('outer', (o) =>
          o
            .start('os')
            .sub('inner', (i) => i.start('is').service('work').end('fail', error('=code')))
            .end('oe')
            .boundary('near', 'inner', error())
            .service('near-task')
            .end('ne'),
        )
        .end()
        .boundary('far', 'outer', error('E1'))
        .service('far-task')
        .end('fe'),
    );
    engine.create('process', { code: 'E1' });
    engine.complete('work');
    expect(engine.active()).toEqual(['near-task', 'outer']);
  });

  scenario('an uncaught error end event stays stuck', (engine) => {
    engine.deploy(aProcess().start().end('fail', error('E1')));
    engine.create();
    const { key } = engine.incident();
    engine.resolve();
    expect(engine.incident().type).toBe('UNHANDLED_ERROR_EVENT');
    expect(engine.incident().key).not.toBe(key);
  });

  scenario('travel through a call activity', (engine) => {
    engine.deploy(aProcess('child').start().service('work').end());
    engine.deploy(
      aProcess('parent')
        .start()
        .call('call', 'child')
        .end()
        .boundary('caught', 'call', error('E1'))
        .service('rescue')
        .end('e2'),
    );
    engine.create('parent');
    engine.throwError('work', 'E1', { detail: 1 });
    expect(engine.active()).toEqual(['rescue']);
    expect(engine.instances().filter(({ type }) => type === 'process')).toHaveLength(1);
  });

  scenario('around a call activity an exact code is preferred to a catch-all, too', (engine) => {
    engine.deploy(aProcess('child').start().service('work').end());
    engine.deploy(
      aProcess('parent')
        .start()
        .call('call', 'child')
        .end()
        .boundary('any', 'call', error())
        .service('rescue-any')
        .end('e2')
        .boundary('exact', 'call', error('E1'))
        .service('rescue-exact')
        .end('e3'),
    );
    engine.create('parent');
    engine.throwError('work', 'E1');
    engine.create('parent');
    engine.throwError('work', 'E2');
    expect(engine.active()).toEqual(['rescue-any', 'rescue-exact']);
  });

  scenario('on a multi-instance activity are caught by its body', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .service('work', { multiInstance: loop('=[1,2,3]') })
        .end()
        .boundary('caught', 'work', error())
        .service('rescue')
        .end('e2'),
    );
    engine.create();
    engine.throwError('work', 'any');
    expect(engine.active()).toEqual(['rescue']);
  });
});

describe('escalations', () => {
  scenario('uncaught it is forgotten', (engine) => {
    engine.deploy(aProcess().start().throw('esc', escalation('X')).service('after').end());
    engine.create();
    expect(engine.active()).toEqual(['after']);
  });

  scenario('non-interrupting continues both paths', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub('sub', (s) => s.start('s').throw('esc', escalation('X')).service('inside').end('e'))
        .end()
        .boundary('caught', 'sub', escalation('X'), { interrupting: false })
        .service('beside')
        .end('e2'),
    );
    engine.create();
    expect(engine.active()).toEqual(['beside', 'inside', 'sub']);
  });

  scenario('interrupting ends the scope and the throwing path', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub('sub', (s) => s.start('s').end('esc', escalation('X')))
        .end()
        .boundary('caught', 'sub', escalation())
        .service('instead')
        .end('e2'),
    );
    engine.create();
    expect(engine.active()).toEqual(['instead']);
    expect(engine.terminated()).toEqual(['esc', 'sub']);
  });
});

describe('signals', () => {
  scenario('reach everything that waits, and start processes; they are never buffered', (engine) => {
    engine.deploy(aProcess('started').start('start', signal('go')).service('s').end());
    engine.deploy(aProcess('waiting').start().catch('wait', signal('go')).service('w').end());
    engine.do({ type: 'broadcast-signal', signalName: 'go' });
    engine.create('waiting');
    engine.create('waiting');
    engine.do({ type: 'broadcast-signal', signalName: 'go', variables: { v: 1 } });
    expect(engine.active()).toEqual(['s', 's', 'w', 'w']);
  });

  scenario('a throw event broadcasts its local variables', (engine) => {
    engine.deploy(aProcess('waiting').start().catch('wait', signal('go')).service('w').end());
    engine.deploy(
      aProcess('thrower')
        .start()
        .throw('throw', signal('go'), { inputs: mappings({ v: '=1' }) })
        .end(),
    );
    const key = engine.create('waiting');
    engine.create('thrower', { secret: true });
    expect(engine.locals(key)).toEqual({ v: 1 });
  });
});

test('a process that a signal starts and that throws it again becomes an incident instead of running for ever', () => {
  const engine = new EngineDriver();
  engine.deploy(aProcess('echo').start('start', signal('go')).end('again', signal('go')));
  // Not through the driver, which copies and checks every one of the rows.
  processCommand(
    engine.state,
    { type: 'broadcast-signal', signalName: 'go' },
    { now: engine.now, random: () => 0 },
  );
  expect(engine.incident()).toMatchObject({
    type: 'UNKNOWN',
    message: expect.stringContaining('the process loops') as unknown,
  });
  expect(engine.instances('echo')).toHaveLength(1);
});

describe('event-based gateway', () => {
  const model = () =>
    aProcess()
      .start()
      .node('event-based-gateway', 'first')
      .catch('answer', message('m', '=id'), { outputs: mappings({ kept: '=a' }) })
      .service('answered')
      .end('e1')
      .at('first')
      .catch('late', timer('duration', 'PT1H'))
      .service('too-late')
      .end('e2');

  scenario('the first event wins, the others are closed', (engine) => {
    engine.deploy(model());
    const key = engine.create('process', { id: 'k' });
    engine.publish('m', 'k', { a: 1, b: 2 });
    expect(engine.active()).toEqual(['answered']);
    expect(engine.state.timers.size).toBe(0);
    expect(engine.locals(key)).toEqual({ id: 'k', kept: 1 });
    expect(engine.completed()).toContain('answer');
  });

  scenario('the timer wins when nothing arrives', (engine) => {
    engine.deploy(model());
    engine.create('process', { id: 'k' });
    engine.advance(HOUR);
    expect(engine.active()).toEqual(['too-late']);
    expect(engine.state.messageSubscriptions.size).toBe(0);
  });

  scenario('two signals of one name behind it trigger only one', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .node('event-based-gateway', 'first')
        .catch('a', signal('go'))
        .service('ta')
        .end('e1')
        .at('first')
        .catch('b', signal('go'))
        .service('tb')
        .end('e2'),
    );
    engine.create();
    engine.do({ type: 'broadcast-signal', signalName: 'go' });
    expect(engine.active()).toEqual(['ta']);
  });
});

describe('link events and throw events', () => {
  scenario('a link continues at the catch event of its name', (engine) => {
    engine.deploy({
      id: 'process',
      elements: [
        { id: 'start', type: 'start-event' },
        { id: 'go', type: 'intermediate-throw-event', event: { kind: 'link', linkName: 'L' } },
        { id: 'here', type: 'intermediate-catch-event', event: { kind: 'link', linkName: 'L' } },
        { id: 'end', type: 'end-event' },
      ],
      flows: [
        { id: 'f1', source: 'start', target: 'go' },
        { id: 'f2', source: 'here', target: 'end' },
      ],
    });
    engine.create();
    expect(engine.completed()).toEqual(['start', 'go', 'here', 'end', 'process']);
  });

  scenario('message throw and end events are jobs', (engine) => {
    const task = { type: { source: 'send', kind: 'static' as const } };
    engine.deploy(
      aProcess()
        .start()
        .throw('throw', { kind: 'message' }, { task })
        .throw('none')
        .end('end', { kind: 'message' }, { task }),
    );
    engine.create();
    engine.complete('send');
    expect(engine.active()).toEqual(['end']);
    engine.complete('send');
    expect(engine.isIdle()).toBe(true);
  });
});
