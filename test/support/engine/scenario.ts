import { test } from '@jest/globals';
import { EngineDriver } from './engine-driver.ts';

/** A behaviour of the engine, checked with all laws and replayed at the end. */
export function scenario(name: string, run: (engine: EngineDriver) => void): void {
  test(name, () => {
    const engine = new EngineDriver();
    run(engine);
    engine.checkDeterminism();
  });
}
