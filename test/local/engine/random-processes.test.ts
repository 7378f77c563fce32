import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { dueAt } from '../../../src/local/engine/index.ts';
import { EngineDriver } from '../../support/engine/engine-driver.ts';
import { blocks, CHILD, KEY, MESSAGE, PING, processOf } from '../../support/engine/random-models.ts';

/** Something a worker, an operator or time does. */
type Action =
  | { readonly kind: 'complete' | 'fail' | 'back-off' | 'time-out' | 'error'; readonly pick: number }
  | { readonly kind: 'advance'; readonly minutes: number }
  | { readonly kind: 'resolve' | 'restart' | 'reject' | 'retry-job' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'set'; readonly pick: number }
  | { readonly kind: 'publish'; readonly name: string; readonly minutes: number };

const actions: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('complete' as const, 'complete' as const, 'fail' as const, 'error' as const),
      pick: fc.nat(3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('back-off' as const, 'time-out' as const),
      pick: fc.nat(3),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('resolve' as const, 'restart' as const, 'reject' as const, 'retry-job' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('publish' as const),
      name: fc.constantFrom(MESSAGE, PING),
      minutes: fc.constantFrom(0, 0, 30),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('set' as const), pick: fc.nat(3) }) },
);

function perform(engine: EngineDriver, action: Action): void {
  switch (action.kind) {
    case 'advance':
      return engine.advance(action.minutes * 60_000);
    case 'restart':
      return engine.restart();
    case 'reject':
      engine.refused({ type: 'complete-job', jobKey: '1' });
      return;
    case 'cancel':
      for (const { key, type, parentElementInstanceKey } of engine.instances()) {
        if (type === 'process' && parentElementInstanceKey === undefined) return engine.cancel(key);
      }
      return;
    case 'publish':
      engine.publish(action.name, KEY, { pick: 1 }, action.minutes * 60_000);
      return;
    case 'resolve':
      return resolveOne(engine);
    case 'retry-job': {
      const [job] = engine.state.jobs.values();
      if (job !== undefined) engine.do({ type: 'update-job-retries', jobKey: job.key, retries: 2 });
      return;
    }
    case 'set': {
      const last = engine.instances().at(-1);
      if (last === undefined) return;
      engine.do({
        type: 'set-variables',
        elementInstanceKey: last.key,
        variables: { pick: action.pick },
        local: action.pick > 1,
      });
      return;
    }
  }
  const [job] = engine.activate('work', 1, 10 * 60_000);
  if (job === undefined) return;
  switch (action.kind) {
    case 'complete':
      engine.do({ type: 'complete-job', jobKey: job.key, variables: { pick: action.pick } });
      return;
    case 'fail':
      engine.do({ type: 'fail-job', jobKey: job.key, retries: action.pick - 1 });
      return;
    case 'back-off':
      engine.do({ type: 'fail-job', jobKey: job.key, retries: 1, retryBackOff: 60_000 });
      return;
    case 'error':
      engine.do({ type: 'throw-error', jobKey: job.key, errorCode: `E${action.pick}` });
      return;
    case 'time-out':
      return engine.advance(10 * 60_000);
  }
}

function resolveOne(engine: EngineDriver): void {
  const [incident] = engine.incidents();
  if (incident === undefined) return;
  if (incident.jobKey !== undefined)
    engine.do({ type: 'update-job-retries', jobKey: incident.jobKey, retries: 1 });
  engine.do({ type: 'resolve-incident', incidentKey: incident.key });
}

/** From now on everything goes well: whatever waits is served. */
function drive(engine: EngineDriver): void {
  for (let round = 0; round < 2_000; round++) {
    const [root] = engine.instances();
    if (root === undefined) return;
    // An error that nothing catches ends only when its process takes another way.
    const stuck = engine.incidents().find((incident) => incident.jobKey === undefined);
    if (stuck !== undefined) return engine.cancel(root.key);
    if (engine.incidents().length > 0) resolveOne(engine);
    else if (engine.activate('work', 1).length > 0) {
      const job = [...engine.state.jobs.values()].find(({ state }) => state === 'activated');
      if (job !== undefined) engine.do({ type: 'complete-job', jobKey: job.key, variables: { pick: 0 } });
    } else {
      const due = dueAt(engine.state);
      if (due !== undefined) engine.advance(Math.max(0, due - engine.now));
      else if (engine.state.messageSubscriptions.size > 0) engine.publish(MESSAGE, KEY);
      else throw new Error(`Nothing is due, but there wait: ${engine.active().join(', ')}`);
    }
  }
  throw new Error(`The process does not end; there wait: ${engine.active().join(', ')}`);
}

describe('random processes, random workers', () => {
  test.each([1, 5])(
    'keep every law after every command and end (partition %i)',
    (partitionId) => {
      fc.assert(
        fc.property(
          blocks,
          blocks,
          fc.array(actions, { maxLength: 30 }),
          fc.boolean(),
          (block, child, steps, cancelled) => {
            const engine = new EngineDriver(partitionId);
            engine.deploy(processOf(child, CHILD, false));
            engine.deploy(processOf(block));
            engine.create('process', { pick: 0 });
            for (const step of steps) perform(engine, step);
            if (cancelled) perform(engine, { kind: 'cancel' });
            else drive(engine);
            if (!engine.isIdle()) throw new Error(`Left over: ${engine.active().join(', ')}`);
            engine.checkDeterminism();
          },
        ),
        { numRuns: Number(process.env['ENGINE_RANDOM_RUNS'] ?? 150) },
      );
    },
    120_000,
  );
});
