/**
 * Random processes with random workers. A failure prints fast-check's `seed` and `path`, which together repeat it:
 * ENGINE_RANDOM_SEED=… ENGINE_RANDOM_PATH=… npm run jest -- test/local/engine/random-processes.test.ts
 * ENGINE_RANDOM_RUNS looks longer than CI does.
 */
import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { dueAt } from '../../../src/local/engine/index.ts';
import { EngineDriver } from '../../support/engine/engine-driver.ts';
import { decisionOfGraphs, graphs, processOfGraph } from '../../support/engine/random-graphs.ts';
import {
  blocks,
  CHILD,
  decisionOfModels,
  KEY,
  MESSAGE,
  processOf,
} from '../../support/engine/random-models.ts';
import { deployFiles } from '../../support/engine/resources.ts';
import { actions, stories, perform, resolveOne } from '../../support/engine/random-worker.ts';

const { ENGINE_RANDOM_SEED: givenSeed, ENGINE_RANDOM_PATH: path, ENGINE_RANDOM_RUNS: runs } = process.env;

/** Repeats one case or tries as many as asked for. */
const howOften = (usual: number): Pick<fc.Parameters, 'numRuns' | 'seed' | 'path'> => ({
  numRuns: Number(runs ?? usual),
  ...(givenSeed === undefined ? {} : { seed: Number(givenSeed) }),
  ...(path === undefined ? {} : { path }),
});

/** From now on everything goes well: whatever waits is served. */
function drive(engine: EngineDriver): void {
  for (let round = 0; round < 2_000; round++) {
    engine.advance(0);
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

/** Cancels what has not ended; nothing may remain. */
function finish(engine: EngineDriver): void {
  for (const { key, type, parentElementInstanceKey } of engine.instances()) {
    if (type === 'process' && parentElementInstanceKey === undefined && !engine.state.hasEnded(key))
      engine.cancel(key);
  }
  engine.advance(0);
  if (!engine.isIdle()) throw new Error(`Left over: ${engine.active().join(', ')}`);
  engine.checkDeterminism();
}

describe('random processes, random workers', () => {
  test('of nested blocks keep every law after every command and end', () => {
    fc.assert(
      fc.property(
        blocks,
        blocks,
        fc.array(actions, { maxLength: 30 }),
        fc.boolean(),
        fc.nat(),
        (block, child, steps, driven, seed) => {
          // One or two at a time: most multi-instance bodies, and most of what ends, go on in commands of their own.
          const engine = new EngineDriver({
            itemsAtOnce: 1 + (steps.length % 2),
            signalledAtOnce: 1 + (steps.length % 2),
            clearedAtOnce: 1 + (seed % 3),
            seed,
          });
          deployFiles(engine, decisionOfModels());
          engine.deploy(processOf(child, CHILD, false));
          engine.deploy(processOf(block));
          engine.create('process', { pick: 0 });
          for (const step of steps) perform(engine, step);
          if (driven) drive(engine);
          finish(engine);
        },
      ),
      howOften(100),
    );
  });

  test('without any structure keep every law after every command', () => {
    fc.assert(
      fc.property(graphs, graphs, stories, fc.nat(), (graph, child, steps, seed) => {
        const engine = new EngineDriver({
          itemsAtOnce: 1 + (steps.length % 3),
          signalledAtOnce: 1 + (steps.length % 2),
          clearedAtOnce: 1 + (seed % 3),
          seed,
        });
        deployFiles(engine, decisionOfGraphs());
        engine.deploy(processOfGraph(child, CHILD, false));
        engine.deploy(processOfGraph(graph, 'process', true));
        engine.create('process', { pick: 0 });
        // The next version, for migration.
        engine.deploy(processOfGraph(graph, 'process', true));
        for (const step of steps) {
          if (engine.instances().length === 0) engine.create('process', { pick: 1 });
          perform(engine, step);
        }
        finish(engine);
      }),
      howOften(60),
    );
  });
});
