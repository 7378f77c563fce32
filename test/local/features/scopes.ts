import assert from 'node:assert/strict';
import {
  boundary,
  bpmn,
  END,
  eventSubProcess,
  type FeatureGroup,
  io,
  job,
  loop,
  message,
  node,
  onError,
  onMessage,
  onSignal,
  path,
  sequence,
  signal,
  START,
  subProcess,
} from './feature.ts';

const inner = (body: string, ...ids: readonly string[]): string =>
  `<bpmn:startEvent id="inner-start"/>${body}<bpmn:endEvent id="inner-end"/>${path('inner-start', ...ids, 'inner-end')}`;

const broadcast = (signalName: string, variables = {}) =>
  ({ type: 'broadcast-signal', signalName, variables }) as const;

export const subProcesses: FeatureGroup = {
  title: 'Sub-processes',
  features: [
    {
      element: 'embedded sub-process',
      behaviour: 'has a scope of its own and completes when nothing in it is active',
      async run(engine) {
        const instance = await engine.start(
          sequence([
            [
              'sub',
              subProcess('sub', inner(job('a'), 'a'), { zeebe: io({ own: '=1' }, { out: '=own + result' }) }),
            ],
            ['after', job('after')],
          ]),
        );
        engine.complete('a', { result: 2 });
        assert.deepEqual(engine.active(), ['after']);
        assert.equal(engine.locals(instance)['out'], 3);
        assert.equal('own' in engine.locals(instance), false);
      },
    },
    {
      element: 'embedded sub-process',
      behaviour: 'a boundary event ends everything in it',
      async run(engine) {
        await engine.start(
          sequence(
            [['sub', subProcess('sub', inner(job('a'), 'a'))]],
            boundary('b', 'sub', onSignal('stop')),
            signal('stop'),
          ),
        );
        engine.do(broadcast('stop'));
        assert.deepEqual(engine.active(), ['b-caught']);
      },
    },
    {
      element: 'event sub-process',
      behaviour: 'interrupting: ends everything else in its scope, once',
      async run(engine) {
        await engine.start(
          sequence([['x', job('x')]], eventSubProcess('e', onSignal('stop')), signal('stop')),
        );
        engine.do(broadcast('stop'));
        engine.do(broadcast('stop'));
        assert.deepEqual(engine.active(), ['e', 'e-task']);
        engine.complete('e-task');
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'event sub-process',
      behaviour: 'non-interrupting: repeats, and the scope waits for all of them',
      async run(engine) {
        await engine.start(
          sequence([['x', job('x')]], eventSubProcess('e', onMessage('note'), false), message('note')),
          { key: 'k' },
        );
        engine.publish('note', 'k');
        engine.publish('note', 'k');
        engine.complete('x');
        assert.deepEqual(engine.active(), ['e', 'e', 'e-task', 'e-task']);
        engine.complete('e-task');
        engine.complete('e-task');
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'event sub-process',
      behaviour: 'sees and writes the local variables of its scope',
      async run(engine) {
        const body = `${inner(job('a'), 'a')}${eventSubProcess('e', onSignal('note'), false)}`;
        await engine.start(
          sequence([['sub', subProcess('sub', body, { zeebe: io({ local: '=1' }) })]], '', signal('note')),
        );
        engine.do(broadcast('note'));
        assert.equal((JSON.parse(engine.job('e-task').variables) as { local: number }).local, 1);
        engine.do({
          type: 'complete-job',
          jobKey: engine.only('e-task').jobKey ?? '',
          variables: { local: 2 },
        });
        assert.equal(engine.locals(engine.only('sub').key)['local'], 2);
      },
    },
    {
      element: 'event sub-process',
      behaviour: 'once one interrupted the scope, the others of the scope start no more',
      async run(engine) {
        await engine.start(
          sequence(
            [['x', job('x')]],
            eventSubProcess('stop', onSignal('stop')) + eventSubProcess('note', onSignal('note'), false),
            signal('stop') + signal('note'),
          ),
        );
        engine.do(broadcast('stop'));
        engine.do(broadcast('note'));
        assert.deepEqual(engine.active(), ['stop', 'stop-task']);
      },
    },
    {
      element: 'event sub-process',
      behaviour: 'the correlation key of a message is taken from its scope, after the input mappings',
      async run(engine) {
        const body = `${inner(job('a'), 'a')}${eventSubProcess('e', onMessage('note'), false)}`;
        await engine.start(
          sequence([['sub', subProcess('sub', body, { zeebe: io({ key: '=given' }) })]], '', message('note')),
          { given: 'k' },
        );
        engine.publish('note', 'k');
        assert.equal(engine.hasJob('e-task'), true);
      },
    },
    {
      element: 'event sub-process',
      behaviour: 'in an embedded sub-process: the sub-process completes when it ends',
      async run(engine) {
        const body = `${inner(job('a'), 'a')}${eventSubProcess('e', onSignal('stop'))}`;
        await engine.start(
          sequence(
            [
              ['sub', subProcess('sub', body)],
              ['after', job('after')],
            ],
            '',
            signal('stop'),
          ),
        );
        engine.do(broadcast('stop'));
        engine.complete('e-task');
        assert.deepEqual(engine.active(), ['after']);
      },
    },
  ],
};

const items = (attributes: string, options: Parameters<typeof loop>[1] = {}): string =>
  job('x', { content: loop(`inputCollection="=list" inputElement="item" ${attributes}`, options) });

const collected = 'outputCollection="all" outputElement="=result"';

const counters = (engine: { activate(type: string): readonly { variables: string }[] }): number[] =>
  engine.activate('x').map(({ variables }) => (JSON.parse(variables) as { loopCounter: number }).loopCounter);

export const multiInstance: FeatureGroup = {
  title: 'Multi-instance',
  features: [
    {
      element: 'parallel multi-instance',
      behaviour: 'one item each, with `inputElement` and `loopCounter` from 1, all at once',
      async run(engine) {
        await engine.start(sequence([['x', items('')]]), { list: ['a', 'b'] });
        const found = engine.activate('x').map(({ variables }) => JSON.parse(variables) as object);
        assert.deepEqual(found, [
          { list: ['a', 'b'], item: 'a', loopCounter: 1 },
          { list: ['a', 'b'], item: 'b', loopCounter: 2 },
        ]);
      },
    },
    {
      element: 'sequential multi-instance',
      behaviour: 'creates one item after the other',
      async run(engine) {
        await engine.start(sequence([['x', items('', { sequential: true })]]), { list: [1, 2, 3] });
        for (const n of [1, 2, 3]) {
          const [found] = engine.activate('x');
          assert.equal((JSON.parse(found?.variables ?? '{}') as { item: number }).item, n);
          assert.equal(engine.hasJob('x'), false);
          engine.do({ type: 'complete-job', jobKey: found?.key ?? '' });
        }
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'collects outputs in the order of the items, whatever the order of completion',
      async run(engine) {
        const instance = await engine.start(
          sequence([
            [
              'x',
              job('x', {
                zeebe: io({ result: '=null' }),
                content: loop(`inputCollection="=list" inputElement="item" ${collected}`),
              }),
            ],
            ['y', job('y')],
          ]),
          { list: [1, 2, 3] },
        );
        for (const { key, variables } of [...engine.activate('x')].reverse()) {
          const { item } = JSON.parse(variables) as { item: number };
          engine.do({ type: 'complete-job', jobKey: key, variables: { result: item * 10 } });
        }
        assert.deepEqual(engine.locals(instance)['all'], [10, 20, 30]);
      },
    },
    {
      element: 'multi-instance',
      behaviour:
        'the output collection is local to the whole: jobs and expressions of its items see what there is',
      async run(engine) {
        const instance = await engine.start(
          sequence([
            [
              'x',
              job('x', {
                zeebe: io({ before: '=all' }),
                content: loop(`inputCollection="=list" inputElement="item" ${collected}`, {
                  sequential: true,
                }),
              }),
            ],
            ['y', job('y')],
          ]),
          { list: [1, 2], all: 'of before' },
        );
        for (const all of [
          [null, null],
          ['a', null],
        ]) {
          const [found] = engine.activate('x');
          const variables = JSON.parse(found?.variables ?? '{}') as { all: unknown; before: unknown };
          assert.deepEqual([variables.all, variables.before], [all, all]);
          assert.equal(engine.locals(instance)['all'], 'of before');
          engine.do({ type: 'complete-job', jobKey: found?.key ?? '', variables: { result: 'a' } });
        }
        assert.deepEqual(engine.locals(instance)['all'], ['a', 'a']);
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'an output variable is local to its item, and null when it was not set',
      async run(engine) {
        const instance = await engine.start(
          sequence([
            ['x', items(collected)],
            ['y', job('y')],
          ]),
          { list: [1, 2] },
        );
        const [first, second] = engine.activate('x');
        engine.do({ type: 'complete-job', jobKey: first?.key ?? '', variables: { result: 'set' } });
        engine.do({ type: 'complete-job', jobKey: second?.key ?? '' });
        assert.deepEqual(engine.locals(instance)['all'], ['set', null]);
        assert.equal('result' in engine.locals(instance), false);
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'an empty list completes at once, with an empty output collection',
      async run(engine) {
        const instance = await engine.start(
          sequence([
            ['x', items(collected)],
            ['y', job('y')],
          ]),
          { list: [] },
        );
        assert.deepEqual(engine.locals(instance)['all'], []);
        assert.deepEqual(engine.active(), ['y']);
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'an input collection that is no list is EXTRACT_VALUE_ERROR',
      async run(engine) {
        await engine.start(sequence([['x', items('')]]), { list: 'a' });
        assert.equal(engine.incident().type, 'EXTRACT_VALUE_ERROR');
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'a completion condition, which sees the numbers of instances, ends the rest',
      async run(engine) {
        const until =
          'numberOfCompletedInstances = 2 and numberOfInstances = 4 and numberOfActiveInstances = 2';
        await engine.start(sequence([['x', items('', { until })]]), { list: [1, 2, 3, 4] });
        engine.complete('x');
        assert.equal(engine.instances('x').length > 0, true);
        engine.complete('x');
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'boundary events belong to the whole; interrupting leaves no partial output',
      async run(engine) {
        const instance = await engine.start(
          sequence([['x', items(collected)]], boundary('b', 'x', onSignal('stop')), signal('stop')),
          { list: [1, 2] },
        );
        engine.complete('x', { result: 1 });
        engine.do(broadcast('stop'));
        assert.deepEqual(engine.active(), ['b-caught']);
        assert.equal('all' in engine.locals(instance), false);
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'of a sub-process: a terminate end event ends that item only',
      async run(engine) {
        const body = `<bpmn:startEvent id="s1"/>${node('parallelGateway', 'f')}${job('a')}${job('b')}
          <bpmn:endEvent id="t"><bpmn:terminateEventDefinition/></bpmn:endEvent>${path('s1', 'f', 'a', 't')}${path('f', 'b')}`;
        await engine.start(
          sequence([['sub', subProcess('sub', body, { content: loop('inputCollection="=list"') })]]),
          { list: [1, 2] },
        );
        engine.complete('a');
        assert.deepEqual(engine.instances('b').length, 1);
        engine.complete('a');
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'of a call activity: a called instance per item',
      async run(engine) {
        await engine.deployFiles(bpmn(`${START}${job('child')}${path('start', 'child')}`, '', 'called'));
        const call = node('callActivity', 'x', {
          zeebe: '<zeebe:calledElement processId="called"/>',
          content: loop('inputCollection="=list" inputElement="item"'),
        });
        await engine.start(sequence([['x', call]]), { list: [1, 2] });
        assert.equal(engine.activate('child').length, 2);
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'of a receive task: waits per item',
      async run(engine) {
        const receive = node('receiveTask', 'x', {
          attributes: 'messageRef="m-paid"',
          content: loop('inputCollection="=list" inputElement="key"'),
        });
        await engine.start(sequence([['x', receive]], '', message('paid')), { list: ['a', 'b'] });
        engine.publish('paid', 'b');
        engine.publish('paid', 'a');
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'mappings apply per item and see the input element',
      async run(engine) {
        const mapped = job('x', {
          zeebe: io({ double: '=item * 2' }),
          content: loop('inputCollection="=list" inputElement="item"'),
        });
        await engine.start(sequence([['x', mapped]]), { list: [1, 2] });
        const found = engine
          .activate('x')
          .map(({ variables }) => (JSON.parse(variables) as { double: number }).double);
        assert.deepEqual(found, [2, 4]);
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'the first name of an output path is local to the item as well',
      async run(engine) {
        const instance = await engine.start(
          sequence([
            ['x', items('outputCollection="all" outputElement="=answer.value"')],
            ['y', job('y')],
          ]),
          { list: [1] },
        );
        engine.complete('x', { answer: { value: 7 } });
        assert.deepEqual(engine.locals(instance), { list: [1], all: [7] });
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'a completion condition that is no boolean is EXTRACT_VALUE_ERROR',
      async run(engine) {
        await engine.start(sequence([['x', items('', { until: '"yes"' })]]), { list: [1, 2] });
        engine.complete('x');
        assert.equal(engine.incident().type, 'EXTRACT_VALUE_ERROR');
      },
    },
    {
      element: 'multi-instance',
      behaviour:
        'the completion condition sees `numberOfTerminatedInstances`, and hides variables of these names',
      async run(engine) {
        const until = 'numberOfTerminatedInstances = 0 and numberOfInstances = 2';
        await engine.start(sequence([['x', items('', { until })]]), { list: [1, 2], numberOfInstances: 99 });
        engine.complete('x');
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'an item that fails is an incident of that item only',
      async run(engine) {
        await engine.start(sequence([['x', items('')]]), { list: [1, 2] });
        engine.fail('x');
        engine.complete('x');
        assert.equal(engine.incident().type, 'JOB_NO_RETRIES');
        assert.equal(engine.instances('x').length, 2);
      },
    },
    {
      element: 'multi-instance',
      behaviour: 'counts from 1 in the order of the list',
      async run(engine) {
        await engine.start(sequence([['x', items('')]]), { list: ['c', 'b', 'a'] });
        assert.deepEqual(counters(engine), [1, 2, 3]);
      },
    },
  ],
};

const child = bpmn(`${START}${job('child')}${END}${path('start', 'child', 'end')}`, '', 'called');

const caller = (attributes = '', zeebe = '', more = '', roots = ''): string =>
  sequence(
    [
      [
        'call',
        node('callActivity', 'call', {
          zeebe: `<zeebe:calledElement processId="called" ${attributes}/>${zeebe}`,
        }),
      ],
      ['after', job('after')],
    ],
    more,
    roots,
  );

export const callActivities: FeatureGroup = {
  title: 'Call activities',
  features: [
    {
      element: 'call activity',
      behaviour: 'runs the latest version on entry, with all visible variables, and takes all results',
      async run(engine) {
        await engine.deployFiles(child);
        await engine.deployFiles(caller());
        await engine.deployFiles(child.replaceAll('"child"', '"newer"'));
        const instance = engine.create('process', { a: 1 });
        assert.deepEqual(JSON.parse(engine.job('newer').variables), { a: 1 });
        engine.do({ type: 'complete-job', jobKey: engine.only('newer').jobKey ?? '', variables: { b: 2 } });
        assert.deepEqual(engine.locals(instance), { a: 1, b: 2 });
      },
    },
    {
      element: 'call activity',
      behaviour: 'the process id can be FEEL',
      async run(engine) {
        await engine.deployFiles(child);
        await engine.start(caller().replace('processId="called"', 'processId="=which"'), { which: 'called' });
        assert.equal(engine.hasJob('child'), true);
      },
    },
    {
      element: 'call activity',
      behaviour: '`propagateAllParentVariables="false"`: only the local variables of the call go in',
      async run(engine) {
        await engine.deployFiles(child);
        await engine.start(caller('propagateAllParentVariables="false"', io({ given: '=a' })), { a: 1 });
        assert.deepEqual(JSON.parse(engine.job('child').variables), { given: 1 });
      },
    },
    {
      element: 'call activity',
      behaviour: '`propagateAllChildVariables="false"`: nothing comes out but what is mapped',
      async run(engine) {
        await engine.deployFiles(child);
        const nothing = await engine.start(caller('propagateAllChildVariables="false"'));
        engine.complete('child', { b: 2 });
        assert.deepEqual(engine.locals(nothing), {});
        const mapped = await engine.start(caller('', io({}, { c: '=b' })));
        engine.complete('child', { b: 2 });
        assert.deepEqual(engine.locals(mapped), { c: 2 });
      },
    },
    {
      element: 'call activity',
      behaviour: 'a process that is not deployed, or has no none start event, is CALLED_ELEMENT_ERROR',
      async run(engine) {
        await engine.start(caller());
        assert.equal(engine.incident().type, 'CALLED_ELEMENT_ERROR');
        const started = `<bpmn:startEvent id="start">${onSignal('go')}</bpmn:startEvent>${job('child')}${path('start', 'child')}`;
        await engine.deployFiles(bpmn(started, signal('go'), 'called'));
        engine.resolve();
        assert.equal(engine.incident().type, 'CALLED_ELEMENT_ERROR');
        await engine.deployFiles(child);
        engine.resolve();
        assert.equal(engine.hasJob('child'), true);
      },
    },
    {
      element: 'call activity',
      behaviour: 'an interrupting boundary event ends the called instance',
      async run(engine) {
        await engine.deployFiles(child);
        await engine.start(caller('', '', boundary('b', 'call', onSignal('stop')), signal('stop')));
        engine.do(broadcast('stop'));
        assert.deepEqual(engine.active(), ['b-caught']);
      },
    },
    {
      element: 'call activity',
      behaviour: 'an error that the called process does not catch reaches the call',
      async run(engine) {
        await engine.deployFiles(child);
        await engine.start(caller('', '', boundary('b', 'call', onError())));
        engine.throwError('child', 'any');
        assert.deepEqual(engine.active(), ['b-caught']);
      },
    },
    {
      element: 'call activity',
      behaviour: 'only the root instance can be cancelled',
      async run(engine) {
        await engine.deployFiles(child);
        const instance = await engine.start(caller());
        const called = engine.only('call').calledInstanceKey ?? '';
        const { type } = engine.refused({ type: 'cancel-process-instance', processInstanceKey: called });
        assert.equal(type, 'INVALID_STATE');
        engine.cancel(instance);
        assert.equal(engine.isIdle(), true);
      },
    },
  ],
};

/** A task with a compensation handler `undo-…`. */
const undoable = (id: string, more: Parameters<typeof job>[1] = {}): string =>
  `${job(id, more)}<bpmn:boundaryEvent id="c-${id}" attachedToRef="${id}"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>
   ${job(`undo-${id}`, { attributes: 'isForCompensation="true"' })}<bpmn:association id="a-${id}" sourceRef="c-${id}" targetRef="undo-${id}" associationDirection="One"/>`;

const compensate = (id: string, ref = '', tag = 'intermediateThrowEvent'): string =>
  node(tag, id, { content: `<bpmn:compensateEventDefinition ${ref === '' ? '' : `activityRef="${ref}"`}/>` });

export const compensation: FeatureGroup = {
  title: 'Compensation',
  features: [
    {
      element: 'compensation throw event',
      behaviour: 'invokes the handlers of completed activities, all at once, and waits for them',
      async run(engine) {
        await engine.start(
          sequence([
            ['a', undoable('a')],
            ['b', undoable('b')],
            ['throw', compensate('throw')],
            ['after', job('after')],
          ]),
        );
        engine.complete('a');
        engine.complete('b');
        assert.deepEqual(engine.active(), ['throw', 'undo-a', 'undo-b']);
        engine.complete('undo-b');
        assert.deepEqual(engine.active(), ['throw', 'undo-a']);
        engine.complete('undo-a');
        assert.deepEqual(engine.active(), ['after']);
      },
    },
    {
      element: 'compensation throw event',
      behaviour: '`activityRef` narrows it to one activity',
      async run(engine) {
        await engine.start(
          sequence([
            ['a', undoable('a')],
            ['b', undoable('b')],
            ['throw', compensate('throw', 'a')],
          ]),
        );
        engine.complete('a');
        engine.complete('b');
        assert.deepEqual(engine.active(), ['throw', 'undo-a']);
      },
    },
    {
      element: 'compensation throw event',
      behaviour: 'activities that are not completed are not undone; with none it is passed',
      async run(engine) {
        await engine.start(
          sequence([
            ['throw', compensate('throw')],
            ['a', undoable('a')],
          ]),
        );
        assert.deepEqual(engine.active(), ['a']);
      },
    },
    {
      element: 'compensation end event',
      behaviour: 'invokes the handlers, then the scope ends',
      async run(engine) {
        await engine.start(
          bpmn(
            `${START}${undoable('a')}${compensate('throw', '', 'endEvent')}${path('start', 'a', 'throw')}`,
          ),
        );
        engine.complete('a');
        engine.complete('undo-a');
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'compensation',
      behaviour: 'reaches into completed sub-processes',
      async run(engine) {
        await engine.start(
          sequence([
            ['sub', subProcess('sub', inner(undoable('a'), 'a'))],
            ['throw', compensate('throw')],
          ]),
        );
        engine.complete('a');
        assert.equal(engine.hasJob('undo-a'), true);
      },
    },
    {
      element: 'compensation',
      behaviour: 'an activity that completed twice is undone twice; a multi-instance once',
      async run(engine) {
        await engine.start(
          sequence([
            ['a', undoable('a', { content: loop('inputCollection="=[1, 2]"') })],
            ['throw', compensate('throw')],
          ]),
        );
        engine.complete('a');
        engine.complete('a');
        assert.equal(engine.activate('undo-a').length, 1);
      },
    },
    {
      element: 'compensation',
      behaviour: 'thrown in a sub-process, it undoes what completed there, not what is outside',
      async run(engine) {
        await engine.start(
          sequence([
            ['a', undoable('a')],
            ['sub', subProcess('sub', inner(`${undoable('b')}${compensate('throw')}`, 'b', 'throw'))],
            ['after', job('after')],
          ]),
        );
        engine.complete('a');
        engine.complete('b');
        assert.deepEqual(engine.active(), ['sub', 'throw', 'undo-b']);
        engine.complete('undo-b');
        assert.deepEqual(engine.active(), ['after']);
      },
    },
    {
      element: 'compensation',
      behaviour: '`activityRef` of a sub-process undoes what completed in it',
      async run(engine) {
        await engine.start(
          sequence([
            ['a', undoable('a')],
            ['sub', subProcess('sub', inner(undoable('b'), 'b'))],
            ['throw', compensate('throw', 'sub')],
          ]),
        );
        engine.complete('a');
        engine.complete('b');
        assert.deepEqual(engine.active(), ['throw', 'undo-b']);
      },
    },
    {
      element: 'compensation',
      behaviour: 'once per completion: a second throw event undoes nothing again',
      async run(engine) {
        await engine.start(
          sequence([
            ['a', undoable('a')],
            ['throw', compensate('throw')],
            ['again', compensate('again')],
            ['after', job('after')],
          ]),
        );
        engine.complete('a');
        engine.complete('undo-a');
        assert.deepEqual(engine.active(), ['after']);
      },
    },
    {
      element: 'compensation',
      behaviour: 'a handler is an activity like any other: an incident in it holds the throw event',
      async run(engine) {
        await engine.start(
          sequence([
            ['a', undoable('a')],
            ['throw', compensate('throw')],
          ]),
        );
        engine.complete('a');
        engine.fail('undo-a');
        assert.deepEqual(engine.active(), ['throw', 'undo-a']);
        assert.equal(engine.incident().elementId, 'undo-a');
      },
    },
    {
      element: 'compensation',
      behaviour: 'stops at call activities',
      async run(engine) {
        await engine.deployFiles(
          bpmn(`${START}${undoable('a')}${END}${path('start', 'a', 'end')}`, '', 'called'),
        );
        await engine.start(
          sequence([
            ['call', node('callActivity', 'call', { zeebe: '<zeebe:calledElement processId="called"/>' })],
            ['throw', compensate('throw')],
            ['after', job('after')],
          ]),
        );
        engine.complete('a');
        assert.deepEqual(engine.active(), ['after']);
      },
    },
  ],
};
