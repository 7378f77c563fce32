import assert from 'node:assert/strict';
import { type FeatureGroup, io, job, sequence, subProcess, path } from './feature.ts';

/** start → sub-process with a task `a` → task `after`. */
const nested = (subZeebe = '', taskZeebe = ''): string =>
  sequence([
    [
      'sub',
      subProcess(
        'sub',
        `<bpmn:startEvent id="s1"/>${job('a', { zeebe: taskZeebe })}<bpmn:endEvent id="e1"/>${path('s1', 'a', 'e1')}`,
        { zeebe: subZeebe },
      ),
    ],
    ['after', job('after')],
  ]);

export const variables: FeatureGroup = {
  title: 'Variables',
  features: [
    {
      element: 'lookup',
      behaviour: 'from the innermost scope outwards; the innermost value wins',
      async run(engine) {
        await engine.start(nested(io({ x: '=2' }), io({ y: '=x' })), { x: 1, z: 3 });
        assert.deepEqual(JSON.parse(engine.job('a').variables), { x: 2, y: 2, z: 3 });
      },
    },
    {
      element: 'propagation',
      behaviour: 'a result overwrites the nearest variable of its name, else it is created at the root',
      async run(engine) {
        const instance = await engine.start(nested(io({ x: '=2' })), { z: 3 });
        engine.complete('a', { x: 5, z: 6, fresh: 7 });
        assert.deepEqual(engine.locals(instance), { z: 6, fresh: 7 });
      },
    },
    {
      element: 'SetVariables',
      behaviour: 'propagates, or with `local` writes exactly there; an ended scope is NOT_FOUND',
      async run(engine) {
        const instance = await engine.start(nested(), { x: 1 });
        const { key } = engine.only('a');
        engine.set(key, { x: 2, y: 2 });
        assert.deepEqual(engine.locals(instance), { x: 2, y: 2 });
        engine.set(key, { x: 3 }, true);
        assert.deepEqual(engine.locals(instance), { x: 2, y: 2 });
        engine.complete('a');
        const late = { type: 'set-variables', elementInstanceKey: key, variables: {} } as const;
        assert.equal(engine.refused(late).type, 'NOT_FOUND');
      },
    },
    {
      element: 'input mappings',
      behaviour: 'in order, later ones see earlier ones; a missing source is null; paths are merged',
      async run(engine) {
        const inputs = io({ p: '=given', q: '=p + 1', 'o.a': '=1', 'o.b': '=2', none: '=missing' });
        await engine.start(nested('', inputs), { given: 1 });
        assert.deepEqual(engine.locals(engine.only('a').key), { p: 1, q: 2, o: { a: 1, b: 2 }, none: null });
      },
    },
    {
      element: 'input mappings',
      behaviour: 'a source without `=` is a text',
      async run(engine) {
        await engine.start(nested('', io({ p: 'given' })), { given: 1 });
        assert.deepEqual(engine.locals(engine.only('a').key), { p: 'given' });
      },
    },
    {
      element: 'output mappings',
      behaviour: 'with one, nothing else comes out; without, everything does',
      async run(engine) {
        const mapped = await engine.start(nested('', io({}, { out: '=x' })));
        engine.complete('a', { x: 1, y: 2 });
        assert.deepEqual(engine.locals(mapped), { out: 1 });
        const plain = await engine.start(nested());
        engine.complete('a', { x: 1, y: 2 });
        assert.deepEqual(engine.locals(plain), { x: 1, y: 2 });
      },
    },
    {
      element: 'output mappings',
      behaviour: 'a path is merged into the existing value',
      async run(engine) {
        const instance = await engine.start(nested('', io({}, { 'o.b': '=x' })), { o: { a: 1 } });
        engine.complete('a', { x: 2 });
        assert.deepEqual(engine.locals(instance), { o: { a: 1, b: 2 } });
      },
    },
    {
      element: 'output mappings',
      behaviour: 'of a sub-process are the way out of its local variables',
      async run(engine) {
        const instance = await engine.start(nested(io({ own: '=1' }, { out: '=own' })));
        engine.complete('a', { own: 2 });
        assert.deepEqual(engine.locals(instance), { out: 2 });
      },
    },
    {
      element: 'temporal values',
      behaviour: 'become ISO texts',
      async run(engine) {
        await engine.start(
          nested('', io({ d: '=date(&quot;2030-01-02&quot;)', p: '=duration(&quot;PT1H&quot;)' })),
        );
        assert.deepEqual(engine.locals(engine.only('a').key), { d: '2030-01-02', p: 'PT1H' });
      },
    },
    {
      element: 'FEEL by lot',
      behaviour: '`uuid()` and `random number()` give something else every time, which then stays',
      async run(engine) {
        await engine.start(nested('', io({ id: '=uuid()', other: '=uuid()', lot: '=random number()' })));
        const { key } = engine.only('a');
        const { id, other, lot } = engine.locals(key);
        assert.match(String(id), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.notEqual(id, other);
        assert.ok(typeof lot === 'number' && lot >= 0 && lot < 1);
        engine.restart();
        assert.deepEqual(engine.locals(key), { id, other, lot });
      },
    },
    {
      element: 'failed job',
      behaviour: 'its variables become local to the task',
      async run(engine) {
        const instance = await engine.start(nested());
        engine.fail('a', 1, { note: 'x' });
        assert.deepEqual(engine.locals(engine.only('a').key), { note: 'x' });
        assert.deepEqual(engine.locals(instance), {});
      },
    },
  ],
};
