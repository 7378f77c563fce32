import { test } from '@jest/globals';
import { EngineDriver } from './engine-driver.ts';

/** Partition 5 numbers its keys beyond what a JavaScript number can hold. */
const PARTITIONS = [1, 5];

/** A behaviour of the engine, checked on several partitions, with all laws and replayed at the end. */
export function scenario(name: string, run: (engine: EngineDriver) => void): void {
  test.each(PARTITIONS)(`${name} (partition %i)`, (partitionId) => {
    const engine = new EngineDriver(partitionId);
    run(engine);
    engine.checkDeterminism();
  });
}
