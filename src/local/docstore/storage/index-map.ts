import sortedBtree from 'sorted-btree';
import { type Entry, type KeyRange, recordOfValue, recordValue } from './layout.ts';

// A CommonJS package: its default export is a field of what Node imports.
const Tree = sortedBtree.default<string, number>;
const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Index entries in memory: the same keys and order as on the disk. Keys are kept as strings of one character per byte,
 * which compare like bytes and take less room than buffers. A copy costs nothing until one of the two changes.
 */
export class IndexMap {
  readonly #tree: InstanceType<typeof Tree>;

  constructor(tree = new Tree(undefined, byBytes)) {
    this.#tree = tree;
  }

  get(key: Buffer): Buffer | undefined {
    const record = this.#tree.get(key.toString('latin1'));
    return record === undefined ? undefined : recordValue(record);
  }

  put(key: Buffer, value: Buffer): void {
    this.#tree.set(key.toString('latin1'), recordOfValue(value));
  }

  remove(key: Buffer): void {
    this.#tree.delete(key.toString('latin1'));
  }

  /** The entries of now: later changes do not show. */
  *range({ lower, upper }: KeyRange, reverse: boolean): Generator<Entry> {
    const [from, to] = [lower.toString('latin1'), upper.toString('latin1')];
    const tree = this.#tree.clone();
    const pairs = reverse ? tree.entriesReversed(to, undefined, true) : tree.entries(from);
    for (const [key, record] of pairs) {
      if (reverse ? key < from : key >= to) return;
      yield { key: Buffer.from(key, 'latin1'), value: recordValue(record) };
    }
  }

  copy(): IndexMap {
    return new IndexMap(this.#tree.clone());
  }
}
