import type { Environment, Snapshot } from './environment.ts';
import { IndexMap } from './index-map.ts';
import { type Entry, isIndexEntry, type KeyRange } from './layout.ts';
import type { Seal } from './seal.ts';

/** Hears of an entry whose value was changed outside the store, possibly more than once. */
export type OnDamaged = (key: Buffer) => void;

/**
 * An environment of which the disk holds nothing readable: documents and catalogue are sealed, and index entries, which
 * carry values in an order that shows, are in memory only. See docs/adr/0009-encryption-at-rest.md.
 */
export class SealedEnvironment implements Environment {
  readonly #disk: Environment;
  readonly #seal: Seal;
  readonly #onDamaged: OnDamaged | undefined;
  #indexes = new IndexMap();

  /** @param onDamaged leaves damaged entries out of every range and hears of them; without it the first one ends the range */
  constructor(disk: Environment, seal: Seal, onDamaged?: OnDamaged) {
    this.#disk = disk;
    this.#seal = seal;
    this.#onDamaged = onDamaged;
  }

  get(key: Buffer, snapshot?: Snapshot): Buffer | undefined {
    if (isIndexEntry(key)) return this.#indexesOf(snapshot).get(key);
    const sealed = this.#disk.get(key, snapshot);
    return sealed && this.#open(key, sealed);
  }

  put(key: Buffer, value: Buffer): void {
    if (isIndexEntry(key)) this.#indexes.put(key, value);
    else this.#disk.put(key, this.#seal.close(key, value));
  }

  remove(key: Buffer): void {
    if (isIndexEntry(key)) this.#indexes.remove(key);
    else this.#disk.remove(key);
  }

  range(range: KeyRange, reverse: boolean, snapshot?: Snapshot): Iterable<Entry> {
    return isIndexEntry(range.lower)
      ? this.#indexesOf(snapshot).range(range, reverse)
      : this.#opened(this.#disk.range(range, reverse, snapshot));
  }

  snapshot(): Snapshot {
    return { ...this.#disk.snapshot(), indexes: this.#indexes.copy() };
  }

  write<T>(work: () => T): T {
    const before = this.#indexes.copy();
    try {
      return this.#disk.write(work);
    } catch (error) {
      this.#indexes = before;
      throw error;
    }
  }

  rewrite(): Promise<number> {
    return this.#disk.rewrite();
  }

  backup(path: string): Promise<void> {
    return this.#disk.backup(path);
  }

  close(): Promise<void> {
    return this.#disk.close();
  }

  #indexesOf(snapshot: Snapshot | undefined): IndexMap {
    return snapshot?.indexes ?? this.#indexes;
  }

  *#opened(entries: Iterable<Entry>): Generator<Entry> {
    for (const { key, value } of entries) {
      const opened = this.#onDamaged === undefined ? this.#open(key, value) : this.#tryToOpen(key, value);
      if (opened !== undefined) yield { key, value: opened };
    }
  }

  #tryToOpen(key: Buffer, sealed: Buffer): Buffer | undefined {
    try {
      return this.#seal.open(key, sealed);
    } catch {
      this.#onDamaged?.(key);
      return undefined;
    }
  }

  #open(key: Buffer, sealed: Buffer): Buffer {
    try {
      return this.#seal.open(key, sealed);
    } catch (cause) {
      throw new Error(
        `The stored value ${key.toString('hex')} was changed outside the store: check the disk and restore a backup.`,
        { cause },
      );
    }
  }
}
