import type { Environment, Snapshot } from './environment.ts';
import { type Entry, isIndexEntry, type KeyRange } from './layout.ts';

/** What makes the stored form of a value, for its place in the store, and tells one that was changed or moved. */
export interface ValueGuard {
  close(place: Buffer, value: Buffer): Buffer;
  /** @throws Error when it is not what was stored there */
  open(place: Buffer, stored: Buffer): Buffer;
  /** What can be read of a value that was changed; to be taken for nothing. */
  remains(stored: Buffer): Buffer | undefined;
}

/** A stored value is not what was written there. */
export class DamagedValue extends Error {
  override readonly name = 'DamagedValue';
  /** Key of the entry. */
  readonly place: Buffer;
  /** As `ValueGuard.remains`. */
  readonly remains: Buffer | undefined;

  constructor(place: Buffer, remains: Buffer | undefined, options: ErrorOptions) {
    super(
      `The stored value ${place.toString('hex')} was changed outside the store: check the disk and restore a backup.`,
      options,
    );
    this.place = place;
    this.remains = remains;
  }
}

/** Hears of an entry whose value was changed outside the store, possibly more than once. */
export type OnDamaged = (damaged: DamagedValue) => void;

/** An environment in which the values of documents and catalogue are guarded; index entries are as they are. */
export class GuardedEnvironment implements Environment {
  readonly #disk: Environment;
  readonly #guard: ValueGuard;
  readonly #onDamaged: OnDamaged | undefined;

  /** @param onDamaged leaves damaged entries out of every range and hears of them; without it the first one ends the range */
  constructor(disk: Environment, guard: ValueGuard, onDamaged?: OnDamaged) {
    this.#disk = disk;
    this.#guard = guard;
    this.#onDamaged = onDamaged;
  }

  /** @throws DamagedValue */
  get(key: Buffer, snapshot?: Snapshot): Buffer | undefined {
    const stored = this.#disk.get(key, snapshot);
    return stored && !isIndexEntry(key) ? this.#open(key, stored) : stored;
  }

  put(key: Buffer, value: Buffer): void {
    this.#disk.put(key, isIndexEntry(key) ? value : this.#guard.close(key, value));
  }

  remove(key: Buffer): void {
    this.#disk.remove(key);
  }

  /** @throws DamagedValue */
  range(range: KeyRange, reverse: boolean, snapshot?: Snapshot): Iterable<Entry> {
    const entries = this.#disk.range(range, reverse, snapshot);
    return isIndexEntry(range.lower) ? entries : this.#opened(entries);
  }

  lastKey(range: KeyRange): Buffer | undefined {
    return this.#disk.lastKey(range);
  }

  snapshot(): Snapshot {
    return this.#disk.snapshot();
  }

  write<T>(work: () => T): T {
    return this.#disk.write(work);
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

  *#opened(entries: Iterable<Entry>): Generator<Entry> {
    for (const { key, value } of entries) {
      let opened: Buffer;
      try {
        opened = this.#open(key, value);
      } catch (error) {
        if (!(error instanceof DamagedValue) || this.#onDamaged === undefined) throw error;
        this.#onDamaged(error);
        continue;
      }
      yield { key, value: opened };
    }
  }

  #open(key: Buffer, stored: Buffer): Buffer {
    try {
      return this.#guard.open(key, stored);
    } catch (cause) {
      throw new DamagedValue(Buffer.from(key), this.#guard.remains(stored), { cause });
    }
  }
}
