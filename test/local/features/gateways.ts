import assert from 'node:assert/strict';
import {
  bpmn,
  catcher,
  type FeatureGroup,
  job,
  message,
  node,
  onMessage,
  onSignal,
  onTimer,
  path,
  signal,
  START,
  when,
} from './feature.ts';

const HOUR = 3_600_000;

const split = (tag: string, flows: string, fallback = ''): string =>
  bpmn(
    `${START}${node(tag, 'g', { attributes: fallback === '' ? '' : `default="g-to-${fallback}"` })}${job('a')}${job('b')}${job('c')}${path('start', 'g')}${flows}`,
  );

const inclusiveJoin = bpmn(
  `${START}${node('inclusiveGateway', 'g')}${job('a')}${job('b')}${job('c')}${node('inclusiveGateway', 'j')}${job('after')}
   ${path('start', 'g')}${when('g', 'a', 'a')}${when('g', 'b', 'b')}${when('g', 'c', 'c')}
   ${path('a', 'j')}${path('b', 'j')}${path('c', 'j')}${path('j', 'after')}`,
);

const race = bpmn(
  `${START}${node('eventBasedGateway', 'g')}${catcher('m', onMessage('paid'))}${catcher('t', onTimer('timeDuration', 'PT1H'))}${catcher('s', onSignal('stop'))}
   ${job('after-m')}${job('after-t')}${job('after-s')}
   ${path('start', 'g', 'm', 'after-m')}${path('g', 't', 'after-t')}${path('g', 's', 'after-s')}`,
  message('paid') + signal('stop'),
);

export const gateways: FeatureGroup = {
  title: 'Gateways',
  features: [
    {
      element: 'exclusive gateway',
      behaviour: 'takes the first true flow in the order of the file',
      async run(engine) {
        await engine.start(
          split('exclusiveGateway', when('g', 'b', 'x > 1') + when('g', 'a', 'x > 0') + path('g', 'c'), 'c'),
          { x: 5 },
        );
        assert.deepEqual(engine.active(), ['b']);
      },
    },
    {
      element: 'exclusive gateway',
      behaviour: 'else the default flow, whose own condition is ignored',
      async run(engine) {
        await engine.start(split('exclusiveGateway', when('g', 'c', 'true') + when('g', 'a', 'x > 0'), 'c'), {
          x: 5,
        });
        assert.deepEqual(engine.active(), ['a']);
        engine.create('process', { x: 0 });
        assert.deepEqual(engine.active(), ['a', 'c']);
      },
    },
    {
      element: 'exclusive gateway',
      behaviour: 'no true flow and no default is CONDITION_ERROR; resolving evaluates again',
      async run(engine) {
        const flows = when('g', 'a', 'x = 1') + when('g', 'b', 'x = 2');
        const instance = await engine.start(split('exclusiveGateway', flows), { x: 0 });
        assert.equal(engine.incident().type, 'CONDITION_ERROR');
        engine.set(instance, { x: 2 });
        engine.resolve();
        assert.deepEqual(engine.active(), ['b']);
      },
    },
    {
      element: 'exclusive gateway',
      behaviour: 'a condition that is no boolean is EXTRACT_VALUE_ERROR',
      async run(engine) {
        await engine.start(split('exclusiveGateway', when('g', 'a', '"yes"') + path('g', 'c'), 'c'));
        assert.equal(engine.incident().type, 'EXTRACT_VALUE_ERROR');
      },
    },
    {
      element: 'exclusive gateway',
      behaviour: 'a join passes each token',
      async run(engine) {
        await engine.start(
          bpmn(
            `${START}${node('parallelGateway', 'f')}${node('exclusiveGateway', 'g')}${job('a')}${path('start', 'f')}
             <bpmn:sequenceFlow id="f1" sourceRef="f" targetRef="g"/><bpmn:sequenceFlow id="f2" sourceRef="f" targetRef="g"/>${path('g', 'a')}`,
          ),
        );
        assert.deepEqual(engine.active(), ['a', 'a']);
      },
    },
    {
      element: 'parallel gateway',
      behaviour: 'forks all flows and joins one token of each',
      async run(engine) {
        await engine.start(
          bpmn(
            `${START}${node('parallelGateway', 'f')}${job('a')}${job('b')}${node('parallelGateway', 'j')}${job('after')}
             ${path('start', 'f', 'a', 'j', 'after')}${path('f', 'b', 'j')}`,
          ),
        );
        engine.complete('a');
        assert.deepEqual(engine.active(), ['b']);
        engine.complete('b');
        assert.deepEqual(engine.active(), ['after']);
      },
    },
    {
      element: 'parallel gateway',
      behaviour: 'a join waits for one token per flow, also when one flow brings several',
      async run(engine) {
        await engine.start(
          bpmn(
            `${START}${node('parallelGateway', 'f')}${job('a')}${job('b')}${node('exclusiveGateway', 'm')}${job('c')}${node('parallelGateway', 'j')}${job('after')}
             ${path('start', 'f', 'a', 'm', 'j', 'after')}${path('f', 'b', 'm')}${path('f', 'c', 'j')}`,
          ),
        );
        engine.complete('a');
        engine.complete('b');
        assert.deepEqual(engine.active(), ['c']);
        engine.complete('c');
        assert.deepEqual(engine.active(), ['after']);
      },
    },
    {
      element: 'inclusive gateway',
      behaviour: 'takes all true flows, else the default, else CONDITION_ERROR',
      async run(engine) {
        const flows = when('g', 'a', 'x > 0') + when('g', 'b', 'x > 1');
        await engine.start(split('inclusiveGateway', flows + path('g', 'c'), 'c'), { x: 5 });
        assert.deepEqual(engine.active(), ['a', 'b']);
        engine.create('process', { x: 0 });
        assert.deepEqual(engine.active(), ['a', 'b', 'c']);
        await engine.start(split('inclusiveGateway', flows), { x: 0 });
        assert.equal(engine.incident().type, 'CONDITION_ERROR');
      },
    },
    {
      element: 'inclusive gateway',
      behaviour: 'a single conditional flow is evaluated too',
      async run(engine) {
        await engine.start(split('inclusiveGateway', when('g', 'a', 'x')), { x: false });
        assert.equal(engine.incident().type, 'CONDITION_ERROR');
      },
    },
    {
      element: 'inclusive gateway',
      behaviour: 'a join waits as long as a token can still arrive',
      async run(engine) {
        await engine.start(inclusiveJoin, { a: true, b: true, c: false });
        engine.complete('a');
        assert.deepEqual(engine.active(), ['b']);
        engine.complete('b');
        assert.deepEqual(engine.active(), ['after']);
        engine.complete('after');
        assert.equal(engine.isIdle(), true);
      },
    },
    {
      element: 'event-based gateway',
      behaviour: 'waits for messages, timers and signals; the first one wins, the others are closed',
      async run(engine) {
        await engine.start(race, { key: 'k' });
        engine.publish('paid', 'k');
        assert.deepEqual(engine.active(), ['after-m']);
        assert.equal(engine.state.timers.size + engine.state.signalSubscriptions.size, 0);
        engine.create('process', { key: 'k' });
        engine.advance(HOUR);
        assert.deepEqual(engine.active(), ['after-m', 'after-t']);
        engine.create('process', { key: 'k' });
        engine.do({ type: 'broadcast-signal', signalName: 'stop' });
        assert.deepEqual(engine.active(), ['after-m', 'after-s', 'after-t']);
        assert.equal(engine.state.messageSubscriptions.size, 0);
      },
    },
  ],
};
