import { randomUUID } from 'node:crypto';
import { Binary, Double } from 'bson';
import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { type Doc, isDoc, isNumeric, toJsNumber, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import { Collection, type Index } from './collection.ts';
import type { Environment } from './environment.ts';
import { CATALOG_RANGE, catalogKey } from './layout.ts';

/** The collections and indexes that exist; in memory, written with every transaction that changes them. */
export class Catalog {
  readonly #environment: Environment;
  readonly #byNamespace = new Map<string, Collection>();
  #dropped: Collection[] = [];
  #nextCollection = 1;
  #nextIndex = 1;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Makes the index entries of all documents again; for an environment that does not keep them. */
  reindex(): void {
    this.#environment.write(() => {
      for (const collection of this.list()) collection.reindex(decodeDocument);
    });
  }

  /** Forgets what is in memory and reads the disk. */
  reload(): void {
    this.#byNamespace.clear();
    this.#dropped = [];
    for (const { value } of this.#environment.range(CATALOG_RANGE, false)) {
      const collection = this.#decode(decodeDocument(value));
      this.#byNamespace.set(collection.namespace, collection);
      this.#nextCollection = Math.max(this.#nextCollection, collection.id + 1);
      for (const index of collection.indexes) this.#nextIndex = Math.max(this.#nextIndex, index.id + 1);
    }
  }

  /** Writes the changed entries; part of every transaction. */
  persist(): void {
    for (const collection of this.#dropped) this.#environment.remove(catalogKey(collection.id));
    this.#dropped = [];
    for (const collection of this.#byNamespace.values()) {
      if (!collection.dirty) continue;
      this.#environment.put(catalogKey(collection.id), encodeDocument(encodeEntry(collection)));
      collection.dirty = false;
    }
  }

  find(db: string, name: string): Collection | undefined {
    return this.#byNamespace.get(`${db}.${name}`);
  }

  /** All collections, or those of one database, by name. */
  list(db?: string): Collection[] {
    return [...this.#byNamespace.values()]
      .filter((collection) => db === undefined || collection.db === db)
      .sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
  }

  /** Creates an empty collection with its `_id_` index. */
  create(db: string, name: string, options: Doc = new Map()): Collection {
    checkNamespace(db, name);
    const collection = new Collection(this.#environment, {
      id: this.#nextCollection++,
      db,
      name,
      uuid: Buffer.from(randomUUID().replaceAll('-', ''), 'hex'),
      options,
    });
    const idIndex = this.defineIndex(
      new Map<string, Value>([
        ['v', 2],
        ['key', new Map([['_id', 1]])],
        ['name', '_id_'],
      ]),
    );
    collection.indexes = [idIndex];
    collection.dirty = true;
    this.#byNamespace.set(collection.namespace, collection);
    return collection;
  }

  /** The collection, created when it does not exist: MongoDB's writes create what they write to. */
  ensure(db: string, name: string): Collection {
    return this.find(db, name) ?? this.create(db, name);
  }

  /** Removes a collection with everything in it. */
  drop(collection: Collection): void {
    collection.clear();
    this.#byNamespace.delete(collection.namespace);
    this.#dropped.push(collection);
  }

  /** Gives a collection another name, in the same database. */
  rename(collection: Collection, name: string): void {
    checkNamespace(collection.db, name);
    this.#byNamespace.delete(collection.namespace);
    collection.name = name;
    collection.dirty = true;
    this.#byNamespace.set(collection.namespace, collection);
  }

  /** A new, empty index from a validated definition. */
  defineIndex(spec: Doc): Index {
    return toIndex(this.#nextIndex++, spec, false, false);
  }

  #decode(entry: Doc): Collection {
    const uuid = entry.get('uuid') as Binary;
    const collection = new Collection(this.#environment, {
      id: entry.get('id') as number,
      db: entry.get('db') as string,
      name: entry.get('name') as string,
      uuid: Buffer.from(uuid.buffer),
      options: entry.get('options') as Doc,
    });
    collection.count = numberOf(entry.get('count'));
    collection.dataSize = numberOf(entry.get('dataSize'));
    collection.indexes = (entry.get('indexes') as Doc[]).map((item) => {
      const index = toIndex(
        item.get('id') as number,
        item.get('spec') as Doc,
        item.get('multikey') as boolean,
        item.get('truncated') as boolean,
      );
      return index;
    });
    return collection;
  }
}

function numberOf(value: Value | undefined): number {
  return isNumeric(value) ? toJsNumber(value) : 0;
}

function encodeEntry(collection: Collection): Doc {
  return new Map<string, Value>([
    ['id', collection.id],
    ['db', collection.db],
    ['name', collection.name],
    ['uuid', new Binary(collection.uuid, Binary.SUBTYPE_UUID)],
    ['options', collection.options],
    ['count', new Double(collection.count)],
    ['dataSize', new Double(collection.dataSize)],
    [
      'indexes',
      collection.indexes.map(
        (index): Doc =>
          new Map<string, Value>([
            ['id', index.id],
            ['spec', index.spec],
            ['multikey', index.multikey],
            ['truncated', index.truncated],
          ]),
      ),
    ],
  ]);
}

function toIndex(id: number, spec: Doc, multikey: boolean, truncated: boolean): Index {
  const keyPattern = spec.get('key') as Doc;
  const partial = spec.get('partialFilterExpression');
  const partialFilter = isDoc(partial) ? partial : undefined;
  const expire = spec.get('expireAfterSeconds');
  return {
    id,
    name: spec.get('name') as string,
    keyPattern,
    fields: [...keyPattern].map(([path, direction]) => ({
      path,
      parts: path.split('.'),
      descending: numberOf(direction) < 0,
    })),
    unique: spec.get('unique') === true || spec.get('name') === '_id_',
    sparse: spec.get('sparse') === true,
    partialFilter,
    partialTest: partialFilter ? compileFilter(partialFilter) : undefined,
    expireAfterSeconds: expire === undefined ? undefined : numberOf(expire),
    spec,
    multikey,
    truncated,
  };
}

function checkNamespace(db: string, name: string): void {
  checkDatabaseName(db);
  const problem =
    name === ''
      ? 'is empty'
      : name.includes('\0')
        ? 'contains a null byte'
        : name.includes('$')
          ? "contains '$'"
          : name.startsWith('.') || name.endsWith('.')
            ? "starts or ends with '.'"
            : name.startsWith('system.')
              ? "starts with 'system.', which is reserved"
              : Buffer.byteLength(`${db}.${name}`) > 255
                ? 'is longer than 255 bytes with its database'
                : undefined;
  if (problem) throw new StoreError('InvalidNamespace', `Invalid collection name: it ${problem}.`);
}

/** @throws StoreError InvalidNamespace */
export function checkDatabaseName(db: string): void {
  if (db === '' || Buffer.byteLength(db) > 63 || /[/\\. "$*<>:|?\0]/.test(db)) {
    throw new StoreError('InvalidNamespace', 'Invalid database name: 1 to 63 bytes without /\\. "$*<>:|?.');
  }
}
