/** The check of a folder finds whatever of an index does not agree with the documents, and the other way around. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startLocalStore, verifyLocalStore } from '../../../src/local/docstore/index.ts';
import {
  indexRange,
  recordKey,
  recordRange,
  recordValue,
} from '../../../src/local/docstore/storage/layout.ts';
import { Store } from '../../../src/local/docstore/store.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  const store = await startLocalStore({ port: 0, dataDir });
  const client = await MongoClient.connect(store.uri);
  const things = client.db('test').collection<{ _id: number; a: number }>('things');
  await things.createIndex({ a: 1 });
  await things.insertMany([
    { _id: 1, a: 1 },
    { _id: 2, a: 2 },
    { _id: 3, a: 3 },
  ]);
  await client.close();
  await store.close();
});
afterEach(() => rmSync(dataDir, { recursive: true }));

type Damage = (store: Store) => void;

/** Does something to the entries of an index of the collection, each with its key. */
const toEntries =
  (name: string, change: (store: Store, keys: Buffer[]) => void): Damage =>
  (store) => {
    const index = store.catalog.find('test', 'things')!.indexes.find((one) => one.name === name)!;
    const keys = [...store.environment.range(indexRange(index.id), false)].map(({ key }) => Buffer.from(key));
    expect(keys).toHaveLength(3);
    change(store, keys);
  };

const damages: [string, Damage, string[]][] = [
  [
    'an entry that is gone',
    toEntries('a_1', ({ environment }, [, second]) => environment.remove(second!)),
    ['test.things: index a_1 misses record 2'],
  ],
  [
    'an entry that names another record',
    toEntries('_id_', ({ environment }, [first]) => environment.put(first!, recordValue(3))),
    ['test.things: index _id_ has an entry for record 3 that its document does not have'],
  ],
  [
    'an entry whose key changed',
    toEntries('a_1', ({ environment }, [first]) => {
      const changed = Buffer.from(first!);
      changed[8]! ^= 1;
      environment.remove(first!);
      environment.put(changed, recordValue(1));
    }),
    [
      'test.things: index a_1 has an entry for record 1 that its document does not have',
      'test.things: index a_1 misses record 1',
    ],
  ],
  [
    'an entry of two bytes',
    toEntries('a_1', ({ environment }, [first]) => environment.put(first!, Buffer.alloc(2))),
    ['test.things: index a_1 has an entry that names no record'],
  ],
  [
    'an entry of no index',
    toEntries('a_1', ({ environment }, [first]) => {
      const changed = Buffer.from(first!);
      changed.writeUInt32BE(99, 1);
      environment.put(changed, recordValue(1));
    }),
    ['1 index entries are of indexes that do not exist'],
  ],
  [
    'a document that is gone',
    ({ environment, catalog }) => environment.remove(recordKey(catalog.find('test', 'things')!.id, 2)),
    [
      'test.things: the count says 3, there are 2 documents',
      'test.things: the size says 63 bytes, the documents have 42',
      'test.things: index _id_ has an entry for record 2 that its document does not have',
      'test.things: index a_1 has an entry for record 2 that its document does not have',
    ],
  ],
  [
    'a document of no collection',
    ({ environment, catalog }) => {
      const [first] = environment.range(recordRange(catalog.find('test', 'things')!.id), false);
      environment.put(recordKey(99, 1), first!.value);
    },
    ['1 documents are of collections that do not exist'],
  ],
];

test.each(damages)('finds %s', async (_name, damage, problems) => {
  expect(await verifyLocalStore(dataDir)).toMatchObject({ problems: [] });
  const store = await Store.open(dataDir);
  store.environment.write(() => damage(store));
  await store.close();
  expect((await verifyLocalStore(dataDir)).problems).toEqual(problems);
});
