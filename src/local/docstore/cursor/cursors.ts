import { randomBytes } from 'node:crypto';
import { Long } from 'bson';
import { type Doc, RawDocument, type Value } from '../bson/value.ts';
import { docOf } from '../commands/arguments.ts';
import { StoreError } from '../errors.ts';
import type { PAUSE } from '../pace.ts';
import type { Read, Reader, Reads } from './reads.ts';

/** A cursor that nobody asked for this long is closed (milliseconds; MongoDB's default). */
export const CURSOR_TIMEOUT_MS = 600_000;
/** Open cursors hold a snapshot each, which keeps old pages on disk; more than this are refused. */
const MAX_OPEN_CURSORS = 900;
/** Documents in a first batch when the client does not say. */
export const DEFAULT_FIRST_BATCH = 101;
/**
 * A batch ends before it gets larger than this (bytes), so that its message is made and sent without keeping others waiting.
 * The only batch of a cursor ends where MongoDB ends it.
 */
const MAX_BATCH_BYTES = 1024 * 1024;
const MAX_SINGLE_BATCH_BYTES = 16 * 1024 * 1024;

interface OpenCursor {
  readonly namespace: string;
  readonly read: Read;
  readonly documents: Iterator<Uint8Array | typeof PAUSE>;
  /** A document that did not fit in the last batch. */
  waiting: Uint8Array | undefined;
  /** A batch is being made. */
  busy: boolean;
  readonly timesOut: boolean;
  lastUsed: number;
}

/** How a cursor starts. */
export interface CursorOptions {
  readonly namespace: string;
  readonly batchSize: number | undefined;
  readonly singleBatch: boolean;
  readonly noTimeout: boolean;
}

/** The open cursors. Each reads from the snapshot of the moment at which it was opened. */
export class Cursors {
  readonly #open = new Map<string, OpenCursor>();
  readonly #reads: Reads;
  readonly #now: () => number;

  /** @param now milliseconds, for the time-out */
  constructor(reads: Reads, now: () => number) {
    this.#reads = reads;
    this.#now = now;
  }

  get size(): number {
    return this.#open.size;
  }

  /**
   * Runs a query to its first batch and keeps the rest for `getMore`. Returns the `cursor` field of the reply.
   * @param query called at once
   */
  async start(
    options: CursorOptions,
    reader: Reader,
    query: (read: Read) => Iterator<Uint8Array | typeof PAUSE>,
  ): Promise<Doc> {
    const cursor = this.#make(options, query);
    let id = Long.ZERO;
    try {
      const { batch, done } = await nextBatch(
        cursor,
        reader,
        options.batchSize ?? DEFAULT_FIRST_BATCH,
        options.singleBatch ? MAX_SINGLE_BATCH_BYTES : MAX_BATCH_BYTES,
      );
      if (!done && !options.singleBatch) id = this.#keep(cursor);
      return cursorReply(id, cursor.namespace, 'firstBatch', batch);
    } finally {
      if (id.isZero()) close(cursor);
    }
  }

  /** @throws StoreError CursorNotFound, CursorInUse */
  async more(id: Long, namespace: string, reader: Reader, batchSize: number | undefined): Promise<Doc> {
    const key = id.toString();
    const cursor = this.#open.get(key);
    if (!cursor) throw new StoreError('CursorNotFound', `cursor id ${key} not found`);
    if (cursor.namespace !== namespace) {
      throw new StoreError(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace`,
      );
    }
    if (cursor.busy) throw new StoreError('CursorInUse', `cursor id ${key} is already in use`);
    try {
      const { batch, done } = await nextBatch(
        cursor,
        reader,
        batchSize === undefined || batchSize === 0 ? Infinity : batchSize,
      );
      cursor.lastUsed = this.#now();
      if (done) this.#close(key);
      return cursorReply(done ? Long.ZERO : id, namespace, 'nextBatch', batch);
    } catch (error) {
      this.#close(key);
      throw error;
    }
  }

  /** Closes a cursor; false when there is none. */
  kill(id: Long): boolean {
    return this.#close(id.toString());
  }

  /** Closes the cursors that were not used for too long. */
  expire(): void {
    const limit = this.#now() - CURSOR_TIMEOUT_MS;
    for (const [key, cursor] of this.#open)
      if (cursor.timesOut && !cursor.busy && cursor.lastUsed < limit) this.#close(key);
  }

  closeAll(): void {
    for (const key of [...this.#open.keys()]) this.#close(key);
  }

  #make(
    { namespace, noTimeout }: CursorOptions,
    query: (read: Read) => Iterator<Uint8Array | typeof PAUSE>,
  ): OpenCursor {
    const read = this.#reads.open();
    try {
      return {
        namespace,
        read,
        documents: query(read),
        waiting: undefined,
        busy: false,
        timesOut: !noTimeout,
        lastUsed: this.#now(),
      };
    } catch (error) {
      read.close();
      throw error;
    }
  }

  #keep(cursor: OpenCursor): Long {
    if (this.#open.size >= MAX_OPEN_CURSORS) {
      throw new StoreError(
        'InternalError',
        `Too many open cursors (${MAX_OPEN_CURSORS}); read them to the end or close them.`,
      );
    }
    let id: Long;
    do id = Long.fromBigInt(randomBytes(8).readBigInt64LE(0)).and(Long.MAX_VALUE);
    while (id.isZero() || this.#open.has(id.toString()));
    cursor.lastUsed = this.#now();
    this.#open.set(id.toString(), cursor);
    return id;
  }

  #close(key: string): boolean {
    const cursor = this.#open.get(key);
    if (!cursor) return false;
    this.#open.delete(key);
    close(cursor);
    return true;
  }
}

/** The documents first: what they read from must still be there. */
function close(cursor: OpenCursor): void {
  cursor.documents.return?.();
  cursor.read.close();
}

async function nextBatch(
  cursor: OpenCursor,
  reader: Reader,
  size: number,
  maxBytes = MAX_BATCH_BYTES,
): Promise<{ batch: Value[]; done: boolean }> {
  const batch: Value[] = [];
  let bytes = 0;
  const take = (document: Uint8Array): boolean => {
    if (batch.length >= size || (batch.length > 0 && bytes + document.length > maxBytes)) {
      cursor.waiting = document;
      return false;
    }
    batch.push(new RawDocument(document));
    bytes += document.length;
    return true;
  };
  const { waiting } = cursor;
  cursor.waiting = undefined;
  if (waiting && !take(waiting)) return { batch, done: false };
  cursor.busy = true;
  try {
    return { done: await cursor.read.advance(cursor.documents, reader, take), batch };
  } finally {
    cursor.busy = false;
  }
}

/** The `cursor` field of a reply. */
export function cursorReply(
  id: Long,
  namespace: string,
  batchName: 'firstBatch' | 'nextBatch',
  batch: Value[],
): Doc {
  return docOf({ [batchName]: batch, id, ns: namespace });
}
