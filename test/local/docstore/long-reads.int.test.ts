/**
 * A long read lets others go first and still reads the store of one moment. The store of these tests pauses after every
 * document, so that writers come between any two.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Collection, type Db, type Document, Long, MongoClient } from 'mongodb';
import { Reads } from '../../../src/local/docstore/cursor/reads.ts';
import { type LocalStore, startLocalStore } from '../../../src/local/docstore/index.ts';
import { PAUSE } from '../../../src/local/docstore/pace.ts';
import { DiskEnvironment } from '../../../src/local/docstore/storage/environment.ts';

const COUNT = 36;

interface Thing {
  _id: number;
  /** How often all things were changed. */
  version: number;
  /** COUNT - _id after an odd number of changes, _id after an even one: the indexes turn around. */
  n: number;
  tags: number[];
  group: number;
}

let dataDir: string;
let store: LocalStore;
let client: MongoClient;
let db: Db;
let things: Collection<Thing>;

const open = async (key?: string): Promise<void> => {
  // Writes in one transaction, so that each is one change.
  store = await startLocalStore({ port: 0, dataDir, key, sliceMs: 0, writeSliceMs: Infinity });
  client = await MongoClient.connect(store.uri);
  db = client.db('test');
  things = db.collection<Thing>('things');
};

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
});
afterEach(async () => {
  await client.close();
  await store.close();
  rmSync(dataDir, { recursive: true });
});

const thing = (_id: number): Thing => ({ _id, version: 0, n: _id, tags: [_id, _id + 1], group: _id % 3 });

/** One command, and so one change: every document, and every entry of the indexes on `n` and `tags`. */
const turnAround = (): Promise<unknown> =>
  things.updateMany({}, [
    {
      $set: {
        version: { $add: ['$version', 1] },
        n: { $subtract: [COUNT, '$n'] },
        tags: [{ $subtract: [COUNT, '$n'] }, { $add: [COUNT, 1, { $multiply: ['$n', -1] }] }],
      },
    },
  ]);

/** Every thing once, all of one version, each as that version has it. */
const expectOneMoment = (found: readonly Thing[]): void => {
  const version = found[0]!.version;
  const expected = Array.from({ length: COUNT }, (_, _id) => {
    const n = version % 2 === 0 ? _id : COUNT - _id;
    return { _id, version, n, tags: [n, n + 1], group: _id % 3 };
  });
  expect([...found].sort((a, b) => a._id - b._id)).toEqual(expected);
};

const grouped = (id: unknown): Document[] => [
  { $group: { _id: id, all: { $push: '$$ROOT' } } },
  { $unwind: '$all' },
  { $replaceWith: '$all' },
];

const reads: [string, () => Promise<Thing[]>][] = [
  ['a find of everything', () => things.find().toArray()],
  ['a find in batches', () => things.find().batchSize(7).toArray()],
  ['a find by an index', () => things.find({ n: { $gte: 0 } }).toArray()],
  ['a find in the order of an index', () => things.find().sort({ n: -1 }).toArray()],
  ['a find by an index with more keys for a document', () => things.find({ tags: { $gte: 0 } }).toArray()],
  ['a find that sorts', () => things.find().sort({ group: -1, version: 1, _id: -1 }).toArray()],
  [
    'a find by merged ranges',
    () =>
      things
        .find({ group: { $in: [0, 1, 2] } })
        .sort({ n: 1 })
        .toArray(),
  ],
  [
    'a find of one clause or another',
    () => things.find({ $or: [{ n: { $gte: COUNT / 2 } }, { tags: { $lte: COUNT / 2 } }] }).toArray(),
  ],
  ['a group', () => things.aggregate<Thing>(grouped('$group')).toArray()],
  [
    'a sorted pipeline that looks up',
    () =>
      things
        .aggregate<Thing>([
          { $sort: { group: 1 } },
          { $lookup: { from: 'things', localField: 'n', foreignField: 'n', as: 'same' } },
          { $unwind: '$same' },
          { $replaceWith: '$same' },
        ])
        .toArray(),
  ],
  [
    'facets',
    async () => {
      const [facets] = await things
        .aggregate<{ low: Thing[]; high: Thing[] }>([
          { $facet: { low: [{ $match: { _id: { $lt: 9 } } }], high: [{ $match: { _id: { $gte: 9 } } }] } },
        ])
        .toArray();
      return [...facets!.low, ...facets!.high];
    },
  ],
  [
    'a union',
    () =>
      things
        .aggregate<Thing>([
          { $match: { n: { $lt: COUNT / 2 } } },
          { $unionWith: { coll: 'things', pipeline: [{ $match: { n: { $gte: COUNT / 2 } } }] } },
        ])
        .toArray(),
  ],
];

describe.each([
  ['a plain folder', undefined],
  ['an encrypted folder', 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc='],
])('in %s', (_, key) => {
  beforeEach(async () => {
    await open(key);
    await things.insertMany(Array.from({ length: COUNT }, (__, n) => thing(n)));
    await things.createIndexes([{ key: { n: 1 } }, { key: { tags: 1 } }, { key: { group: 1, n: 1 } }]);
  });

  test.each(reads)('%s sees one moment while everything changes', async (__, read) => {
    for (let round = 0; round < 2; round++) {
      let reading = true;
      let changes = 0;
      const writing = (async () => {
        while (reading) {
          await turnAround();
          changes++;
        }
      })();
      const found = await read().finally(() => (reading = false));
      await writing;
      // More than the one that may have waited for the read to begin or to end.
      expect(changes).toBeGreaterThan(1);
      expectOneMoment(found);
    }
  });

  test('a count and distinct values are those of one moment while documents come and go', async () => {
    let reading = true;
    let changes = 0;
    const writing = (async () => {
      // Never more than one too many, and never one too few.
      while (reading) {
        await things.insertOne(thing(COUNT));
        await things.deleteOne({ _id: COUNT });
        changes++;
      }
    })();
    const plus = { n: { $gte: 0 } };
    for (let round = 0; round < 5; round++) {
      expect([COUNT, COUNT + 1]).toContain(await things.countDocuments(plus));
      expect([COUNT, COUNT + 1]).toContain((await things.distinct('_id', plus)).length);
    }
    reading = false;
    await writing;
    expect(changes).toBeGreaterThan(1);
  });

  test('a pipeline keeps the collections and indexes of its beginning', async () => {
    const other = db.collection<Thing>('other');
    await other.insertMany(Array.from({ length: COUNT }, (__, n) => thing(n)));
    await other.createIndex({ n: 1 });
    const joined = things
      .aggregate<{ joined: Thing[] }>([
        { $lookup: { from: 'other', localField: 'n', foreignField: 'n', as: 'joined' } },
      ])
      .toArray();
    const byVersion = things
      .aggregate<{ joined: Thing[] }>([
        { $lookup: { from: 'other', localField: 'group', foreignField: 'group', as: 'joined' } },
      ])
      .toArray();
    let [readsLeft, changes] = [2, 0];
    for (const read of [joined, byVersion]) void read.finally(() => readsLeft--);
    // An index that the reads could use but that has no entries in their snapshot; then nothing at all.
    await other.createIndex({ group: 1 });
    if (readsLeft === 2) changes++;
    await other.dropIndex('n_1');
    await other.drop();
    expect(changes).toBe(1);
    expect((await joined).map((item) => item.joined.length)).toEqual(Array(COUNT).fill(1));
    expect((await byVersion).map((item) => item.joined.length)).toEqual(Array(COUNT).fill(COUNT / 3));
  });
});

describe('a read that takes long', () => {
  /** So many that the read would go on for minutes. */
  const MANY = 3_000;
  const forever: Document[] = [
    { $lookup: { from: 'things', pipeline: [{ $match: { version: 1 } }], as: 'all' } },
    { $group: { _id: null, count: { $sum: 1 } } },
  ];

  beforeEach(async () => {
    await open();
    await things.insertMany(Array.from({ length: MANY }, (_, n) => thing(n)));
  });

  test('answers others meanwhile', async () => {
    let done = false;
    const long = things
      .find()
      .sort({ group: 1 })
      .toArray()
      .finally(() => (done = true));
    for (let _id = 0; _id < 5; _id++) {
      expect(await things.findOne({ _id })).toMatchObject({ _id });
      await things.updateOne({ _id }, { $set: { version: 5 } });
    }
    expect(done).toBe(false);
    expect((await long).every(({ version }) => version === 0)).toBe(true);
  });

  test('ends when its client goes', async () => {
    const other = await MongoClient.connect(store.uri);
    const read = other.db('test').collection('things').aggregate(forever).toArray();
    const ended = expect(read).rejects.toThrow();
    await things.findOne({ _id: 1 });
    await other.close(true);
    await ended;
    // The store waits for what runs before it closes its files.
    await client.close();
    await store.close();
  });

  test('ends when its cursor is closed, and is not taken for one that came to its end', async () => {
    const { cursor } = await db.command({
      aggregate: 'things',
      pipeline: [{ $unionWith: 'none' }],
      cursor: { batchSize: 1 },
    });
    const id = (cursor as { id: Long }).id;
    const more = db.command({ getMore: Long.fromValue(id), collection: 'things', batchSize: MANY });
    const ended = expect(more).rejects.toMatchObject({ code: 237 });
    await things.findOne({ _id: 1 });
    await expect(
      db.command({ getMore: Long.fromValue(id), collection: 'things', batchSize: 1 }),
    ).rejects.toMatchObject({ code: 143 });
    const killed = await db.command({ killCursors: 'things', cursors: [Long.fromValue(id)] });
    expect(killed['cursorsKilled']).toHaveLength(1);
    await ended;
    expect((await db.admin().serverStatus())['metrics']).toMatchObject({ cursor: { open: { total: 0 } } });
  });
});

test('who reads last is let go first: long reads take turns', async () => {
  await open();
  const disk = new DiskEnvironment(mkdtempSync(join(tmpdir(), 'store-')));
  const all = new Reads(disk, 0);
  const steps: string[] = [];
  function* flow(name: string, count: number): Generator<string | typeof PAUSE> {
    for (let i = 0; i < count; i++) {
      yield name;
      yield PAUSE;
    }
  }
  const run = (name: string, count: number): Promise<void> =>
    all.run(
      () => flow(name, count),
      { isGone: false },
      (step) => steps.push(step) > 0,
    );
  const long = run('long', 50);
  const turns = new Promise((resolve) => setImmediate(resolve));
  await turns;
  await run('short', 3);
  expect(steps.filter((step) => step === 'long').length).toBeLessThan(10);
  await long;
  await disk.close();
});
