import { Binary, BSONRegExp, Double, MaxKey, MinKey, Timestamp } from 'bson';
import { decodeId } from '../bson/decode.ts';
import type { Doc, Value } from '../bson/value.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import type { Predicate } from '../query/match.ts';
import type { Environment, Snapshot } from './environment.ts';
import { DamagedValue } from './guarded-environment.ts';
import { documentKeys, type DocumentKeys, type IndexField } from './index-keys.ts';
import {
  indexEntryKey,
  indexRange,
  type KeyRange,
  recordKey,
  recordOfKey,
  recordOfValue,
  recordRange,
  recordValue,
} from './layout.ts';

/** An index of a collection. */
export interface Index {
  readonly id: number;
  readonly name: string;
  /** Field → 1 or -1, in order. */
  readonly keyPattern: Doc;
  readonly fields: readonly IndexField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partialFilter: Doc | undefined;
  readonly partialTest: Predicate | undefined;
  readonly expireAfterSeconds: number | undefined;
  /** The definition as `listIndexes` shows it. */
  readonly spec: Doc;
  /** Some document has more than one key: bounds and order mean less. Never goes back to false. */
  multikey: boolean;
  /** Some key lost its tail: the order within the index is not exact. Never goes back to false. */
  truncated: boolean;
}

/** A stored document with its place. */
export interface StoredDocument {
  readonly record: number;
  readonly bytes: Buffer;
}

/** What a query reads: a collection as it is now, or as it was at one moment. */
export interface Readable {
  readonly id: number;
  readonly count: number;
  readonly indexes: readonly Index[];
  readonly idIndex: Index;
  /** The document of a record. */
  read(record: number): Buffer | undefined;
  /** All documents in the order of insertion. */
  scan(reverse: boolean): Iterable<StoredDocument>;
  /** Index entries in a range of keys (with the index prefix). */
  scanIndex(range: KeyRange, reverse: boolean): Iterator<IndexEntry> & Iterable<IndexEntry>;
}

/** An index entry: its key with the index prefix, and the record that it names. */
export interface IndexEntry {
  readonly key: Buffer;
  readonly record: number;
}

/** A new index entry that must not collide. */
interface NewEntry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** A collection with its documents and indexes. Methods that write run inside the write queue only. */
export class Collection implements Readable {
  readonly id: number;
  readonly db: string;
  name: string;
  readonly uuid: Buffer;
  readonly options: Doc;
  indexes: readonly Index[] = [];
  count = 0;
  dataSize = 0;
  /** Its catalogue entry changed in the running transaction. */
  dirty = false;
  #nextRecord: number;
  readonly #environment: Environment;

  constructor(
    environment: Environment,
    facts: { id: number; db: string; name: string; uuid: Buffer; options: Doc },
  ) {
    this.#environment = environment;
    this.id = facts.id;
    this.db = facts.db;
    this.name = facts.name;
    this.uuid = facts.uuid;
    this.options = facts.options;
    this.#nextRecord = 1;
    const last = environment.lastKey(recordRange(this.id));
    if (last) this.#nextRecord = recordOfKey(last) + 1;
  }

  get namespace(): string {
    return `${this.db}.${this.name}`;
  }

  get idIndex(): Index {
    return this.indexes[0]!;
  }

  /**
   * The document of a record.
   * @throws StoreError ChecksumMismatch
   */
  read(record: number, snapshot?: Snapshot): Buffer | undefined {
    try {
      return this.#environment.get(recordKey(this.id, record), snapshot);
    } catch (error) {
      throw this.#named(error);
    }
  }

  /**
   * All documents in the order of insertion.
   * @throws StoreError ChecksumMismatch
   */
  *scan(reverse: boolean, snapshot?: Snapshot): Generator<StoredDocument> {
    try {
      for (const { key, value } of this.#environment.range(recordRange(this.id), reverse, snapshot)) {
        yield { record: recordOfKey(key), bytes: value };
      }
    } catch (error) {
      throw this.#named(error);
    }
  }

  /** Says which document is damaged: its place, and its `_id` where what is left of it agrees with the index. */
  describe({ place, remains }: DamagedValue): string {
    const record = recordOfKey(place);
    let shown = '';
    try {
      const id = remains && decodeId(remains);
      if (id !== undefined && this.#recordOf(id) === record) shown = ` with _id ${shownValue(id)}`;
    } catch {
      // The _id itself is damaged.
    }
    return `${this.namespace}: the document${shown} in record ${record} was changed outside the store`;
  }

  #recordOf(id: Value): number | undefined {
    const { keys } = documentKeys(this.idIndex.fields, false, new Map([['_id', id]]))!;
    const found = this.#environment.get(indexEntryKey(this.idIndex.id, keys[0]!, undefined));
    return found && recordOfValue(found);
  }

  #named(error: unknown): unknown {
    if (!(error instanceof DamagedValue)) return error;
    const told = new StoreError(
      'ChecksumMismatch',
      `${this.describe(error)}. Check the disk, list all damage with --verify and restore a backup.`,
    );
    told.cause = error;
    return told;
  }

  /** Index entries in a range of keys (with the index prefix). */
  *scanIndex(range: KeyRange, reverse: boolean, snapshot?: Snapshot): Generator<IndexEntry> {
    for (const { key, value } of this.#environment.range(range, reverse, snapshot)) {
      yield { key, record: recordOfValue(value) };
    }
  }

  /**
   * The collection as it is in a snapshot, with the indexes of now; call it when the snapshot is made. An index that comes
   * later has no entries in the snapshot, and one that goes still has them.
   */
  at(snapshot: Snapshot): Readable {
    const { id, count, indexes, idIndex } = this;
    return {
      id,
      count,
      indexes,
      idIndex,
      read: (record) => this.read(record, snapshot),
      scan: (reverse) => this.scan(reverse, snapshot),
      scanIndex: (range, reverse) => this.scanIndex(range, reverse, snapshot),
    };
  }

  /**
   * Stores a new document.
   * @throws StoreError DuplicateKey before anything is written
   */
  insert(doc: Doc, bytes: Buffer): number {
    const record = this.#nextRecord;
    const entries: NewEntry[] = [];
    for (const index of this.indexes) {
      const keys = keysOf(index, doc);
      if (!keys) continue;
      this.#claim(index, keys, undefined, entries, record);
    }
    this.#nextRecord = record + 1;
    for (const entry of entries) this.#environment.put(entry.key, entry.value);
    this.#environment.put(recordKey(this.id, record), bytes);
    this.count += 1;
    this.dataSize += bytes.length;
    this.dirty = true;
    return record;
  }

  /**
   * Replaces the document of a record.
   * @throws StoreError DuplicateKey before anything is written
   */
  update(record: number, before: Doc, beforeBytes: Buffer, after: Doc, bytes: Buffer): void {
    const added: NewEntry[] = [];
    const removed: Buffer[] = [];
    for (const index of this.indexes) {
      const was = keysOf(index, before);
      const is = keysOf(index, after);
      const old = new Set((was?.keys ?? []).map((key) => key.toString('latin1')));
      if (is) this.#claim(index, is, old, added, record);
      const kept = new Set((is?.keys ?? []).map((key) => key.toString('latin1')));
      for (const key of was?.keys ?? []) {
        if (!kept.has(key.toString('latin1'))) {
          removed.push(indexEntryKey(index.id, key, index.unique ? undefined : record));
        }
      }
    }
    for (const key of removed) this.#environment.remove(key);
    for (const entry of added) this.#environment.put(entry.key, entry.value);
    this.#environment.put(recordKey(this.id, record), bytes);
    this.dataSize += bytes.length - beforeBytes.length;
    this.dirty = true;
  }

  /** Removes the document of a record. */
  remove(record: number, doc: Doc, bytes: Buffer): void {
    for (const index of this.indexes) {
      for (const key of keysOf(index, doc)?.keys ?? []) {
        this.#environment.remove(indexEntryKey(index.id, key, index.unique ? undefined : record));
      }
    }
    this.#environment.remove(recordKey(this.id, record));
    this.count -= 1;
    this.dataSize -= bytes.length;
    this.dirty = true;
  }

  /** Writes the index entries of every document again, where they are not kept on the disk. */
  reindex(decode: (bytes: Buffer) => Doc): void {
    for (const { record, bytes } of this.scan(false)) {
      const doc = decode(bytes);
      for (const index of this.indexes) {
        for (const key of keysOf(index, doc)?.keys ?? []) {
          const entry = indexEntryKey(index.id, key, index.unique ? undefined : record);
          this.#environment.put(entry, recordValue(record));
        }
      }
    }
  }

  /**
   * Fills a new index from the documents.
   * @throws StoreError DuplicateKey, leaving no entry behind
   */
  build(index: Index, decode: (bytes: Buffer) => Doc): void {
    const entries = new Map<string, NewEntry>();
    for (const { record, bytes } of this.scan(false)) {
      const keys = keysOf(index, decode(bytes));
      if (!keys) continue;
      keys.keys.forEach((key, i) => {
        const entry = indexEntryKey(index.id, key, index.unique ? undefined : record);
        const name = entry.toString('latin1');
        if (index.unique && entries.has(name)) throw duplicateKey(this, index, keys.values[i]!);
        entries.set(name, { key: entry, value: recordValue(record) });
      });
      index.multikey ||= keys.multikey;
      index.truncated ||= keys.truncated;
    }
    for (const entry of entries.values()) this.#environment.put(entry.key, entry.value);
    this.indexes = [...this.indexes, index];
    this.dirty = true;
  }

  /** Removes an index and its entries. */
  dropIndex(index: Index): void {
    this.indexes = this.indexes.filter((other) => other !== index);
    this.#clear(indexRange(index.id));
    this.dirty = true;
  }

  /** Removes all documents and index entries. */
  clear(): void {
    this.#clear(recordRange(this.id));
    for (const index of this.indexes) this.#clear(indexRange(index.id));
    this.count = 0;
    this.dataSize = 0;
  }

  #clear(range: KeyRange): void {
    const keys: Buffer[] = [];
    for (const { key } of this.#environment.range(range, false)) keys.push(key);
    for (const key of keys) this.#environment.remove(key);
  }

  /** Checks the unique keys that a document would add and collects its new entries. */
  #claim(
    index: Index,
    keys: DocumentKeys,
    old: Set<string> | undefined,
    entries: NewEntry[],
    record: number,
  ): void {
    index.multikey ||= keys.multikey;
    index.truncated ||= keys.truncated;
    keys.keys.forEach((key, i) => {
      if (old?.has(key.toString('latin1'))) return;
      const entry = indexEntryKey(index.id, key, index.unique ? undefined : record);
      if (index.unique && this.#environment.get(entry)) throw duplicateKey(this, index, keys.values[i]!);
      entries.push({ key: entry, value: recordValue(record) });
    });
  }
}

/** The keys of a document in an index; undefined when it does not belong there. */
export function keysOf(index: Index, doc: Doc): DocumentKeys | undefined {
  if (index.partialTest && !index.partialTest(doc)) return undefined;
  return documentKeys(index.fields, index.sparse, doc);
}

function duplicateKey(
  collection: Collection,
  index: Index,
  values: readonly (Value | undefined)[],
): StoreError {
  const keyValue: Doc = new Map();
  [...index.keyPattern.keys()].forEach((path, i) => keyValue.set(path, values[i] ?? null));
  const shown = [...keyValue].map(([path, value]) => `${path}: ${shownValue(value)}`).join(', ');
  return new StoreError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${collection.namespace} index: ${index.name} dup key: { ${shown} }`,
    new Map<string, Value>([
      ['keyPattern', index.keyPattern],
      ['keyValue', keyValue],
    ]),
  );
}

/** How E11000 shows a value. */
function shownValue(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Double)
    return Number.isInteger(value.value) ? value.value.toFixed(1) : `${value.value}`;
  if (value instanceof Timestamp) return `Timestamp(${value.high >>> 0}, ${value.low >>> 0})`;
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`;
  if (value instanceof Binary) return `BinData(${value.sub_type}, ${value.toString('hex').toUpperCase()})`;
  if (value instanceof MinKey) return 'MinKey';
  if (value instanceof MaxKey) return 'MaxKey';
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Array.isArray(value)) return `[ ${value.map(shownValue).join(', ')} ]`;
  if (isDoc(value))
    return `{ ${[...value].map(([name, item]) => `${name}: ${shownValue(item)}`).join(', ')} }`;
  if ('toHexString' in value) return `ObjectId('${value.toHexString()}')`;
  // Code and the like have no short text; their kind is enough, the exact value is in keyValue.
  return '_bsontype' in value && ['Long', 'Decimal128'].includes(String(value._bsontype))
    ? // eslint-disable-next-line @typescript-eslint/no-base-to-string -- the bson classes define toString
      value.toString()
    : `<${'_bsontype' in value ? String(value._bsontype) : 'value'}>`;
}
