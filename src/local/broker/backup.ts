import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EngineState } from '../engine/index.ts';
import { EngineStore, NoData } from './store.ts';
import { withModels } from './stored-models.ts';

/**
 * Copies the data of an engine that does not run into a new folder, and reads the copy as a start would.
 *
 * @returns how many rows the copy holds
 * @throws NoData, DataFolderInUse, IncompatibleData, BackupRefused; Error when the copy cannot be read
 */
export const backUpStoppedEngine = async (
  dataDir: string,
  partitionId: number,
  folder: string,
): Promise<number> => {
  if (!existsSync(join(dataDir, 'data.mdb'))) throw new NoData(dataDir);
  const source = await EngineStore.open(dataDir, partitionId);
  try {
    await source.copyTo(folder);
  } finally {
    await source.close();
  }
  const copy = await EngineStore.open(folder, partitionId);
  try {
    const state = EngineState.load(await withModels(copy.rows()), partitionId);
    return [...state.rows()].length;
  } finally {
    await copy.close();
  }
};
