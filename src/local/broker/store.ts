import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { DamagedData, DATA_FILE, markUsed, prepareDataFile } from '../../lib/data-file.ts';
import { hasRoom, meansFull, RESERVED_MIB } from '../../lib/disk-space.ts';
import type { Change, StoredRow } from '../engine/state.ts';
import { sync } from './durable-files.ts';
import { bringUpToDate, metaKey } from './format.ts';
import { lockFolder, type LockRecord, type LockRegister } from './folder-lock.ts';
import { ROWS, sealed, unsealed } from './sealed-text.ts';

/** LMDB's largest key is 1978 bytes; longer ones (a message name with its correlation key) are stored by digest. */
const MAX_KEY_BYTES = 1_900;

const ROW_PREFIX = ROWS.start.toString();

/** The disk takes nothing of a commit; there may be space later. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull';
  constructor(folder: string, reason: string, cause?: unknown) {
    super(`The disk of ${folder} takes no more data (${reason}). Free space there, or check the disk.`, {
      cause,
    });
  }
}

/** A backup goes into a folder of its own. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
  constructor(folder: string) {
    super(`The folder ${folder} exists already. A backup overwrites nothing; choose a new folder.`);
  }
}

/** A text to be stored under a key; undefined: removed. */
export interface Write {
  readonly key: Buffer;
  readonly text: string | undefined;
}

/** Keys from `start` (included) to `end` (excluded). */
export interface Range {
  readonly start: Buffer;
  readonly end: Buffer;
  /** From the last one back. Default false. */
  readonly reverse?: boolean;
  /** Entries at most. Default all. */
  readonly limit?: number;
}

const rowKey = (table: string, key: string): Buffer => {
  const plain = Buffer.from(`${ROW_PREFIX}${table}\u0000${key}`);
  if (plain.length <= MAX_KEY_BYTES) return plain;
  return Buffer.from(`${ROW_PREFIX}${table}\u0000#${createHash('sha256').update(key).digest('hex')}`);
};

/**
 * The engine's tables on disk: one LMDB environment, one entry per row. A commit is synced to the disk before it
 * returns (docs/adr/0006-engine-durability.md). Rows are JSON behind a checksum. JSON keeps every text and name exactly;
 * MessagePack, LMDB's default, renames `__proto__`.
 */
export class EngineStore {
  readonly #folder: string;
  readonly #db: RootDatabase<string, Buffer>;
  readonly #unlock: () => Promise<void>;
  /** How many rows there are on the disk. */
  #rowCount: number;

  private constructor(folder: string, db: RootDatabase<string, Buffer>, unlock: () => Promise<void>) {
    this.#folder = folder;
    this.#db = db;
    this.#unlock = unlock;
    const rowCount = unsealed(db.get(metaKey('rows')) ?? '');
    if (rowCount === undefined) throw new DamagedData(folder, 'it does not say how many rows there are');
    this.#rowCount = Number(rowCount);
  }

  /**
   * Opens a data folder, creating it when needed, and takes exclusive possession of it.
   *
   * @throws DataFolderInUse when another process holds it
   * @throws IncompatibleData when another format or partition wrote it
   * @throws DataFileLost, DamagedData
   */
  static async open(folder: string, partitionId: number): Promise<EngineStore> {
    mkdirSync(folder, { recursive: true });
    prepareDataFile(folder);
    const db = openDatabase(folder);
    try {
      const unlock = await lockFolder(folder, registerIn(db));
      try {
        bringUpToDate(db, folder, partitionId);
        markUsed(folder);
        return new EngineStore(folder, db, unlock);
      } catch (error) {
        await unlock();
        throw error;
      }
    } catch (error) {
      await db.close();
      throw asDamage(folder, error);
    }
  }

  /**
   * Every persisted row.
   *
   * @throws DamagedData when one is not what was written, or the number of them is not
   */
  *rows(): Generator<StoredRow> {
    let count = 0;
    const entries = this.#db.getRange(ROWS)[Symbol.iterator]();
    for (;;) {
      const next = this.#reading(() => entries.next());
      if (next.done === true) break;
      count += 1;
      yield this.#rowOf(next.value.key, next.value.value);
    }
    if (count !== this.#rowCount)
      throw new DamagedData(this.#folder, `there are ${count} rows and there should be ${this.#rowCount}`);
  }

  #rowOf(key: Buffer, stored: string): StoredRow {
    const text = unsealed(stored);
    if (text === undefined)
      throw new DamagedData(this.#folder, `the row ${nameOf(key)} does not match its checksum`);
    const [table, rowsKey, value] = JSON.parse(text) as [string, string, unknown];
    if (!rowKey(table, rowsKey).equals(key))
      throw new DamagedData(this.#folder, `the row ${nameOf(key)} stands under a wrong key`);
    return { table, key: rowsKey, value };
  }

  #reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw asDamage(this.#folder, error);
    }
  }

  /**
   * A text written with `commit` besides the rows; undefined: there is none.
   *
   * @throws DamagedData
   */
  read(key: Buffer): string | undefined {
    const stored = this.#reading(() => this.#db.get(key));
    return stored === undefined ? undefined : this.#textOf(key, stored);
  }

  /**
   * Texts written with `commit` besides the rows, in the order of their keys or in reverse.
   *
   * @throws DamagedData
   */
  *entries({ start, end, reverse = false, limit }: Range): Generator<{ key: Buffer; text: string }> {
    const found = this.#db
      .getRange({
        ...(reverse ? { start: end, end: start, exclusiveStart: true, inclusiveEnd: true } : { start, end }),
        reverse,
        ...(limit === undefined ? {} : { limit }),
      })
      [Symbol.iterator]();
    for (;;) {
      const next = this.#reading(() => found.next());
      if (next.done === true) return;
      const { key, value } = next.value;
      yield { key, text: this.#textOf(key, value) };
    }
  }

  /** Keys of a range, without what stands there. */
  keys({ start, end, limit }: Range): readonly Buffer[] {
    const range = { start, end, ...(limit === undefined ? {} : { limit }) };
    return this.#reading(() => [...this.#db.getKeys(range)]);
  }

  #textOf(key: Buffer, stored: string): string {
    const text = unsealed(stored);
    if (text === undefined)
      throw new DamagedData(this.#folder, `the entry ${key.toString('hex')} does not match its checksum`);
    return text;
  }

  /**
   * Writes all changes in one transaction and returns when they are on the disk. Blocks the thread for one sync: see
   * docs/adr/0006-engine-durability.md for why lmdb's writer thread is not used.
   *
   * @param besides what else belongs to the same transaction; its keys are none of a row
   * @throws DiskFull when nothing was written because the disk is full, nearly full or refuses
   * @throws Error when nothing was written for another reason
   */
  commit(changes: readonly Change[], besides: readonly Write[] = []): void {
    if (!hasRoom(this.#folder)) throw new DiskFull(this.#folder, `less than ${RESERVED_MIB} MiB is free`);
    // Of a row that several commands of a batch changed only the last value is written.
    const last = new Map<string, Change>();
    for (const change of changes) last.set(`${change.table}\u0000${change.key}`, change);
    // Everything that could throw happens before the transaction: it is written as a whole.
    const writes: Write[] = Array.from(last.values(), ({ table, key, value }) => ({
      key: rowKey(table, key),
      text: value === undefined ? undefined : sealed(JSON.stringify([table, key, value])),
    }));
    for (const { key, text } of besides)
      writes.push({ key, text: text === undefined ? undefined : sealed(text) });
    let rowCount = this.#rowCount;
    for (const { value, before } of changes)
      rowCount += Number(value !== undefined) - Number(before !== undefined);
    if (rowCount !== this.#rowCount) writes.push({ key: metaKey('rows'), text: sealed(String(rowCount)) });
    try {
      this.#db.transactionSync(() => {
        for (const { key, text } of writes) {
          if (text === undefined) this.#db.removeSync(key);
          else this.#db.putSync(key, text);
        }
      });
    } catch (error) {
      const reason = reasonOf(error);
      if (!meansFull(error))
        throw new Error(`Writing to ${this.#folder} failed (${reason}).`, { cause: error });
      throw new DiskFull(this.#folder, reason, error);
    }
    this.#rowCount = rowCount;
  }

  /**
   * Copies the last commit into a new folder, from which an engine can start. The folder appears when the copy is complete
   * and on disk; an interrupted one is left as `FOLDER.partial`. Commits go on meanwhile.
   *
   * @throws BackupRefused when the folder exists; Error when it cannot be written
   */
  async copyTo(folder: string): Promise<void> {
    if (existsSync(folder)) throw new BackupRefused(folder);
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    await this.#db.backup(partial, true);
    await sync(join(partial, DATA_FILE));
    await sync(partial);
    renameSync(partial, folder);
    await sync(dirname(resolve(folder)));
  }

  /** Closes the folder and lets it go. */
  async close(): Promise<void> {
    await this.#unlock();
    await this.#db.close();
  }
}

const openDatabase = (folder: string): RootDatabase<string, Buffer> => {
  try {
    return open<string, Buffer>({
      path: folder,
      noSubdir: false,
      keyEncoding: 'binary',
      encoding: 'string',
      // Otherwise a commit counts as done before it is synced.
      overlappingSync: false,
      cache: false,
    });
  } catch (error) {
    throw asDamage(folder, error);
  }
};

/** A key as a person can read it. */
const nameOf = (key: Buffer): string =>
  key.toString().slice(ROW_PREFIX.length).replace('\u0000', ' ').slice(0, 100);

/** What LMDB says of a file that is not as it left it. */
const DAMAGE = /MDB_(CORRUPTED|PAGE_NOTFOUND|INVALID|PANIC|VERSION_MISMATCH|BAD_TXN|CURSOR_FULL|PAGE_FULL)/;

const asDamage = (folder: string, error: unknown): unknown => {
  const reason = reasonOf(error);
  if (error instanceof SyntaxError) return new DamagedData(folder, 'a record is not JSON', { cause: error });
  return DAMAGE.test(reason) ? new DamagedData(folder, `LMDB says ${reason}`, { cause: error }) : error;
};

/** lmdb rejects with a general error that carries the system's one. */
const reasonOf = (error: unknown): string => {
  const { commitError, message } = error as { commitError?: { message?: string }; message?: string };
  return commitError?.message ?? message ?? 'unknown error';
};

/** The lock's record stands in the environment itself: LMDB's write lock makes replacing it atomic between processes. */
const registerIn = (db: RootDatabase<string, Buffer>): LockRegister => {
  const key = metaKey('lock');
  return {
    read() {
      const value = db.get(key);
      return value === undefined ? undefined : (JSON.parse(value) as LockRecord);
    },
    replace: (expected, next) =>
      db.transactionSync(() => {
        const current = db.get(key);
        const found = current === undefined ? undefined : (JSON.parse(current) as LockRecord);
        if (found?.socket !== expected?.socket) return false;
        if (next === undefined) db.removeSync(key);
        else db.putSync(key, JSON.stringify(next));
        return true;
      }),
  };
};
