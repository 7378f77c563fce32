import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Cursors } from './cursor/cursors.ts';
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
      const path = join(dataDir, 'documents');
      mkdirSync(path, { recursive: true });
      const store = new Store(new Environment(path), clock, unlock);
      store.catalog.open();
      return store;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** Finishes the writes, closes the files and releases the folder. */
  async close(): Promise<void> {
    await this.writes.close();
    this.cursors.closeAll();
    await this.environment.close();
    this.#unlock();
  }
}
