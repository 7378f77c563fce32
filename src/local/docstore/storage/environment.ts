import { mkdir, open as openFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { open, type RootDatabase, type Transaction } from 'lmdb';
import { DATA_FILE } from '../../../lib/data-file.ts';
import { hasRoom, NO_SPACE, RESERVED_MIB } from '../../../lib/disk-space.ts';
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

  /** The largest key in a range; its value is not looked at. */
  lastKey(range: KeyRange): Buffer | undefined;

  /** A consistent view; call `done()` on it. */
  snapshot(): Snapshot;

  /**
   * Runs the work in one transaction and returns when the commit is on disk.
   * @throws what the work throws, or the error of the disk; then nothing was written
   */
  write<T>(work: () => T): T;

  /**
   * Writes what is stored now into new files and takes these in place of the old ones, which are overwritten: nothing that
   * was deleted or replaced is left in them. No snapshot may be open, nothing may be read or written meanwhile.
   * @returns by how many bytes the files became smaller
   */
  rewrite(): Promise<number>;

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
  readonly #path: string;
  #db: RootDatabase<Buffer, Buffer>;

  /** @param path folder of the data files; must exist */
  constructor(path: string) {
    this.#path = path;
    this.#db = openFiles(path);
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

  lastKey(range: KeyRange): Buffer | undefined {
    for (const { key } of this.range(range, true)) return key;
    return undefined;
  }

  snapshot(): Snapshot {
    const disk = this.#db.useReadTransaction();
    return { disk, done: () => disk.done() };
  }

  write<T>(work: () => T): T {
    if (!hasRoom(this.#path))
      throw Object.assign(new Error(`Less than ${RESERVED_MIB} MiB is free.`), { code: NO_SPACE });
    return this.#db.transactionSync(work);
  }

  async rewrite(): Promise<number> {
    const fresh = join(this.#path, REWRITE_FOLDER);
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { mode: 0o700 });
    const copy = openFiles(fresh);
    copyEntries(this.#db, copy);
    await copy.close();
    await this.#db.close();
    try {
      return await replaceFile(join(this.#path, DATA_FILE), join(fresh, DATA_FILE));
    } finally {
      // Also after a failure: the old file is complete and in its place until the very rename.
      this.#db = openFiles(this.#path);
      await rm(fresh, { recursive: true, force: true });
    }
  }

  backup(path: string): Promise<void> {
    return this.#db.backup(path, true);
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}

const REWRITE_FOLDER = 'rewrite';
/** Entries copied in one transaction, so that memory stays small. */
const COPY_BATCH = 1_000;
const ZEROS = Buffer.alloc(1024 * 1024);

function openFiles(path: string): RootDatabase<Buffer, Buffer> {
  return open<Buffer, Buffer>({
    path,
    noSubdir: false,
    keyEncoding: 'binary',
    encoding: 'binary',
    overlappingSync: false,
    maxReaders: 1_024,
    cache: false,
  });
}

/** Entry by entry: LMDB's own compacting copy takes whole pages, with what was deleted from them. */
function copyEntries(from: RootDatabase<Buffer, Buffer>, to: RootDatabase<Buffer, Buffer>): void {
  const entries = from.getRange({})[Symbol.iterator]();
  for (let done = false; !done;) {
    to.transactionSync(() => {
      for (let count = 0; count < COPY_BATCH && !done; count += 1) {
        const next = entries.next();
        if (next.done === true) done = true;
        else to.putSync(next.value.key, next.value.value);
      }
    });
  }
}

/**
 * Puts a closed file in the place of another one and overwrites that with zeros. A file system that keeps old versions, and
 * the spare blocks of a solid-state disk, are out of reach: encrypt the store or the disk against those.
 * @returns by how many bytes the new file is smaller
 */
async function replaceFile(path: string, replacement: string): Promise<number> {
  const [{ size }, { size: newSize }] = [await stat(path), await stat(replacement)];
  const old = await openFile(path, 'r+');
  try {
    await rename(replacement, path);
    const folder = await openFile(dirname(path), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    for (let position = 0; position < size; position += ZEROS.length) {
      await old.write(ZEROS, 0, Math.min(ZEROS.length, size - position), position);
    }
    await old.sync();
  } finally {
    await old.close();
  }
  return size - newSize;
}
