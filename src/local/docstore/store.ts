import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Cursors } from './cursor/cursors.ts';
import { backupTo, DOCUMENTS_FOLDER } from './storage/backup.ts';
import { Catalog } from './storage/catalog.ts';
import { Environment } from './storage/environment.ts';
import { lockFolder } from './storage/folder-lock.ts';
import { WriteQueue } from './storage/write-queue.ts';

/** The time of day, so that a test can decide what time it is. */
export interface StoreClock {
  now(): Date;
}

/** One open data folder. */
export class Store {
  readonly environment: Environment;
  readonly catalog: Catalog;
  readonly writes: WriteQueue;
  readonly cursors: Cursors;
  readonly clock: StoreClock;
  readonly #unlock: () => void;
  /** Settles when the running backups have ended; a copy needs the files open. */
  #backups: Promise<unknown> = Promise.resolve();

  private constructor(environment: Environment, clock: StoreClock, unlock: () => void) {
    this.environment = environment;
    this.clock = clock;
    this.#unlock = unlock;
    this.catalog = new Catalog(environment);
    this.writes = new WriteQueue(
      environment,
      () => this.catalog.persist(),
      () => this.catalog.reload(),
    );
    this.cursors = new Cursors(environment, () => performance.now());
  }

  /**
   * Opens a data folder, creating it when it does not exist.
   * @throws FolderLockedError, FormatError
   */
  static async open(dataDir: string, clock: StoreClock = { now: () => new Date() }): Promise<Store> {
    const unlock = lockFolder(dataDir);
    try {
      const path = join(dataDir, DOCUMENTS_FOLDER);
      mkdirSync(path, { recursive: true });
      const store = new Store(new Environment(path), clock, unlock);
      store.catalog.open();
      return store;
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

  /** Finishes the writes, closes the files and releases the folder. */
  async close(): Promise<void> {
    await this.writes.close();
    this.cursors.closeAll();
    await this.#backups;
    await this.environment.close();
    this.#unlock();
  }
}
