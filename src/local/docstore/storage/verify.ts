import { decodeDocument } from '../bson/decode.ts';
import type { Doc } from '../bson/value.ts';
import type { Store } from '../store.ts';
import { type Collection, keysOf } from './collection.ts';
import type { DamagedValue, OnDamaged } from './guarded-environment.ts';
import type { Environment } from './environment.ts';
import {
  DOCUMENTS_RANGE,
  indexEntryKey,
  INDEXES_RANGE,
  indexRange,
  isDocument,
  type KeyRange,
  ownerOfKey,
  RECORD_BYTES,
  recordOfKey,
  recordOfValue,
} from './layout.ts';

/** What a check found: counts, and the problems without document contents. */
export interface Verification {
  readonly collections: number;
  readonly documents: number;
  readonly indexEntries: number;
  readonly problems: string[];
}

/** What is damaged, by the key of its entry: filled while the store is opened and read. */
export class Damage {
  readonly #found = new Map<string, DamagedValue>();

  readonly add: OnDamaged = (damaged) => {
    this.#found.set(damaged.place.toString('hex'), damaged);
  };

  /** The damaged documents of a collection. */
  of(collection: Collection): DamagedValue[] {
    return [...this.#found.values()].filter(
      ({ place }) => isDocument(place) && ownerOfKey(place) === collection.id,
    );
  }

  /** What belongs to none of these collections: catalogue entries, and documents whose entry is damaged too. */
  besides(collections: readonly Collection[]): DamagedValue[] {
    const ids = new Set(collections.map(({ id }) => id));
    return [...this.#found.values()].filter(({ place }) => !isDocument(place) || !ids.has(ownerOfKey(place)));
  }
}

/**
 * Compares every document with every index, both ways, and the counts with what is there; looks for what belongs to nothing.
 * @param damage what the environment of the store found damaged, and finds while it is read
 */
export function verifyStore(store: Store, damage: Damage): Verification {
  const problems: string[] = [];
  let documents = 0;
  let indexEntries = 0;
  const collections = store.catalog.list();
  for (const collection of collections) {
    const result = verifyCollection(store.environment, collection, damage, problems);
    documents += result.documents;
    indexEntries += result.indexEntries;
  }
  for (const { place } of damage.besides(collections))
    problems.push(
      `collection ${ownerOfKey(place)}: ${isDocument(place) ? `record ${recordOfKey(place)}` : 'its catalogue entry'} was changed outside the store`,
    );
  problems.push(...strays(store.environment, collections));
  return { collections: collections.length, documents, indexEntries, problems };
}

/** Documents and index entries of collections and indexes that do not exist: a damaged key, mostly. */
function strays(environment: Environment, collections: readonly Collection[]): string[] {
  const collectionIds = new Set(collections.map(({ id }) => id));
  const indexIds = new Set(collections.flatMap(({ indexes }) => indexes.map(({ id }) => id)));
  const count = (range: KeyRange, known: ReadonlySet<number>): number => {
    let found = 0;
    for (const { key } of environment.range(range, false)) if (!known.has(ownerOfKey(key))) found++;
    return found;
  };
  const documents = count(DOCUMENTS_RANGE, collectionIds);
  const entries = count(INDEXES_RANGE, indexIds);
  return [
    ...(documents > 0 ? [`${documents} documents are of collections that do not exist`] : []),
    ...(entries > 0 ? [`${entries} index entries are of indexes that do not exist`] : []),
  ];
}

function verifyCollection(
  environment: Environment,
  collection: Collection,
  damage: Damage,
  problems: string[],
): { documents: number; indexEntries: number } {
  const where = collection.namespace;
  const expected = new Map(collection.indexes.map((index) => [index, new Map<string, number>()]));
  let documents = 0;
  let size = 0;
  for (const { record, bytes } of collection.scan(false)) {
    documents++;
    size += bytes.length;
    let doc: Doc;
    try {
      doc = decodeDocument(bytes);
    } catch {
      problems.push(`${where}: record ${record} is not a readable document`);
      continue;
    }
    for (const [index, entries] of expected) {
      const has = keysOf(index, doc);
      if ((has?.multikey === true && !index.multikey) || (has?.truncated === true && !index.truncated))
        problems.push(
          `${where}: index ${index.name} is marked as one of single and short keys, and record ${record} has others`,
        );
      for (const key of has?.keys ?? []) {
        const entry = indexEntryKey(index.id, key, index.unique ? undefined : record).toString('latin1');
        if (entries.has(entry))
          problems.push(
            `${where}: index ${index.name} holds records ${entries.get(entry)} and ${record} under one unique key`,
          );
        entries.set(entry, record);
      }
    }
  }
  const damaged = damage.of(collection);
  for (const value of damaged) problems.push(collection.describe(value));
  const damagedRecords = new Set(damaged.map(({ place }) => recordOfKey(place)));
  if (documents + damaged.length !== collection.count)
    problems.push(
      `${where}: the count says ${collection.count}, there are ${documents + damaged.length} documents`,
    );
  if (damaged.length === 0 && size !== collection.dataSize)
    problems.push(`${where}: the size says ${collection.dataSize} bytes, the documents have ${size}`);
  let indexEntries = 0;
  for (const [index, entries] of expected) {
    for (const { key, value } of environment.range(indexRange(index.id), false)) {
      indexEntries++;
      const name = key.toString('latin1');
      const record = value.length === RECORD_BYTES ? recordOfValue(value) : undefined;
      if (record === undefined)
        problems.push(`${where}: index ${index.name} has an entry that names no record`);
      else if (entries.get(name) !== record && !damagedRecords.has(record))
        problems.push(
          `${where}: index ${index.name} has an entry for record ${record} that its document does not have`,
        );
      entries.delete(name);
    }
    for (const record of entries.values())
      problems.push(`${where}: index ${index.name} misses record ${record}`);
  }
  return { documents, indexEntries };
}
