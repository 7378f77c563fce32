import assert from 'node:assert/strict';
import {
  boundary,
  bpmn,
  catcher,
  END,
  eventSubProcess,
  type Feature,
  type FeatureGroup,
  job,
  message,
  node,
  onMessage,
  onSignal,
  onTimer,
  path,
  sequence,
  signal,
  START,
  subProcess,
} from './feature.ts';

const thrower = (id: string, event: string, zeebe = ''): string =>
  node('intermediateThrowEvent', id, { content: event, zeebe });
const ender = (id: string, event: string, zeebe = ''): string =>
  node('endEvent', id, { content: event, zeebe });

const startedBy = (event: string, roots = ''): string =>
  bpmn(`<bpmn:startEvent id="start">${event}</bpmn:startEvent>${job('x')}${path('start', 'x')}`, roots);

const broadcast = (signalName: string, variables = {}) =>
  ({ type: 'broadcast-signal', signalName, variables }) as const;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

export const plainEvents: FeatureGroup = {
  title: 'None, link and terminate events',
  features: [
    {
      element: 'none events',
      behaviour: 'are passed; an instance ends with its last token, also at several end events',
      async run(engine) {
        await engine.start(
          bpmn(
            `${START}${thrower('t', '')}${node('parallelGateway', 'f')}${job('a')}${job('b')}${END}${ender('end2', '')}
             ${path('start', 't', 'f', 'a', 'end')}${path('f', 'b', 'end2')}`,
          ),
        );
        engine.complete('a');
        assert.deepEqual(engine.active(), ['b']);
        engine.complete('b');
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'link events',
      behaviour: 'a throw event goes on at the catch event of its name',
      async run(engine) {
        const link = '<bpmn:linkEventDefinition name="on"/>';
        await engine.start(
          bpmn(
            `${START}${thrower('t', link)}${catcher('c', link)}${job('x')}${path('start', 't')}${path('c', 'x')}`,
          ),
        );
        assert.deepEqual(engine.active(), ['x']);
      },
    },
    {
      element: 'terminate end event',
      behaviour: 'of the process: the instance completes, and its result is answered',
      async run(engine) {
        await engine.deployFiles(
          bpmn(
            `${START}${node('parallelGateway', 'f')}${job('a')}${job('b')}${ender('t', '<bpmn:terminateEventDefinition/>')}
             ${path('start', 'f', 'a', 't')}${path('f', 'b')}`,
          ),
        );
        engine.do({
          type: 'create-process-instance',
          bpmnProcessId: 'process',
          awaitResult: { fetchVariables: [] },
        });
        engine.complete('a', { done: true });
        assert.equal(engine.isIdle(), true);
        const completed = engine.effects.find(({ kind }) => kind === 'instance-completed');
        assert.deepEqual(completed?.kind === 'instance-completed' && completed.variables, { done: true });
      },
    },
    {
      element: 'terminate end event',
      behaviour: 'ends everything in its scope, which then completes',
      async run(engine) {
        const inner = `<bpmn:startEvent id="s1"/>${node('parallelGateway', 'f')}${job('a')}${job('b')}${ender('t', '<bpmn:terminateEventDefinition/>')}
          ${path('s1', 'f', 'a', 't')}${path('f', 'b')}`;
        await engine.start(
          sequence([
            ['sub', subProcess('sub', inner)],
            ['after', job('after')],
          ]),
        );
        engine.complete('a');
        assert.deepEqual(engine.terminated(), ['b']);
        assert.deepEqual(engine.active(), ['after']);
      },
    },
  ],
};

const messageStart = startedBy(onMessage('go'), message('go', ''));

export const messageEvents: FeatureGroup = {
  title: 'Message events',
  features: [
    {
      element: 'message start event',
      behaviour: 'starts an instance per message; with a correlation key only one at a time',
      async run(engine) {
        await engine.deployFiles(messageStart);
        engine.publish('go');
        engine.publish('go');
        assert.deepEqual(engine.active(), ['x', 'x']);
        engine.publish('go', 'k');
        engine.publish('go', 'k');
        assert.deepEqual(engine.active(), ['x', 'x', 'x']);
      },
    },
    {
      element: 'message start event',
      behaviour: 'a buffered message of the same key starts the next instance when the first ends',
      async run(engine) {
        await engine.deployFiles(messageStart);
        engine.publish('go', 'k', { n: 1 }, HOUR);
        engine.publish('go', 'k', { n: 2 }, HOUR);
        assert.deepEqual(engine.active(), ['x']);
        engine.complete('x');
        assert.equal((JSON.parse(engine.job('x').variables) as { n: number }).n, 2);
      },
    },
    {
      element: 'message start event',
      behaviour: 'moves to a new version; a message from before the deployment never starts',
      async run(engine) {
        engine.publish('go', '', {}, HOUR);
        await engine.deployFiles(messageStart);
        await engine.deployFiles(messageStart.replace('id="x"', 'id="x" name="new"'));
        assert.deepEqual(engine.active(), []);
        engine.publish('go');
        assert.deepEqual(engine.active(), ['x']);
      },
    },
    {
      element: 'message catch event',
      behaviour: 'waits for name and key; a message that was buffered before counts',
      async run(engine) {
        engine.publish('paid', 'k', { n: 1 }, HOUR);
        const instance = await engine.start(
          sequence(
            [
              ['c', catcher('c', onMessage('paid'))],
              ['x', job('x')],
            ],
            '',
            message('paid'),
          ),
          { key: 'k' },
        );
        assert.deepEqual(engine.locals(instance), { key: 'k', n: 1 });
      },
    },
    {
      element: 'message catch event',
      behaviour: 'one message reaches one instance of a process, and one of another process as well',
      async run(engine) {
        const waiting = (id: string): string =>
          sequence([['c', catcher('c', onMessage('paid'))]], '', message('paid')).replace(
            'id="process"',
            `id="${id}"`,
          );
        await engine.deployFiles(waiting('process'), waiting('other'));
        for (const id of ['process', 'process', 'other']) engine.create(id, { key: 'k' });
        engine.publish('paid', 'k');
        assert.deepEqual(engine.active(), ['c']);
      },
    },
    {
      element: 'message catch event',
      behaviour: 'the name can be FEEL; keys that are numbers compare as their text',
      async run(engine) {
        const named = message('paid').replace('name="paid"', 'name="=&quot;paid-&quot; + country"');
        await engine.start(sequence([['c', catcher('c', onMessage('paid'))]], '', named), {
          country: 'nl',
          key: 12,
        });
        engine.publish('paid-nl', '12');
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'message boundary event',
      behaviour: 'its key can use a variable that the input mappings of its activity made',
      async run(engine) {
        const zeebe = '<zeebe:ioMapping><zeebe:input source="=given" target="key"/></zeebe:ioMapping>';
        await engine.start(
          sequence([['x', job('x', { zeebe })]], boundary('b', 'x', onMessage('stop')), message('stop')),
          { given: 'k' },
        );
        engine.publish('stop', 'k');
        assert.deepEqual(engine.active(), ['b-caught']);
      },
    },
    {
      element: 'message boundary event',
      behaviour: 'interrupting: ends the activity first',
      async run(engine) {
        await engine.start(
          sequence([['x', job('x')]], boundary('b', 'x', onMessage('stop')), message('stop')),
          { key: 'k' },
        );
        engine.publish('stop', 'k');
        assert.deepEqual(engine.active(), ['b-caught']);
      },
    },
    {
      element: 'message boundary event',
      behaviour: 'non-interrupting: repeats for every message',
      async run(engine) {
        await engine.start(
          sequence([['x', job('x')]], boundary('b', 'x', onMessage('more'), false), message('more')),
          { key: 'k' },
        );
        engine.publish('more', 'k');
        engine.publish('more', 'k');
        assert.deepEqual(engine.active(), ['b-caught', 'b-caught', 'x']);
      },
    },
    ...(['throw', 'end'] as const).map((kind): Feature => ({
      element: `message ${kind} event`,
      behaviour: 'is a job for a worker; nothing is published',
      async run(engine) {
        const zeebe = '<zeebe:taskDefinition type="send"/>';
        const event =
          kind === 'throw' ? thrower('t', onMessage('go'), zeebe) : ender('t', onMessage('go'), zeebe);
        await engine.deployFiles(messageStart.replace('id="process"', 'id="started"'));
        await engine.start(bpmn(`${START}${event}${path('start', 't')}`, message('go', '')));
        engine.complete('send');
        assert.equal(engine.isIdle(), true);
      },
    })),
  ],
};

export const signalEvents: FeatureGroup = {
  title: 'Signal events',
  features: [
    {
      element: 'signal start event',
      behaviour: 'starts an instance of the latest version with the variables of the signal',
      async run(engine) {
        await engine.deployFiles(startedBy(onSignal('go'), signal('go')));
        engine.do(broadcast('go', { n: 1 }));
        assert.deepEqual(JSON.parse(engine.job('x').variables), { n: 1 });
      },
    },
    {
      element: 'signal catch event',
      behaviour: 'one signal reaches every waiting instance; it is never buffered',
      async run(engine) {
        engine.do(broadcast('go'));
        const waiting = sequence(
          [
            ['c', catcher('c', onSignal('go'))],
            ['x', job('x')],
          ],
          '',
          signal('go'),
        );
        await engine.start(waiting);
        engine.create();
        assert.deepEqual(engine.active(), ['c', 'c']);
        engine.do(broadcast('go'));
        assert.deepEqual(engine.active(), ['x', 'x']);
      },
    },
    {
      element: 'signal catch event',
      behaviour: 'the name can be FEEL; the variables of the signal are taken',
      async run(engine) {
        const named = signal('go').replace('name="go"', 'name="=&quot;go-&quot; + country"');
        const instance = await engine.start(
          sequence(
            [
              ['c', catcher('c', onSignal('go'))],
              ['x', job('x')],
            ],
            '',
            named,
          ),
          { country: 'nl' },
        );
        engine.do(broadcast('go-nl', { n: 1 }));
        assert.deepEqual(engine.locals(instance), { country: 'nl', n: 1 });
      },
    },
    {
      element: 'signal event sub-process',
      behaviour: 'of every waiting instance is started by one signal',
      async run(engine) {
        await engine.start(
          sequence([['x', job('x')]], eventSubProcess('e', onSignal('stop')), signal('stop')),
        );
        engine.create();
        engine.do(broadcast('stop'));
        assert.deepEqual(engine.active(), ['e', 'e', 'e-task', 'e-task']);
      },
    },
    {
      element: 'signal boundary event',
      behaviour: 'interrupting and non-interrupting',
      async run(engine) {
        await engine.start(
          sequence(
            [['x', job('x')]],
            boundary('n', 'x', onSignal('note'), false) + boundary('i', 'x', onSignal('stop')),
            signal('note') + signal('stop'),
          ),
        );
        engine.do(broadcast('note'));
        engine.do(broadcast('note'));
        assert.deepEqual(engine.active(), ['n-caught', 'n-caught', 'x']);
        engine.do(broadcast('stop'));
        assert.deepEqual(engine.active(), ['i-caught', 'n-caught', 'n-caught']);
      },
    },
    ...(['throw', 'end'] as const).map((kind): Feature => ({
      element: `signal ${kind} event`,
      behaviour: 'broadcasts with the variables that are local to the event',
      async run(engine) {
        const zeebe = '<zeebe:ioMapping><zeebe:input source="=all" target="sent"/></zeebe:ioMapping>';
        const event =
          kind === 'throw' ? thrower('t', onSignal('go'), zeebe) : ender('t', onSignal('go'), zeebe);
        await engine.deployFiles(
          startedBy(onSignal('go'), signal('go')).replace('id="process"', 'id="started"'),
        );
        await engine.start(bpmn(`${START}${event}${path('start', 't')}`, signal('go')), { all: 1 });
        assert.deepEqual(JSON.parse(engine.job('x').variables), { sent: 1 });
      },
    })),
  ],
};

const waitsFor = (kind: 'timeDate' | 'timeDuration', value: string): string =>
  sequence([
    ['c', catcher('c', onTimer(kind, value))],
    ['x', job('x')],
  ]);

const catches = (
  behaviour: string,
  kind: 'timeDate' | 'timeDuration',
  value: string,
  ms: number,
): Feature => ({
  element: 'timer catch event',
  behaviour,
  async run(engine) {
    await engine.start(waitsFor(kind, value));
    engine.advance(ms - 1);
    assert.deepEqual(engine.active(), ms === 0 ? ['x'] : ['c']);
    engine.advance(1);
    assert.deepEqual(engine.active(), ['x']);
  },
});

const startsBy = (
  behaviour: string,
  event: string,
  expected: readonly (readonly [after: number, instances: number])[],
): Feature => ({
  element: 'timer start event',
  behaviour,
  async run(engine) {
    await engine.deployFiles(startedBy(event));
    for (const [after, instances] of expected) {
      engine.advance(after);
      assert.equal(engine.active().length, instances);
    }
  },
});

export const timerEvents: FeatureGroup = {
  title: 'Timer events',
  features: [
    catches('a date, with a zone', 'timeDate', '2030-01-01T02:00:00+01:00', HOUR),
    catches('a duration of days and time', 'timeDuration', 'P1DT1H', DAY + HOUR),
    catches('a duration of weeks', 'timeDuration', 'P1W', 7 * DAY),
    catches('a duration of months, by the calendar', 'timeDuration', 'P1M', 31 * DAY),
    catches('an expression that gives a duration', 'timeDuration', '=duration("PT1H")', HOUR),
    catches('an expression that gives a text', 'timeDate', '="2030-01-01T01:00:00Z"', HOUR),
    {
      element: 'timer catch event',
      behaviour: 'a duration of zero or less fires at once',
      async run(engine) {
        await engine.start(waitsFor('timeDuration', 'PT0S'));
        engine.advance(0);
        assert.deepEqual(engine.active(), ['x']);
        engine.complete('x');
        await engine.start(waitsFor('timeDuration', '-PT1H'));
        engine.advance(0);
        assert.deepEqual(engine.active(), ['x']);
      },
    },
    {
      element: 'timer catch event',
      behaviour: 'a value that is no time is EXTRACT_VALUE_ERROR; resolving evaluates again',
      async run(engine) {
        const instance = await engine.start(waitsFor('timeDuration', '=wait'), { wait: 'soon' });
        assert.equal(engine.incident().type, 'EXTRACT_VALUE_ERROR');
        engine.set(instance, { wait: 'PT1H' });
        engine.resolve();
        engine.advance(HOUR);
        assert.deepEqual(engine.active(), ['x']);
      },
    },
    {
      element: 'timer catch event',
      behaviour: 'fires after a restart when it was due meanwhile',
      async run(engine) {
        await engine.start(waitsFor('timeDuration', 'PT1H'));
        engine.restart();
        engine.now += DAY;
        engine.advance(0);
        assert.deepEqual(engine.active(), ['x']);
      },
    },
    {
      element: 'timer catch event',
      behaviour: 'a date that has passed fires at once',
      async run(engine) {
        await engine.start(waitsFor('timeDate', '2029-12-31T00:00:00Z'));
        engine.advance(0);
        assert.deepEqual(engine.active(), ['x']);
      },
    },
    startsBy('a date', onTimer('timeDate', '2030-01-01T01:00:00Z'), [
      [HOUR - 1, 0],
      [1, 1],
      [DAY, 1],
    ]),
    startsBy('a cycle with a number', onTimer('timeCycle', 'R2/PT1H'), [
      [HOUR, 1],
      [HOUR, 2],
      [DAY, 2],
    ]),
    startsBy('a cycle without end', onTimer('timeCycle', 'R/PT1H'), [[5 * HOUR, 5]]),
    startsBy('a cycle with a start', onTimer('timeCycle', 'R2/2030-01-01T05:00:00Z/PT1H'), [
      [5 * HOUR - 1, 0],
      [1, 1],
      [HOUR, 2],
    ]),
    startsBy(
      'a cycle whose start has passed: the first time is one interval from now',
      onTimer('timeCycle', 'R2/2020-01-01T00:00:00Z/PT1H'),
      [
        [HOUR - 1, 0],
        [1, 1],
        [DAY, 2],
      ],
    ),
    {
      element: 'timer start event',
      behaviour:
        'a cycle that was due several times while the engine was down fires once, then goes on from now',
      async run(engine) {
        await engine.deployFiles(startedBy(onTimer('timeCycle', 'R/PT1H')));
        engine.now += DAY + HOUR / 2;
        engine.restart();
        engine.advance(HOUR - 1);
        assert.equal(engine.active().length, 1);
        engine.advance(1);
        assert.equal(engine.active().length, 2);
      },
    },
    startsBy('a six-field cron expression', onTimer('timeCycle', '0 0 9-10 * * *'), [
      [8 * HOUR, 0],
      [HOUR, 1],
      [HOUR, 2],
      [DAY, 4],
    ]),
    startsBy('the FEEL function cycle', onTimer('timeCycle', '=cycle(2, duration("PT1H"))'), [[DAY, 2]]),
    {
      element: 'timer start event',
      behaviour: 'moves to a new version; deleting that brings the timer of the version before back',
      async run(engine) {
        await engine.deployFiles(startedBy(onTimer('timeCycle', 'R/PT1H')));
        await engine.deployFiles(startedBy(onTimer('timeCycle', 'R/PT2H')));
        const [, latest] = [...engine.state.processes.keys()];
        engine.advance(2 * HOUR);
        assert.equal(engine.active().length, 1);
        engine.complete('x');
        engine.do({ type: 'delete-resource', resourceKey: latest ?? '' });
        engine.advance(2 * HOUR);
        assert.equal(engine.active().length, 2);
      },
    },
    {
      element: 'timer boundary event',
      behaviour: 'interrupting: ends the activity once',
      async run(engine) {
        await engine.start(sequence([['x', job('x')]], boundary('b', 'x', onTimer('timeDuration', 'PT1H'))));
        engine.advance(HOUR);
        assert.deepEqual(engine.active(), ['b-caught']);
      },
    },
    {
      element: 'timer boundary event',
      behaviour: 'non-interrupting: a duration fires once, a cycle repeats',
      async run(engine) {
        const timer = (kind: 'timeDuration' | 'timeCycle', value: string, id: string): string =>
          boundary(id, 'x', onTimer(kind, value), false);
        await engine.start(
          sequence(
            [['x', job('x')]],
            timer('timeDuration', 'PT1H', 'once') + timer('timeCycle', 'R2/PT1H', 'twice'),
          ),
        );
        engine.advance(DAY);
        assert.deepEqual(engine.active(), ['once-caught', 'twice-caught', 'twice-caught', 'x']);
      },
    },
    {
      element: 'timer event sub-process',
      behaviour: 'non-interrupting with a cycle: repeats',
      async run(engine) {
        await engine.start(
          sequence([['x', job('x')]], eventSubProcess('again', onTimer('timeCycle', 'R2/PT1H'), false)),
        );
        engine.advance(DAY);
        assert.deepEqual(engine.active(), ['again', 'again', 'again-task', 'again-task', 'x']);
      },
    },
    {
      element: 'timer event sub-process',
      behaviour: 'starts counting with its scope',
      async run(engine) {
        await engine.start(
          sequence([['x', job('x')]], eventSubProcess('late', onTimer('timeDuration', 'PT1H'))),
        );
        engine.advance(HOUR);
        assert.deepEqual(engine.active(), ['late', 'late-task']);
      },
    },
  ],
};
