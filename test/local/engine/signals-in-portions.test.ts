/** A signal for which more waits than one command triggers reaches the rest in further commands, and nobody else. */
import { expect, test } from '@jest/globals';
import { dueAt, dueCommands } from '../../../src/local/engine/index.ts';
import { EngineDriver } from '../../support/engine/engine-driver.ts';
import { aProcess, signal } from '../../support/engine/process-builder.ts';

const waits = aProcess().start().catch('wait', signal('go')).service('work').end();

/** An engine whose signals trigger two at a time, with so many instances that wait for `go`. */
const waiting = (instances: number): EngineDriver => {
  const engine = new EngineDriver({ signalledAtOnce: 2 });
  engine.deploy(waits);
  for (let index = 0; index < instances; index += 1) engine.create('process', { index });
  return engine;
};

const broadcast = (engine: EngineDriver, variables = {}): void => {
  engine.do({ type: 'broadcast-signal', signalName: 'go', variables });
};

const working = (engine: EngineDriver): number => engine.state.jobs.size;

test('reaches them all, with its variables, also when the engine stops in between', () => {
  const engine = waiting(5);
  broadcast(engine, { answer: 42 });
  const reached: number[] = [];
  while (dueAt(engine.state) !== undefined) {
    reached.push(working(engine));
    engine.restart();
    for (const command of dueCommands(engine.state, engine.now, 1)) engine.do(command);
  }
  expect(reached).toEqual([2, 4]);
  const jobs = engine.activate('work').map(({ variables }) => JSON.parse(variables) as unknown);
  expect(jobs).toEqual([0, 1, 2, 3, 4].map((index) => ({ index, answer: 42 })));
  expect(engine.state.signalBroadcasts.size).toBe(0);
  engine.checkDeterminism();
});

test('does not reach who begins to wait after it, nor who has ended meanwhile', () => {
  const engine = waiting(5);
  const [, , third] = engine.instances().filter(({ type }) => type === 'process');
  broadcast(engine);
  engine.create('process', { index: 'late' });
  engine.cancel(third?.key ?? '');
  engine.advance(0);
  expect(working(engine)).toBe(4);
  broadcast(engine);
  engine.advance(0);
  expect(working(engine)).toBe(5);
  engine.checkDeterminism();
});

test('reaches each of them once, also those that go on waiting', () => {
  const engine = new EngineDriver({ signalledAtOnce: 2 });
  engine.deploy(
    aProcess()
      .start()
      .service('host')
      .boundary('ping', 'host', signal('go'), { interrupting: false })
      .service('pinged')
      .end(),
  );
  for (let index = 0; index < 5; index += 1) engine.create('process');
  broadcast(engine);
  broadcast(engine);
  engine.advance(0);
  expect(engine.activate('pinged')).toHaveLength(10);
});
