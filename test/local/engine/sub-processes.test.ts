import { describe, expect } from '@jest/globals';
import { aProcess, error, mappings, message, timer } from '../../support/engine/process-builder.ts';
import { scenario } from '../../support/engine/scenario.ts';

describe('embedded sub-process', () => {
  scenario('completes when nothing in it is active', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub('sub', (s) =>
          s.start('s').parallel('fork').service('a').end('ea').at('fork').service('b').end('eb'),
        )
        .service('after')
        .end(),
    );
    engine.create();
    engine.complete('a');
    expect(engine.active()).toEqual(['b', 'sub']);
    engine.complete('b');
    expect(engine.active()).toEqual(['after']);
  });

  scenario('keeps its locals to itself and hands out only mapped results', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub('sub', (s) => s.start('s').service('work').end('e'), {
          inputs: mappings({ local: '=1', seen: '=outer' }),
          outputs: mappings({ result: '=local + 1' }),
        })
        .service('after')
        .end(),
    );
    const key = engine.create('process', { outer: 'o' });
    expect(engine.locals(engine.only('sub').key)).toEqual({ local: 1, seen: 'o' });
    engine.complete('work', { local: 41, fresh: true });
    expect(engine.locals(key)).toEqual({ outer: 'o', fresh: true, result: 42 });
  });

  scenario('straight through many levels completes at once', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub('one', (a) =>
          a
            .start('s1')
            .sub('two', (b) => b.start('s2').end('e2'))
            .end('e1'),
        )
        .end(),
    );
    engine.create();
    expect(engine.isIdle()).toBe(true);
  });
});

describe('terminate end event', () => {
  scenario('ends its own scope only, which then completes', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .parallel('outer')
        .service('elsewhere')
        .end('end-elsewhere')
        .at('outer')
        .sub('sub', (s) =>
          s
            .start('s')
            .parallel('fork')
            .service('a')
            .end('stop', { kind: 'terminate' })
            .at('fork')
            .service('b')
            .end('eb'),
        )
        .service('after')
        .end(),
    );
    engine.create();
    engine.complete('a');
    expect(engine.active()).toEqual(['after', 'elsewhere']);
    expect(engine.terminated()).toEqual(['b']);
    expect(engine.completed()).toContain('sub');
  });

  scenario('drops tokens that are on their way in its scope', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .parallel('fork')
        .end('stop', { kind: 'terminate' })
        .at('fork')
        .node('manual-task', 'm')
        .service('never')
        .end('e'),
    );
    engine.create();
    expect(engine.isIdle()).toBe(true);
    expect(engine.completed()).not.toContain('never');
  });
});

describe('event sub-process', () => {
  scenario('interrupting: ends everything else in its scope, which waits for it', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .service('work')
        .end()
        .eventSub('esp', (s) => s.start('stop', message('stop', '=id')).service('clean').end('ee')),
    );
    engine.create('process', { id: 'k' });
    engine.publish('stop', 'k', { why: 'because' });
    expect(engine.active()).toEqual(['clean', 'esp']);
    expect(engine.terminated()).toEqual(['work']);
    expect(engine.state.messageSubscriptions.size).toBe(0);
    engine.complete('clean');
    expect(engine.isIdle()).toBe(true);
  });

  scenario('non-interrupting: happens again and again beside the work', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .service('work')
        .end()
        .eventSub('esp', (s) =>
          s.start('ping', message('ping', '=id'), { interrupting: false }).service('pong').end('ee'),
        ),
    );
    const key = engine.create('process', { id: 'k' });
    engine.publish('ping', 'k', { n: 1 });
    engine.publish('ping', 'k', { n: 2 });
    expect(engine.active()).toEqual(['esp', 'esp', 'pong', 'pong', 'work']);
    expect(engine.locals(key)).toEqual({ id: 'k', n: 2 });
    engine.complete('work');
    expect(engine.active()).toEqual(['esp', 'esp', 'pong', 'pong']);
    engine.complete('pong');
    engine.complete('pong');
    expect(engine.isIdle()).toBe(true);
  });

  scenario('timer: fires once after its duration', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub('sub', (s) =>
          s
            .start('s')
            .service('work')
            .end('e')
            .eventSub('esp', (x) => x.start('late', timer('duration', 'PT1H')).service('escalate').end('ee')),
        )
        .service('after')
        .end(),
    );
    engine.create();
    engine.advance(3_599_999);
    expect(engine.active()).toEqual(['sub', 'work']);
    engine.advance(1);
    expect(engine.active()).toEqual(['escalate', 'esp', 'sub']);
    engine.complete('escalate');
    expect(engine.active()).toEqual(['after']);
  });

  scenario('non-interrupting cycle: repeats as often as it says', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .service('work')
        .end()
        .eventSub('esp', (s) =>
          s.start('tick', timer('cycle', 'R2/PT1H'), { interrupting: false }).end('ee'),
        ),
    );
    engine.create();
    engine.advance(10 * 3_600_000);
    expect(engine.completed().filter((id) => id === 'esp')).toHaveLength(2);
    expect(engine.state.timers.size).toBe(0);
  });

  scenario('error: catches what its scope throws; an error of its own goes further out', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub('sub', (s) =>
          s
            .start('s')
            .service('work')
            .end('e')
            .eventSub('esp', (x) => x.start('caught', error('E1')).service('clean').end('ee')),
        )
        .end()
        .boundary('outer', 'sub', error())
        .service('rescue')
        .end('re'),
    );
    engine.create();
    engine.throwError('work', 'E1', { detail: 'x' });
    expect(engine.active()).toEqual(['clean', 'esp', 'sub']);
    engine.throwError('clean', 'E1');
    expect(engine.active()).toEqual(['rescue']);
  });

  scenario('sees and writes the locals of its scope', (engine) => {
    engine.deploy(
      aProcess()
        .start()
        .sub(
          'sub',
          (s) =>
            s
              .start('s')
              .service('work')
              .end('e')
              .eventSub('esp', (x) =>
                x.start('ping', message('ping', '=id'), { interrupting: false }).service('pong').end('ee'),
              ),
          { inputs: mappings({ local: '=1' }) },
        )
        .end(),
    );
    engine.create('process', { id: 'k' });
    engine.publish('ping', 'k', { local: 2 });
    expect(engine.locals(engine.only('sub').key)).toEqual({ local: 2 });
    expect(JSON.parse(engine.job('pong').variables)).toEqual({ id: 'k', local: 2 });
  });
});
