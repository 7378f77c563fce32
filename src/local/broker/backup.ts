import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_FILE } from '../../lib/data-file.ts';
import { EngineState } from '../engine/index.ts';
import { sync } from './durable-files.ts';
import { EngineStore } from './store.ts';
import { withModels } from './stored-models.ts';

/** There is nothing to copy. */
export class NoData extends Error {
  override readonly name = 'NoData';
  constructor(folder: string, option: string) {
    super(`There are no engine data in ${folder}. Choose another folder (${option}).`);
  }
}

/** A backup is restored only where nothing is. */
export class DataPresent extends Error {
  override readonly name = 'DataPresent';
  constructor(folder: string) {
    super(
      `There are engine data in ${folder}. Restoring overwrites nothing: move them away, or choose another folder (--data).`,
    );
  }
}

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
  if (!existsSync(join(dataDir, DATA_FILE))) throw new NoData(dataDir, '--data');
  const source = await EngineStore.open(dataDir, partitionId);
  try {
    await source.copyTo(folder);
  } finally {
    await source.close();
  }
  return readCompletely(folder, partitionId);
};

/**
 * Puts a backup where an engine starts on it, after reading it as a start would. The backup stays as it is. An interrupted
 * restoration leaves nothing that an engine would start on.
 *
 * @returns how many rows were restored
 * @throws NoData, DataPresent, IncompatibleData; Error when the backup cannot be read
 */
export const restoreBackup = async (
  backup: string,
  partitionId: number,
  dataDir: string,
): Promise<number> => {
  if (!existsSync(join(backup, DATA_FILE))) throw new NoData(backup, '--restore');
  if (existsSync(join(dataDir, DATA_FILE))) throw new DataPresent(dataDir);
  const partial = join(dataDir, 'restore.partial');
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    copyFileSync(join(backup, DATA_FILE), join(partial, DATA_FILE));
    const rows = await readCompletely(partial, partitionId);
    await sync(join(partial, DATA_FILE));
    renameSync(join(partial, DATA_FILE), join(dataDir, DATA_FILE));
    return rows;
  } finally {
    rmSync(partial, { recursive: true });
    await sync(dataDir);
  }
};

const readCompletely = async (folder: string, partitionId: number): Promise<number> => {
  const store = await EngineStore.open(folder, partitionId);
  try {
    const state = EngineState.load(await withModels(store.rows()), partitionId);
    return [...state.rows()].length;
  } finally {
    await store.close();
  }
};
