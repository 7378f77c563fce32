import { decodeDocument } from '../bson/decode.ts';
import type { Doc } from '../bson/value.ts';
import type { Store } from '../store.ts';
import { type Collection, keysOf } from './collection.ts';
import { collectionOfKey, indexEntryKey, indexRange, isDocument, recordOfKey } from './layout.ts';

/** What a check found: counts, and the problems without document contents. */
export interface Verification {
  readonly collections: number;
  readonly documents: number;
  readonly indexEntries: number;
  readonly problems: string[];
}

/** What is known to be damaged before anything is compared: keys of entries of the map. */
export type Damaged = ReadonlyMap<string, Buffer>;

/**
 * Compares every document with every index, both ways, and the counts with what is there.
 * @param damaged filled while the store was opened and is read
 */
export function verifyStore(store: Store, damaged: Damaged = new Map()): Verification {
  const problems: string[] = [];
  let documents = 0;
  let indexEntries = 0;
  const collections = store.catalog.list();
  for (const collection of collections) {
    const result = verifyCollection(collection, problems);
    documents += result.documents;
    indexEntries += result.indexEntries;
  }
  for (const key of damaged.values()) problems.push(damageAt(key, collections));
  return { collections: collections.length, documents, indexEntries, problems };
}

function damageAt(key: Buffer, collections: readonly Collection[]): string {
  const id = collectionOfKey(key);
  const where = collections.find((collection) => collection.id === id)?.namespace ?? `collection ${id}`;
  return isDocument(key)
    ? `${where}: record ${recordOfKey(key)} was changed outside the store`
    : `collection ${id}: its catalogue entry was changed outside the store`;
}

function verifyCollection(
  collection: Collection,
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
      for (const key of keysOf(index, doc)?.keys ?? []) {
        const entry = indexEntryKey(index.id, key, index.unique ? undefined : record).toString('latin1');
        if (entries.has(entry))
          problems.push(
            `${where}: index ${index.name} holds records ${entries.get(entry)} and ${record} under one unique key`,
          );
        entries.set(entry, record);
      }
    }
  }
  if (documents !== collection.count)
    problems.push(`${where}: the count says ${collection.count}, there are ${documents} documents`);
  if (size !== collection.dataSize)
    problems.push(`${where}: the size says ${collection.dataSize} bytes, the documents have ${size}`);
  let indexEntries = 0;
  for (const [index, entries] of expected) {
    for (const { key, record } of collection.scanIndex(indexRange(index.id), false)) {
      indexEntries++;
      const name = key.toString('latin1');
      if (entries.get(name) !== record)
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
