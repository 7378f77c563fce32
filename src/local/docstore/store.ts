import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Cursors } from './cursor/cursors.ts';
import { Reads } from './cursor/reads.ts';
import { Gate } from './gate.ts';
import { SLICE_MS, Turns, WRITE_SLICE_MS } from './pace.ts';
import { backupTo, DOCUMENTS_FOLDER, rekeyTo } from './storage/backup.ts';
import { Catalog } from './storage/catalog.ts';
import type { Environment } from './storage/environment.ts';
import { lockFolder } from './storage/folder-lock.ts';
import { type OpenedEnvironment, openEnvironment } from './storage/open-environment.ts';
import type { OnDamaged } from './storage/guarded-environment.ts';
import { WriteQueue } from './storage/write-queue.ts';

/** The time of day, so that a test can decide what time it is. */
export interface StoreClock {
  now(): Date;
}

const machineClock: StoreClock = { now: () => new Date() };

/** How to open a data folder. */
export interface StoreOptions {
  /** Default: the machine's. */
  readonly clock?: StoreClock | undefined;
  /** Key of an encrypted folder; a new folder is encrypted with it. Default: not encrypted. */
  readonly key?: Buffer | undefined;
  /** How long a read works before others go first (milliseconds); 0: one document. Default 5. */
  readonly sliceMs?: number | undefined;
  /** How long a write works in one transaction before others go first (milliseconds); 0: one document. Default 10. */
  readonly writeSliceMs?: number | undefined;
  /** Leaves damaged values out and hears of them: only to find out what is damaged. */
  readonly onDamaged?: OnDamaged | undefined;
}

/** One open data folder. */
export class Store {
  readonly environment: Environment;
  readonly catalog: Catalog;
  readonly writes: WriteQueue;
  readonly reads: Reads;
  readonly cursors: Cursors;
  readonly clock: StoreClock;
  /** Of the reads and writes that take long. */
  readonly turns = new Turns();
  readonly writeSliceMs: number;
  /** Every command passes it; see {@link erase}. */
  readonly gate = new Gate();
  readonly #unlock: () => void;
  /** Settles when the running backups have ended; a copy needs the files open. */
  #backups: Promise<unknown> = Promise.resolve();

  private constructor(
    { environment, volatileIndexes }: OpenedEnvironment,
    { clock, sliceMs, writeSliceMs }: { clock: StoreClock; sliceMs: number; writeSliceMs: number },
    unlock: () => void,
  ) {
    this.environment = environment;
    this.clock = clock;
    this.writeSliceMs = writeSliceMs;
    this.#unlock = unlock;
    this.catalog = new Catalog(environment);
    this.writes = new WriteQueue(
      environment,
      () => this.catalog.persist(),
      () => this.catalog.reload(),
    );
    this.reads = new Reads(environment, sliceMs, this.turns);
    this.cursors = new Cursors(this.reads, () => performance.now());
    this.catalog.reload();
    if (volatileIndexes) this.catalog.reindex();
  }

  /**
   * Opens a data folder, creating it when it does not exist.
   * @throws FolderLockedError, FormatError, StoreKeyError, DataFileLost, DamagedData
   */
  static async open(
    dataDir: string,
    {
      clock = machineClock,
      key,
      sliceMs = SLICE_MS,
      writeSliceMs = WRITE_SLICE_MS,
      onDamaged,
    }: StoreOptions = {},
  ): Promise<Store> {
    const unlock = lockFolder(dataDir);
    try {
      const path = join(dataDir, DOCUMENTS_FOLDER);
      mkdirSync(path, { recursive: true });
      const opened = await openEnvironment(path, key, onDamaged);
      try {
        return new Store(opened, { clock, sliceMs, writeSliceMs }, unlock);
      } catch (error) {
        await opened.environment.close();
        throw error;
      }
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /**
   * Copies the store, as it is at one moment, into a new data folder; writes go on meanwhile. The folder appears under its
   * name only when it is whole and on disk.
   * @throws BackupError when the folder exists or cannot be written
   */
  backup(target: string): Promise<void> {
    const copied = backupTo(this.environment, target);
    this.#backups = Promise.allSettled([this.#backups, copied]);
    return copied;
  }

  /**
   * Copies the store into a new data folder that is encrypted with another key, or not encrypted. Nothing may be written
   * meanwhile.
   * @throws BackupError when the folder exists or cannot be written
   */
  rekey(target: string, key: Buffer | undefined): Promise<void> {
    return rekeyTo(this.environment, target, key);
  }

  /**
   * Removes what was deleted or replaced from the files. Open cursors end; commands wait. Must not be called from inside the
   * gate.
   * @returns by how many bytes the files became smaller
   */
  async erase(): Promise<number> {
    let freed = 0;
    await this.gate.alone(async () => {
      this.cursors.closeAll();
      await this.#backups;
      freed = await this.environment.rewrite();
    });
    return freed;
  }

  /** Finishes the commands that run, closes the files and releases the folder. */
  async close(): Promise<void> {
    await this.writes.close();
    await this.gate.alone(async () => {
      this.cursors.closeAll();
      await this.#backups;
      await this.environment.close();
    });
    this.#unlock();
  }
}
