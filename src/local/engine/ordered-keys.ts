/**
 * Order of keys and the two index structures built on it. Both are functions of the rows they index, never of the
 * order in which rows arrived: an index rebuilt after a restart or an undo equals the one it replaces.
 */

/** Orders decimal keys by value: the shorter is smaller, equal lengths compare as text. */
export function compareKeys(a: string, b: string): number {
  return a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;
}

const NONE: readonly string[] = [];

/** Several members; a set removes anywhere at the same cost. `sorted`: insertion order is key order. */
interface Members {
  keys: Set<string>;
  last: string;
  sorted: boolean;
}

/** From an index value to the ordered members that have it. A single member costs no set. */
export class MultiIndex {
  readonly #members = new Map<string, string | Members>();

  /** Members in key order, as a list that is safe to walk while rows change. */
  get(value: string): readonly string[] {
    const found = this.#members.get(value);
    if (found === undefined) return NONE;
    return typeof found === 'string' ? [found] : [...inOrder(found)];
  }

  /** Members in key order without copying them; rows must not change meanwhile. */
  walk(value: string): Iterable<string> {
    const found = this.#members.get(value);
    if (found === undefined) return NONE;
    return typeof found === 'string' ? [found] : inOrder(found);
  }

  has(value: string): boolean {
    return this.#members.has(value);
  }

  count(value: string): number {
    const found = this.#members.get(value);
    return found === undefined ? 0 : typeof found === 'string' ? 1 : found.keys.size;
  }

  add(value: string, member: string): void {
    const found = this.#members.get(value);
    if (found === undefined) {
      this.#members.set(value, member);
    } else if (typeof found === 'string') {
      if (found === member) return;
      const sorted = compareKeys(found, member) < 0;
      this.#members.set(value, { keys: new Set([found, member]), last: sorted ? member : found, sorted });
    } else if (!found.keys.has(member)) {
      found.keys.add(member);
      if (compareKeys(found.last, member) < 0) found.last = member;
      else found.sorted = false;
    }
  }

  remove(value: string, member: string): void {
    const found = this.#members.get(value);
    if (found === undefined) return;
    if (typeof found === 'string') {
      if (found === member) this.#members.delete(value);
      return;
    }
    found.keys.delete(member);
    if (found.keys.size === 1) for (const left of found.keys) this.#members.set(value, left);
  }

  /** For comparing two indexes. */
  entries(): [string, readonly string[]][] {
    return [...this.#members.keys()].sort().map((value) => [value, this.get(value)]);
  }
}

/** Sorts only after members arrived out of order: after an undo or a restart. */
function inOrder(members: Members): Set<string> {
  if (!members.sorted) {
    members.keys = new Set([...members.keys].sort(compareKeys));
    members.sorted = true;
  }
  return members.keys;
}

/** Entries that tell whether many no longer hold. */
const SAMPLES = 64;
/** One in so many that no longer hold is worth a rebuild. */
const WORTH_COMPACTING = 8;

/**
 * Binary min-heap with lazy deletion: entries that no longer hold stay until they surface or until the heap has doubled
 * and many of them do not hold, when it is rebuilt. Never removes from the middle.
 */
export class LazyHeap<T> {
  #items: T[] = [];
  readonly #before: (a: T, b: T) => boolean;
  readonly #holds: (item: T) => boolean;
  #compactAt = SAMPLES;

  /** `before` must be a strict total order; `holds` tells whether an entry is still true. */
  constructor(before: (a: T, b: T) => boolean, holds: (item: T) => boolean) {
    this.#before = before;
    this.#holds = holds;
  }

  push(item: T): void {
    if (this.#items.length >= this.#compactAt) this.#compact();
    this.#items.push(item);
    this.#up(this.#items.length - 1);
  }

  /** The smallest entry that holds; drops those that do not. */
  peek(): T | undefined {
    for (;;) {
      const top = this.#items[0];
      if (top === undefined || this.#holds(top)) return top;
      this.#drop();
    }
  }

  /** Drops entries that do not hold from the top, at most so many; returns how many. */
  dropStale(most: number): number {
    for (let dropped = 0; dropped < most; dropped++) {
      const top = this.#items[0];
      if (top === undefined || this.#holds(top)) return dropped;
      this.#drop();
    }
    return most;
  }

  /** Removes and returns the smallest entry that holds. */
  pop(): T | undefined {
    const top = this.peek();
    if (top !== undefined) this.#drop();
    return top;
  }

  /** Entries that hold, in order, without doubles (for tests and comparisons). */
  held(): T[] {
    const items = this.#items.filter(this.#holds).sort((a, b) => (this.#before(a, b) ? -1 : 1));
    return items.filter((item, i) => i === 0 || this.#before(items[i - 1] as T, item));
  }

  /** Entries stored, including those that no longer hold. */
  get size(): number {
    return this.#items.length;
  }

  /** Looks at a few entries spread over all: where nearly all hold, going through a million would only take time. */
  #compact(): void {
    const step = Math.ceil(this.#items.length / SAMPLES);
    let stale = 0;
    for (let i = 0; i < this.#items.length; i += step) if (!this.#holds(this.#items[i] as T)) stale += 1;
    if (stale * WORTH_COMPACTING > SAMPLES) {
      this.#items = this.#items.filter(this.#holds);
      for (let i = (this.#items.length >> 1) - 1; i >= 0; i--) this.#down(i);
    }
    this.#compactAt = Math.max(SAMPLES, this.#items.length * 2);
  }

  #drop(): void {
    const last = this.#items.pop() as T;
    if (this.#items.length > 0) {
      this.#items[0] = last;
      this.#down(0);
    }
  }

  #up(at: number): void {
    const items = this.#items;
    const item = items[at] as T;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(item, items[parent] as T)) break;
      items[at] = items[parent] as T;
      at = parent;
    }
    items[at] = item;
  }

  #down(at: number): void {
    const items = this.#items;
    const item = items[at] as T;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.#before(items[child + 1] as T, items[child] as T)) child += 1;
      if (!this.#before(items[child] as T, item)) break;
      items[at] = items[child] as T;
      at = child;
    }
    items[at] = item;
  }
}
