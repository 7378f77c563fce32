import { open, type RootDatabase, type Transaction } from 'lmdb';

/** One entry of a range. */
export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** A snapshot of the store, to be released when the reader is done. */
export type Snapshot = Transaction;

/** Bytes from `lower` (included) to `upper` (excluded). */
export interface KeyRange {
  readonly lower: Buffer;
  readonly upper: Buffer;
}

/**
 * The LMDB environment: one ordered map of bytes to bytes. Commits are synced to the disk before their promise resolves
 * (`overlappingSync: false`, see docs/adr/0004-store-durability.md).
 */
export class Environment {
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
    return snapshot ? this.#db.get(key, { transaction: snapshot }) : this.#db.get(key);
  }

  /** Only inside `write`. */
  put(key: Buffer, value: Buffer): void {
    this.#db.putSync(key, value);
  }

  /** Only inside `write`. */
  remove(key: Buffer): void {
    this.#db.removeSync(key);
  }

  /** Entries in key order, or in reverse. Lazy: reads as it is iterated. */
  range(range: KeyRange, reverse: boolean, snapshot?: Snapshot): Iterable<Entry> {
    const options = reverse
      ? { start: range.upper, end: range.lower, reverse: true, exclusiveStart: true, inclusiveEnd: true }
      : { start: range.lower, end: range.upper };
    return this.#db.getRange(snapshot ? { ...options, transaction: snapshot } : options) as Iterable<Entry>;
  }

  /** A consistent view for a reader that outlives this turn of the event loop; call `done()` on it. */
  snapshot(): Snapshot {
    return this.#db.useReadTransaction();
  }

  /**
   * Runs the work in one transaction and returns when the commit is on disk. Blocks the thread for the length of one
   * sync: see docs/adr/0004-store-durability.md for why that is better here than lmdb's background writer.
   * @throws what the work throws, or the error of the disk; then nothing was written
   */
  write<T>(work: () => T): T {
    return this.#db.transactionSync(work);
  }

  /** Consistent copy of the environment into an existing, empty folder. */
  backup(path: string): Promise<void> {
    return this.#db.backup(path, true);
  }

  /** Waits for running transactions. */
  close(): Promise<void> {
    return this.#db.close();
  }
}
