import { randomBytes } from 'node:crypto';
import { Long } from 'bson';
import { type Doc, RawDocument, type Value } from '../bson/value.ts';
import { docOf } from '../commands/arguments.ts';
import { StoreError } from '../errors.ts';
import type { Environment, Snapshot } from '../storage/environment.ts';

/** A cursor that nobody asked for this long is closed (milliseconds; MongoDB's default). */
export const CURSOR_TIMEOUT_MS = 600_000;
/** Open cursors hold a snapshot each, which keeps old pages on disk; more than this are refused. */
const MAX_OPEN_CURSORS = 900;
/** Documents in a first batch when the client does not say. */
export const DEFAULT_FIRST_BATCH = 101;
/** A batch ends before it gets larger than one message may be (bytes). */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;

interface OpenCursor {
  readonly namespace: string;
  readonly documents: Iterator<Uint8Array>;
  /** A document that did not fit in the last batch. */
  waiting: Uint8Array | undefined;
  readonly snapshot: Snapshot;
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
  readonly #environment: Environment;
  readonly #now: () => number;

  /** @param now milliseconds, for the time-out */
  constructor(environment: Environment, now: () => number) {
    this.#environment = environment;
    this.#now = now;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Runs a query to its first batch and keeps the rest for `getMore`. Returns the `cursor` field of the reply. */
  start(options: CursorOptions, query: (snapshot: Snapshot) => Iterator<Uint8Array>): Doc {
    const snapshot = this.#environment.snapshot();
    const cursor: OpenCursor = {
      namespace: options.namespace,
      documents: iteratorOf(snapshot, query),
      waiting: undefined,
      snapshot,
      timesOut: !options.noTimeout,
      lastUsed: this.#now(),
    };
    let id = Long.ZERO;
    try {
      const { batch, done } = nextBatch(cursor, options.batchSize ?? DEFAULT_FIRST_BATCH);
      if (!done && !options.singleBatch) id = this.#keep(cursor);
      return cursorReply(id, cursor.namespace, 'firstBatch', batch);
    } finally {
      if (id.isZero()) close(cursor);
    }
  }

  /** @throws StoreError CursorNotFound */
  more(id: Long, namespace: string, batchSize: number | undefined): Doc {
    const key = id.toString();
    const cursor = this.#open.get(key);
    if (!cursor) throw new StoreError('CursorNotFound', `cursor id ${key} not found`);
    if (cursor.namespace !== namespace) {
      throw new StoreError(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace`,
      );
    }
    cursor.lastUsed = this.#now();
    try {
      const { batch, done } = nextBatch(
        cursor,
        batchSize === undefined || batchSize === 0 ? Infinity : batchSize,
      );
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
    for (const [key, cursor] of this.#open) if (cursor.timesOut && cursor.lastUsed < limit) this.#close(key);
  }

  closeAll(): void {
    for (const key of [...this.#open.keys()]) this.#close(key);
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

function iteratorOf(
  snapshot: Snapshot,
  query: (snapshot: Snapshot) => Iterator<Uint8Array>,
): Iterator<Uint8Array> {
  try {
    return query(snapshot);
  } catch (error) {
    snapshot.done();
    throw error;
  }
}

function close(cursor: OpenCursor): void {
  cursor.documents.return?.();
  cursor.snapshot.done();
}

function nextBatch(cursor: OpenCursor, size: number): { batch: Value[]; done: boolean } {
  const batch: Value[] = [];
  let bytes = 0;
  for (;;) {
    let document = cursor.waiting;
    if (document) cursor.waiting = undefined;
    else {
      const next = cursor.documents.next();
      if (next.done) return { batch, done: true };
      document = next.value;
    }
    if (batch.length >= size || (batch.length > 0 && bytes + document.length > MAX_BATCH_BYTES)) {
      cursor.waiting = document;
      return { batch, done: false };
    }
    batch.push(new RawDocument(document));
    bytes += document.length;
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
