/**
 * A write of many documents lets others go first and still changes each document wholly. The store of these tests makes one
 * transaction of every document, so that others come between any two.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Collection, type Document, MongoClient, type MongoServerError } from 'mongodb';
import { type LocalStore, startLocalStore, verifyLocalStore } from '../../../src/local/docstore/index.ts';

const COUNT = 200;

interface Thing {
  _id: number;
  kind: string;
  n: number;
  tags: number[];
  done?: number;
}

let dataDir: string;
let store: LocalStore;
/** Two clients, so that the one does not wait for the other. */
let client: MongoClient;
let other: MongoClient;
let things: Collection<Thing>;
let othersThings: Collection<Thing>;

const open = async (key?: string): Promise<void> => {
  store = await startLocalStore({ port: 0, dataDir, key, sliceMs: 0, writeSliceMs: 0 });
  [client, other] = await Promise.all([MongoClient.connect(store.uri), MongoClient.connect(store.uri)]);
  [things, othersThings] = [client.db('test').collection('things'), other.db('test').collection('things')];
};
const fill = async (): Promise<void> => {
  await things.createIndex({ n: 1 }, { unique: true });
  await things.createIndex({ tags: 1, kind: 1 });
  const all = Array.from({ length: COUNT }, (_, _id) => ({ _id, kind: 'a', n: _id, tags: [_id, _id + 1] }));
  await things.insertMany(all);
};

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
});
afterEach(async () => {
  await Promise.all([client.close(), other.close()]);
  await store.close();
  rmSync(dataDir, { recursive: true });
});

/** Starts a write, waits until it has changed something and not everything, and tells how it ends. */
const begun = async <T>(
  write: () => Promise<T>,
): Promise<{ readonly end: Promise<T>; isOver: () => boolean }> => {
  let over = false;
  const end = write().finally(() => {
    over = true;
  });
  end.catch(() => undefined);
  // The first in the order of insertion is the first to be changed or deleted.
  while ((await othersThings.findOne({ _id: 0, done: { $exists: false } })) !== null)
    if (over) throw new Error('The write ended before it was seen to begin.');
  return { end, isOver: () => over };
};

const markAll = () => things.updateMany({ kind: 'a' }, { $inc: { done: 1 } });

describe.each([
  ['a folder', undefined],
  ['an encrypted folder', Buffer.alloc(32, 9).toString('base64')],
])('in %s', (_name, key) => {
  beforeEach(async () => {
    await open(key);
    await fill();
  });

  test('others read and write while an update of many goes on, which leaves alone what they changed', async () => {
    const { end, isOver } = await begun(markAll);
    await othersThings.updateOne({ _id: COUNT - 1 }, { $set: { kind: 'b' } });
    await othersThings.deleteOne({ _id: COUNT - 2 });
    await othersThings.insertOne({ _id: COUNT, kind: 'a', n: COUNT, tags: [] });
    expect(isOver()).toBe(false);
    expect(await end).toMatchObject({ matchedCount: COUNT - 2, modifiedCount: COUNT - 2 });
    expect(await things.countDocuments({ done: 1 })).toBe(COUNT - 2);
    expect(await things.findOne({ _id: COUNT - 1 })).toEqual({
      _id: COUNT - 1,
      kind: 'b',
      n: COUNT - 1,
      tags: [COUNT - 1, COUNT],
    });
    await store.close();
    expect(await verifyLocalStore(dataDir, key)).toMatchObject({ problems: [], documents: COUNT });
  }, 120_000);

  test('others read and write while a deletion of many goes on', async () => {
    const { end, isOver } = await begun(() => things.deleteMany({ kind: 'a' }));
    await othersThings.updateOne({ _id: COUNT - 1 }, { $set: { kind: 'b' } });
    expect(isOver()).toBe(false);
    expect(await end).toMatchObject({ deletedCount: COUNT - 1 });
    expect(await things.find().toArray()).toMatchObject([{ _id: COUNT - 1, kind: 'b' }]);
    await store.close();
    expect(await verifyLocalStore(dataDir, key)).toMatchObject({ problems: [], documents: 1 });
  }, 120_000);
});

describe('a write of many documents', () => {
  beforeEach(() => open());

  test('changes each once, though it moves in the index by which it was found', async () => {
    await fill();
    const update = await things.updateMany({ tags: { $gte: 0 } }, { $inc: { 'tags.0': COUNT, done: 1 } });
    expect(update).toMatchObject({ matchedCount: COUNT, modifiedCount: COUNT });
    expect(await things.countDocuments({ done: 1 })).toBe(COUNT);
  });

  test('keeps what it did before an error, and says where that was', async () => {
    await fill();
    await things.insertOne({ _id: COUNT, kind: 'b', n: -100, tags: [] });
    const update = things.updateMany({ kind: 'a' }, [{ $set: { n: { $subtract: [-1, '$n'] } } }]);
    const error = (await update.catch((reason: unknown) => reason)) as MongoServerError;
    expect(error.code).toBe(11000);
    expect(await things.countDocuments({ n: { $lt: 0 } })).toBe(100);
    expect(await things.countDocuments({ n: { $gte: 0 } })).toBe(COUNT - 99);
  });

  test('ends when its collection is dropped, and leaves the next of that name alone', async () => {
    await fill();
    const { end } = await begun(markAll);
    await othersThings.drop();
    await othersThings.insertOne({ _id: 1, kind: 'a', n: 1, tags: [] });
    const error = (await end.catch((reason: unknown) => reason)) as MongoServerError;
    expect(error.code).toBe(175);
    expect(await things.find().toArray()).toEqual([{ _id: 1, kind: 'a', n: 1, tags: [] }]);
  });

  test('upserts once, also when what it looks for comes while it looks', async () => {
    await fill();
    const lookingFor = { kind: 'z', n: { $gte: 0 } };
    const upsert = (): Promise<Document> =>
      things.updateMany(
        lookingFor,
        { $inc: { done: 1 }, $setOnInsert: { n: COUNT, tags: [] } },
        { upsert: true },
      );
    const results = await Promise.all([upsert(), upsert(), upsert()]);
    expect(results.reduce((sum, { upsertedCount }) => sum + Number(upsertedCount), 0)).toBe(1);
    expect(await things.find({ kind: 'z' }).toArray()).toMatchObject([
      { done: expect.any(Number), tags: [] },
    ]);
  });

  test('goes on in the order of a bulk, whichever of its statements takes long', async () => {
    await fill();
    const result = await things.bulkWrite([
      { updateMany: { filter: { kind: 'a' }, update: { $set: { kind: 'b' } } } },
      { updateOne: { filter: { _id: 5 }, update: { $set: { kind: 'c' } } } },
      { updateMany: { filter: { kind: { $in: ['b', 'c'] } }, update: { $inc: { done: 1 } } } },
      { deleteMany: { filter: { kind: 'b' } } },
      { insertOne: { document: { _id: -1, kind: 'd', n: -1, tags: [] } } },
    ]);
    expect(result).toMatchObject({ modifiedCount: 2 * COUNT + 1, deletedCount: COUNT - 1, insertedCount: 1 });
    expect(await things.find().sort({ _id: 1 }).toArray()).toMatchObject([
      { _id: -1, kind: 'd' },
      { _id: 5, kind: 'c', done: 1 },
    ]);
  });

  test('stops at its time limit with what it did until then', async () => {
    await fill();
    const update = client.db('test').command({
      update: 'things',
      updates: [{ q: { kind: 'a' }, u: { $inc: { done: 1 } }, multi: true }],
      maxTimeMS: 1,
    });
    const { n, writeErrors } = (await update) as { n: number; writeErrors: { code: number }[] };
    expect(writeErrors).toMatchObject([{ index: 0, code: 50 }]);
    expect(await things.countDocuments({ done: 1 })).toBe(n);
    expect(n).toBeLessThan(COUNT);
  });
});
