import { StoreError } from '../errors.ts';
import { PAUSE, Slice, Turns } from '../pace.ts';
import type { Environment, Snapshot } from '../storage/environment.ts';

/** Who waits for the answer. */
export interface Reader {
  readonly isGone: boolean;
}

/** Reads of the store, each as it was at one moment, that take turns however long they are. */
export class Reads {
  readonly #environment: Environment;
  readonly #turns: Turns;
  readonly #sliceMs: number;

  /** @param sliceMs how long a read works before others go first (milliseconds) */
  constructor(environment: Environment, sliceMs: number, turns = new Turns()) {
    this.#environment = environment;
    this.#turns = turns;
    this.#sliceMs = sliceMs;
  }

  /** Opens a read of the store as it is now; call `close()` on it. */
  open(): Read {
    return new Read(this.#environment.snapshot(), new Slice(this.#sliceMs), this.#turns);
  }

  /**
   * Reads to the end, or until `take` answers false.
   * @param find called at once, with the read
   * @throws what the flow throws, or as `Read.advance`
   */
  async run<T>(
    find: (read: Read) => Iterable<T | typeof PAUSE>,
    reader: Reader,
    take: (item: T) => boolean,
  ): Promise<void> {
    const read = this.open();
    try {
      const flow = find(read)[Symbol.iterator]();
      try {
        await read.advance(flow, reader, take);
      } finally {
        flow.return?.();
      }
    } finally {
      read.close();
    }
  }
}

/** One read. */
export class Read {
  readonly snapshot: Snapshot;
  readonly slice: Slice;
  readonly #turns: Turns;
  #closed = false;

  constructor(snapshot: Snapshot, slice: Slice, turns: Turns) {
    this.snapshot = snapshot;
    this.slice = slice;
    this.#turns = turns;
  }

  /**
   * Hands on what the flow finds until it ends or `take` answers false; waits for its turn at every pause.
   * @returns whether the flow ended
   * @throws StoreError CursorKilled when the read was closed during a pause, ClientDisconnect when nobody waits any more
   */
  async advance<T>(
    flow: Iterator<T | typeof PAUSE>,
    reader: Reader,
    take: (item: T) => boolean,
  ): Promise<boolean> {
    this.slice.begin();
    for (;;) {
      const next = flow.next();
      if (next.done) return true;
      if (next.value !== PAUSE) {
        if (!take(next.value)) return false;
        continue;
      }
      await this.#turns.next();
      if (this.#closed) throw new StoreError('CursorKilled', 'The cursor was closed while it was read.');
      if (reader.isGone) throw new StoreError('ClientDisconnect', 'The client closed its connection.');
      this.slice.begin();
    }
  }

  /** Releases the snapshot; nothing may read from it afterwards. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.snapshot.done();
  }
}
