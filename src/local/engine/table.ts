/** A put (`value`) or delete (`undefined`) of one row. */
export interface Change {
  readonly table: string;
  readonly key: string;
  readonly value: unknown;
  /** The row before, with which the change can be undone; absent: there was none. */
  readonly before?: unknown;
}

/** One persisted row, as it is loaded. */
export interface StoredRow {
  readonly table: string;
  readonly key: string;
  readonly value: unknown;
}

/** Called for every change of a row, also while undoing and loading: keeps the indexes. */
export type RowHook<V> = (key: string, before: V | undefined, after: V | undefined) => void;

/**
 * Keyed rows with a journal. Rows are immutable values: changing one means putting another. The journal remembers the
 * first earlier value of each touched key, which is enough both to undo and to say what to persist.
 */
export class Table<V extends object | string | number> {
  readonly name: string;
  readonly #rows = new Map<string, V>();
  readonly #journal = new Map<string, V | undefined>();
  readonly #hook: RowHook<V> | undefined;
  readonly #dirty: Set<Table<never>>;

  constructor(name: string, dirty: Set<Table<never>>, hook?: RowHook<V>) {
    this.name = name;
    this.#dirty = dirty;
    this.#hook = hook;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): V | undefined {
    return this.#rows.get(key);
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  keys(): IterableIterator<string> {
    return this.#rows.keys();
  }

  values(): IterableIterator<V> {
    return this.#rows.values();
  }

  entries(): IterableIterator<[string, V]> {
    return this.#rows.entries();
  }

  put(key: string, value: V): void {
    const before = this.#rows.get(key);
    this.#note(key, before);
    this.#rows.set(key, value);
    this.#hook?.(key, before, value);
  }

  delete(key: string): void {
    const before = this.#rows.get(key);
    if (before === undefined) return;
    this.#note(key, before);
    this.#rows.delete(key);
    this.#hook?.(key, before, undefined);
  }

  /** Puts a persisted row without journalling it. */
  load(key: string, value: V): void {
    const before = this.#rows.get(key);
    this.#rows.set(key, value);
    this.#hook?.(key, before, value);
  }

  /** Moves the changes since the last call to `into`; from then on they are undone with `revert`. */
  takeChanges(into: Change[]): void {
    for (const [key, before] of this.#journal) {
      const value = this.#rows.get(key);
      if (value !== before) into.push({ table: this.name, key, value, before });
    }
    this.#journal.clear();
  }

  rollback(): void {
    for (const [key, before] of this.#journal) {
      this.revert(key, before);
    }
    this.#journal.clear();
  }

  /** Gives a row its earlier value again, without journalling that. */
  revert(key: string, before: V | undefined): void {
    const current = this.#rows.get(key);
    if (current === before) return;
    if (before === undefined) this.#rows.delete(key);
    else this.#rows.set(key, before);
    this.#hook?.(key, current, before);
  }

  #note(key: string, before: V | undefined): void {
    if (this.#journal.size === 0) this.#dirty.add(this as unknown as Table<never>);
    if (!this.#journal.has(key)) this.#journal.set(key, before);
  }
}
