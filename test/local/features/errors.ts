import assert from 'node:assert/strict';
import {
  boundary,
  bpmn,
  END,
  error,
  escalation,
  eventSubProcess,
  type FeatureGroup,
  io,
  job,
  node,
  onError,
  onEscalation,
  path,
  sequence,
  START,
  subProcess,
} from './feature.ts';

const sub = (id: string, body: string, more = ''): string =>
  subProcess(
    id,
    `<bpmn:startEvent id="${id}-start"/>${body}<bpmn:endEvent id="${id}-end"/>${path(`${id}-start`, 'x', `${id}-end`)}${more}`,
  );

const ender = (id: string, event: string): string => node('endEvent', id, { content: event });

export const errors: FeatureGroup = {
  title: 'Errors',
  features: [
    {
      element: 'error boundary event',
      behaviour: 'catches what a worker throws; an exact code before "any"',
      async run(engine) {
        const model = sequence(
          [['x', job('x')]],
          boundary('any', 'x', onError()) + boundary('exact', 'x', onError('E1')),
          error('E1'),
        );
        await engine.start(model);
        engine.throwError('x', 'E1');
        assert.deepEqual(engine.active(), ['exact-caught']);
        engine.create();
        engine.throwError('x', 'E2');
        assert.deepEqual(engine.active(), ['any-caught', 'exact-caught']);
      },
    },
    {
      element: 'error search',
      behaviour: 'the nearest level with any match wins, even over an exact code further out',
      async run(engine) {
        await engine.start(
          sequence(
            [['sub', sub('sub', job('x'), boundary('near', 'x', onError()))]],
            boundary('far', 'sub', onError('E1')),
            error('E1'),
          ),
        );
        engine.throwError('x', 'E1');
        assert.deepEqual(engine.active(), ['near-caught', 'sub']);
      },
    },
    {
      element: 'error search',
      behaviour: 'after the element its scope: event sub-processes first, then the boundary of the scope',
      async run(engine) {
        await engine.start(
          sequence(
            [['sub', sub('sub', job('x'), eventSubProcess('inside', onError('E1')))]],
            boundary('outside', 'sub', onError()),
            error('E1'),
          ),
        );
        engine.throwError('x', 'E1');
        assert.deepEqual(engine.active(), ['inside', 'inside-task', 'sub']);
        engine.create();
        engine.throwError('x', 'E2');
        assert.deepEqual(engine.active(), ['inside', 'inside-task', 'outside-caught', 'sub']);
      },
    },
    {
      element: 'error search',
      behaviour: 'a scope that an event sub-process already interrupted cannot catch with another',
      async run(engine) {
        await engine.start(
          sequence(
            [
              [
                'sub',
                sub(
                  'sub',
                  job('x'),
                  eventSubProcess('one', onError('E1')) + eventSubProcess('two', onError('E2')),
                ),
              ],
            ],
            boundary('out', 'sub', onError()),
            error('E1') + error('E2'),
          ),
        );
        engine.throwError('x', 'E1');
        engine.throwError('one-task', 'E2');
        assert.deepEqual(engine.active(), ['out-caught']);
      },
    },
    {
      element: 'error search',
      behaviour: 'goes through call activities into the calling process',
      async run(engine) {
        await engine.deployFiles(bpmn(`${START}${job('x')}${END}${path('start', 'x', 'end')}`, '', 'called'));
        const call = node('callActivity', 'call', { zeebe: '<zeebe:calledElement processId="called"/>' });
        await engine.start(sequence([['call', call]], eventSubProcess('e', onError('E1')), error('E1')));
        engine.throwError('x', 'E1');
        assert.deepEqual(engine.active(), ['e', 'e-task']);
      },
    },
    {
      element: 'uncaught error',
      behaviour: 'of a worker is UNHANDLED_ERROR_EVENT; resolving makes the job activatable again',
      async run(engine) {
        await engine.start(sequence([['x', job('x')]]));
        engine.throwError('x', 'E1');
        assert.equal(engine.incident().type, 'UNHANDLED_ERROR_EVENT');
        engine.resolve();
        engine.complete('x');
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'error event sub-process',
      behaviour: 'catches what is thrown in a nested scope, and ends all of its own scope',
      async run(engine) {
        await engine.start(
          bpmn(
            `${START}${node('parallelGateway', 'f')}${sub('sub', job('x'))}${job('other')}${eventSubProcess('e', onError('E1'))}
             ${path('start', 'f', 'sub')}${path('f', 'other')}`,
            error('E1'),
          ),
        );
        engine.throwError('x', 'E1');
        assert.deepEqual(engine.active(), ['e', 'e-task']);
      },
    },
    {
      element: 'error end event',
      behaviour: 'throws its code, static or FEEL',
      async run(engine) {
        const inside = `<bpmn:startEvent id="s1"/>${ender('t', '<bpmn:errorEventDefinition errorRef="e-feel"/>')}${path('s1', 't')}`;
        await engine.start(
          sequence(
            [['sub', subProcess('sub', inside)]],
            boundary('b', 'sub', onError('E1')),
            `${error('E1')}<bpmn:error id="e-feel" errorCode="=code"/>`,
          ),
          { code: 'E1' },
        );
        assert.deepEqual(engine.active(), ['b-caught']);
      },
    },
    {
      element: 'error end event',
      behaviour: 'uncaught: UNHANDLED_ERROR_EVENT, which stays when it is resolved',
      async run(engine) {
        await engine.start(bpmn(`${START}${ender('t', onError('E1'))}${path('start', 't')}`, error('E1')));
        const before = engine.incident();
        assert.equal(before.type, 'UNHANDLED_ERROR_EVENT');
        engine.resolve();
        assert.equal(engine.incident().type, 'UNHANDLED_ERROR_EVENT');
        assert.notEqual(engine.incident().key, before.key);
      },
    },
    {
      element: 'thrown variables',
      behaviour: 'are local to the catching event: mapped by its outputs, merged without any',
      async run(engine) {
        const caught = (id: string, zeebe: string): string =>
          boundary(id, 'x', onError('E1')).replace(
            '<bpmn:errorEventDefinition',
            `<bpmn:extensionElements>${zeebe}</bpmn:extensionElements><bpmn:errorEventDefinition`,
          );
        const mapped = await engine.start(
          sequence([['x', job('x')]], caught('b', io({}, { reason: '=why' })), error('E1')),
        );
        engine.throwError('x', 'E1', { why: 'late', extra: 1 });
        assert.deepEqual(engine.locals(mapped), { reason: 'late' });
        const merged = await engine.start(
          sequence([['x', job('x')]], boundary('b', 'x', onError('E1')), error('E1')),
        );
        engine.throwError('x', 'E1', { why: 'late' });
        assert.deepEqual(engine.locals(merged), { why: 'late' });
      },
    },
  ],
};

const escalates = (tag: string, code = 'C1'): string =>
  `<bpmn:startEvent id="s1"/>${node(tag, 't', { content: onEscalation(code) })}${
    tag === 'endEvent' ? path('s1', 't') : `${job('inside')}${path('s1', 't', 'inside')}`
  }`;

export const escalations: FeatureGroup = {
  title: 'Escalations',
  features: [
    {
      element: 'escalation throw event',
      behaviour: 'non-interrupting catch: both paths go on',
      async run(engine) {
        await engine.start(
          sequence(
            [['sub', subProcess('sub', escalates('intermediateThrowEvent'))]],
            boundary('b', 'sub', onEscalation('C1'), false),
            escalation('C1'),
          ),
        );
        assert.deepEqual(engine.active(), ['b-caught', 'inside', 'sub']);
      },
    },
    {
      element: 'escalation throw event',
      behaviour: 'interrupting catch: ends the scope and the throwing path',
      async run(engine) {
        await engine.start(
          sequence(
            [['sub', subProcess('sub', escalates('intermediateThrowEvent'))]],
            boundary('b', 'sub', onEscalation('C1')),
            escalation('C1'),
          ),
        );
        assert.deepEqual(engine.active(), ['b-caught']);
      },
    },
    {
      element: 'escalation event sub-process',
      behaviour: 'catches in its scope, before the boundary of the scope',
      async run(engine) {
        const inside = escalates('intermediateThrowEvent') + eventSubProcess('e', onEscalation(), false);
        await engine.start(
          sequence(
            [['sub', subProcess('sub', inside)]],
            boundary('b', 'sub', onEscalation('C1')),
            escalation('C1'),
          ),
        );
        assert.deepEqual(engine.active(), ['e', 'e-task', 'inside', 'sub']);
      },
    },
    {
      element: 'escalation throw event',
      behaviour: 'an exact code before "any" of the same level',
      async run(engine) {
        await engine.start(
          sequence(
            [['sub', subProcess('sub', escalates('intermediateThrowEvent'))]],
            boundary('any', 'sub', onEscalation(), false) +
              boundary('exact', 'sub', onEscalation('C1'), false),
            escalation('C1'),
          ),
        );
        assert.deepEqual(engine.active(), ['exact-caught', 'inside', 'sub']);
      },
    },
    {
      element: 'escalation end event',
      behaviour: 'throws, and its path ends',
      async run(engine) {
        await engine.start(
          sequence(
            [
              ['sub', subProcess('sub', escalates('endEvent'))],
              ['after', job('after')],
            ],
            boundary('b', 'sub', onEscalation('C1'), false),
            escalation('C1'),
          ),
        );
        assert.deepEqual(engine.active(), ['after', 'b-caught']);
      },
    },
    {
      element: 'uncaught escalation',
      behaviour: 'is no incident; the path goes on',
      async run(engine) {
        await engine.start(
          bpmn(
            `${START}${node('intermediateThrowEvent', 't', { content: onEscalation('C1') })}${job('x')}${path('start', 't', 'x')}`,
            escalation('C1'),
          ),
        );
        assert.deepEqual(engine.active(), ['x']);
        assert.deepEqual(engine.incidents(), []);
      },
    },
    {
      element: 'escalation',
      behaviour: 'reaches the calling process',
      async run(engine) {
        await engine.deployFiles(
          bpmn(
            `${START}${node('intermediateThrowEvent', 't', { content: onEscalation('C1') })}${job('x')}${path('start', 't', 'x')}`,
            escalation('C1'),
            'called',
          ),
        );
        const call = node('callActivity', 'call', { zeebe: '<zeebe:calledElement processId="called"/>' });
        await engine.start(
          sequence([['call', call]], boundary('b', 'call', onEscalation('C1'), false), escalation('C1')),
        );
        assert.deepEqual(engine.active(), ['b-caught', 'call', 'x']);
      },
    },
  ],
};
