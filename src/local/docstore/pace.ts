/** Stands between the things that a read finds: others may go first before more is asked for. */
export const PAUSE: unique symbol = Symbol('pause');

/** What a long read finds, one at a time, with pauses between. */
export type Flow<T> = Iterable<T | typeof PAUSE>;
/** What each step of a flow does. */
export type Paced<T, R = void> = Generator<T | typeof PAUSE, R>;

/** How long a read works before others go first, when the options do not say (milliseconds). */
export const SLICE_MS = 5;

/** How long a write works in one transaction before others go first, when the options do not say (milliseconds). */
export const WRITE_SLICE_MS = 10;

/** The time that a read or write has for itself before it must pause. */
export class Slice {
  readonly #length: number;
  #end = 0;

  /** @param length milliseconds; 0 for a pause after every document */
  constructor(length: number) {
    this.#length = length;
  }

  begin(): void {
    this.#end = performance.now() + this.#length;
  }

  get isOver(): boolean {
    return performance.now() >= this.#end;
  }
}

/** Long reads and writes take turns: in each turn of the event loop one of them has one slice, and all else that waits goes between. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  next(): Promise<void> {
    this.#last = this.#last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.#last;
  }
}

/** The same flow, with a pause wherever the slice is over. */
export function* paced<T>(flow: Flow<T>, slice: Slice | undefined): Paced<T> {
  for (const item of flow) {
    yield item;
    if (slice?.isOver === true && item !== PAUSE) yield PAUSE;
  }
}

/** All that a flow finds; `yield*` passes its pauses on. */
export function* collected<T>(flow: Flow<T>): Paced<never, T[]> {
  const all: T[] = [];
  for (const item of flow) {
    if (item === PAUSE) yield PAUSE;
    else all.push(item);
  }
  return all;
}

/** A flow that has no slice and therefore no pauses, for who may not be interrupted. */
export function* unpaced<T>(flow: Flow<T>): Generator<T> {
  for (const item of flow) if (item !== PAUSE) yield item;
}
