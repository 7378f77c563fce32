import { open, type RootDatabase, type Transaction } from 'lmdb';
import type { IndexMap } from './index-map.ts';
import type { Entry, KeyRange } from './layout.ts';

/** The store as it was at one moment, for a reader that outlives this turn of the event loop. */
export interface Snapshot {
  readonly disk: Transaction;
  /** Index entries that are not on the disk. */
  readonly indexes?: IndexMap;
  /** Releases it; nothing may read from it afterwards. */
  done(): void;
}

/** One ordered map of bytes to bytes with atomic, durable transactions. */
export interface Environment {
  get(key: Buffer, snapshot?: Snapshot): Buffer | undefined;

  /** Only inside `write`. */
  put(key: Buffer, value: Buffer): void;

  /** Only inside `write`. */
  remove(key: Buffer): void;

  /** Entries in key order, or in reverse. Lazy: reads as it is iterated. */
  range(range: KeyRange, reverse: boolean, snapshot?: Snapshot): Iterable<Entry>;

  /** A consistent view; call `done()` on it. */
  snapshot(): Snapshot;

  /**
   * Runs the work in one transaction and returns when the commit is on disk.
   * @throws what the work throws, or the error of the disk; then nothing was written
   */
  write<T>(work: () => T): T;

  /** Consistent copy of the files into an existing, empty folder. */
  backup(path: string): Promise<void>;

  /** Waits for running transactions. */
  close(): Promise<void>;
}

/**
 * The LMDB environment. Commits are synced to the disk before `write` returns and block the thread for the length of one
 * sync; docs/adr/0004-store-durability.md says why that is better here than lmdb's background writer.
 */
export class DiskEnvironment implements Environment {
  readonly #db: RootDatabase<Buffer, Buffer>;

  /** @param path folder of the data files; must exist */
  constructor(path: string) {
    this.#db = open<Buffer, Buffer>({
      path,
      noSubdir: false,
      keyEncoding: 'binary',
      encoding: 'binary',
      overlappingSync: false,
      maxReaders: 1_024,
      cache: false,
    });
  }

  get(key: Buffer, snapshot?: Snapshot): Buffer | undefined {
    return snapshot ? this.#db.get(key, { transaction: snapshot.disk }) : this.#db.get(key);
  }

  put(key: Buffer, value: Buffer): void {
    this.#db.putSync(key, value);
  }

  remove(key: Buffer): void {
    this.#db.removeSync(key);
  }

  range(range: KeyRange, reverse: boolean, snapshot?: Snapshot): Iterable<Entry> {
    const options = reverse
      ? { start: range.upper, end: range.lower, reverse: true, exclusiveStart: true, inclusiveEnd: true }
      : { start: range.lower, end: range.upper };
    return this.#db.getRange(
      snapshot ? { ...options, transaction: snapshot.disk } : options,
    ) as Iterable<Entry>;
  }

  snapshot(): Snapshot {
    const disk = this.#db.useReadTransaction();
    return { disk, done: () => disk.done() };
  }

  write<T>(work: () => T): T {
    return this.#db.transactionSync(work);
  }

  backup(path: string): Promise<void> {
    return this.#db.backup(path, true);
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}
