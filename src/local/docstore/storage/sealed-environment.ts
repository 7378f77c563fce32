import type { Environment, Snapshot } from './environment.ts';
import { GuardedEnvironment, type OnDamaged } from './guarded-environment.ts';
import { IndexMap } from './index-map.ts';
import { type Entry, isIndexEntry, type KeyRange } from './layout.ts';
import type { Seal } from './seal.ts';

/**
 * An environment of which the disk holds nothing readable: documents and catalogue are sealed, and index entries, which
 * carry values in an order that shows, are in memory only. See docs/adr/0009-encryption-at-rest.md.
 */
export class SealedEnvironment extends GuardedEnvironment {
  #indexes = new IndexMap();

  /** @param onDamaged as in `GuardedEnvironment` */
  constructor(disk: Environment, seal: Seal, onDamaged?: OnDamaged) {
    super(disk, seal, onDamaged);
  }

  override get(key: Buffer, snapshot?: Snapshot): Buffer | undefined {
    return isIndexEntry(key) ? this.#indexesOf(snapshot).get(key) : super.get(key, snapshot);
  }

  override put(key: Buffer, value: Buffer): void {
    if (isIndexEntry(key)) this.#indexes.put(key, value);
    else super.put(key, value);
  }

  override remove(key: Buffer): void {
    if (isIndexEntry(key)) this.#indexes.remove(key);
    else super.remove(key);
  }

  override range(range: KeyRange, reverse: boolean, snapshot?: Snapshot): Iterable<Entry> {
    return isIndexEntry(range.lower)
      ? this.#indexesOf(snapshot).range(range, reverse)
      : super.range(range, reverse, snapshot);
  }

  override snapshot(): Snapshot {
    return { ...super.snapshot(), indexes: this.#indexes.copy() };
  }

  override write<T>(work: () => T): T {
    const before = this.#indexes.copy();
    try {
      return super.write(work);
    } catch (error) {
      this.#indexes = before;
      throw error;
    }
  }

  #indexesOf(snapshot: Snapshot | undefined): IndexMap {
    return snapshot?.indexes ?? this.#indexes;
  }
}
