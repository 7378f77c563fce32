import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Collection, type Db, MongoClient } from 'mongodb';
import { type LocalStore, startLocalStore } from '../../../src/local/docstore/index.ts';

/** What ordinary clients send besides the Node driver, as seen when they were tried by hand: see the store's README. */
let store: LocalStore;
let dataDir: string;
let client: MongoClient;
let db: Db;
let things: Collection<{ _id: number; text?: string }>;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  store = await startLocalStore({ port: 0, dataDir });
  client = await MongoClient.connect(store.uri);
  db = client.db('clients');
  things = db.collection('things');
  await things.insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id, text: 'x'.repeat(1_000) })));
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(dataDir, { recursive: true });
});

test('mongorestore: bypassed validation, definitions with a namespace, the index of the _id', async () => {
  const restored = 'restored';
  await db.command({ create: restored, idIndex: { v: 2, key: { _id: 1 }, name: '_id_' } });
  expect(
    await db.command({
      insert: restored,
      documents: [{ _id: 1 }, { _id: 2 }],
      ordered: false,
      bypassDocumentValidation: true,
      writeConcern: { w: 'majority' },
    }),
  ).toMatchObject({ n: 2 });
  const indexes = [
    { v: 2, key: { _id: 1 }, name: '_id_', ns: 'clients.restored' },
    { v: 2, key: { a: 1 }, name: 'a_1', ns: 'clients.restored', background: true },
  ];
  expect(await db.command({ createIndexes: restored, indexes })).toMatchObject({ numIndexesAfter: 2 });
});

test('other writes may ask to bypass validation too: there is none', async () => {
  const bypass = { bypassDocumentValidation: true };
  await things.updateOne({ _id: 1 }, { $set: { text: 'y' } }, bypass);
  await things.findOneAndUpdate({ _id: 1 }, { $set: { text: 'x'.repeat(1_000) } }, bypass);
  expect(
    await things.aggregate([{ $match: { _id: 1 } }, { $project: { _id: 1 } }], bypass).toArray(),
  ).toEqual([{ _id: 1 }]);
});

test('mongosh: db.collection.stats() asks with $collStats', async () => {
  const stages = (scale: number) => [{ $collStats: { storageStats: { scale }, count: {} } }];
  const [one] = await things.aggregate(stages(1)).toArray();
  expect(one).toMatchObject({
    ns: 'clients.things',
    count: 10,
    storageStats: { count: 10, nindexes: 1, scaleFactor: 1 },
  });
  const { size } = one!['storageStats'] as { size: number };
  expect(size).toBeGreaterThan(10_000);
  const grouped = await things
    .aggregate([...stages(1024), { $group: { _id: null, kb: { $sum: '$storageStats.size' } } }])
    .toArray();
  expect(grouped).toEqual([{ _id: null, kb: Math.floor(size / 1024) }]);
  await expect(db.collection('none').aggregate(stages(1)).toArray()).rejects.toMatchObject({ code: 26 });
  await expect(things.aggregate([{ $collStats: { latencyStats: {} } }]).toArray()).rejects.toMatchObject({
    code: 238,
  });
});

test('sizes come in the unit that is asked for', async () => {
  const { size } = (await db.command({ collStats: 'things' })) as { size: number };
  expect(await db.command({ collStats: 'things', scale: 1024 })).toMatchObject({
    size: Math.floor(size / 1024),
    scaleFactor: 1024,
  });
  const whole = (await db.command({ dbStats: 1 })) as { dataSize: number };
  expect(await db.command({ dbStats: 1, scale: 1024 })).toMatchObject({
    dataSize: whole.dataSize / 1024,
    scaleFactor: 1024,
  });
  await expect(db.command({ dbStats: 1, scale: 0 })).rejects.toMatchObject({ code: 2 });
});

test('a lock that would not lock is refused; a sync that is done already is not', async () => {
  expect(await client.db('admin').command({ fsync: 1 })).toMatchObject({ ok: 1 });
  await expect(client.db('admin').command({ fsync: 1, lock: true })).rejects.toMatchObject({ code: 2 });
});

test.each([
  [
    'a transaction',
    { insert: 'things', documents: [{}], txnNumber: 1, autocommit: false, startTransaction: true },
    20,
  ],
  ['a retryable write', { insert: 'things', documents: [{}], txnNumber: 1 }, 20],
  ['the end of a transaction', { commitTransaction: 1 }, 20],
  ['a change stream', { aggregate: 'things', pipeline: [{ $changeStream: {} }], cursor: {} }, 40573],
  ['a change stream of a database', { aggregate: 1, pipeline: [{ $changeStream: {} }], cursor: {} }, 40573],
  ['the state of a replica set', { replSetGetStatus: 1 }, 76],
  ['a write to several servers', { insert: 'things', documents: [{}], writeConcern: { w: 2 } }, 2],
  ['a linearizable read', { find: 'things', readConcern: { level: 'linearizable' } }, 123],
  ['a collation', { find: 'things', collation: { locale: 'nl' } }, 2],
  ['JavaScript', { find: 'things', filter: { $where: 'true' } }, 2],
  ['a tailable cursor', { find: 'things', tailable: true }, 2],
  ['a capped collection', { create: 'capped', capped: true, size: 1_000 }, 2],
  ['a view', { create: 'view', viewOn: 'things', pipeline: [] }, 2],
  ['a validator', { create: 'valid', validator: { a: 1 } }, 2],
  ['a text index', { createIndexes: 'things', indexes: [{ key: { a: 'text' }, name: 't' }] }, 67],
  ['a wildcard index', { createIndexes: 'things', indexes: [{ key: { '$**': 1 }, name: 'w' }] }, 67],
  ['an output stage', { aggregate: 'things', pipeline: [{ $out: 'o' }], cursor: {} }, 238],
  ['a command of other servers', { mapReduce: 'things' }, 59],
])('%s is refused with the code by which clients know it', async (_name, command, code) => {
  await expect(db.command(command)).rejects.toMatchObject({ code });
  expect(await things.countDocuments()).toBe(10);
});
