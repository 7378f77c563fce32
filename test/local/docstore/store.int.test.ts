import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Collection, type Document, MongoClient } from 'mongodb';
import {
  FolderLockedError,
  type LocalStore,
  startLocalStore,
  verifyLocalStore,
} from '../../../src/local/docstore/index.ts';
import { spawnRefused, spawnServer } from '../../support/spawn-server.ts';

let dataDir: string;
let store: LocalStore;
let client: MongoClient;
let things: Collection;
let now: Date;

async function open(): Promise<void> {
  store = await startLocalStore({ port: 0, dataDir, clock: { now: () => now } });
  client = await MongoClient.connect(store.uri);
  things = client.db('test').collection('things');
}

async function shut(): Promise<void> {
  await client.close();
  await store.close();
}

beforeEach(async () => {
  now = new Date('2026-01-01T00:00:00Z');
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  await open();
});

afterEach(async () => {
  await shut();
  rmSync(dataDir, { recursive: true });
});

interface Explained {
  readonly stages: string[];
  readonly index: string | undefined;
  readonly keys: number;
  readonly docs: number;
  readonly found: number;
}

async function explained(filter: Document, sort?: Document): Promise<Explained> {
  const cursor = things.find(filter);
  if (sort) cursor.sort(sort);
  const result = await cursor.explain('executionStats');
  const stages: string[] = [];
  let index: string | undefined;
  for (
    let plan = (result['queryPlanner'] as Document)['winningPlan'] as Document | undefined;
    plan;
    plan = plan['inputStage'] as Document | undefined
  ) {
    stages.push(plan['stage'] as string);
    index ??= plan['indexName'] as string | undefined;
  }
  const stats = result['executionStats'] as Document;
  return {
    stages,
    index,
    keys: stats['totalKeysExamined'] as number,
    docs: stats['totalDocsExamined'] as number,
    found: stats['nReturned'] as number,
  };
}

describe('the planner', () => {
  beforeEach(async () => {
    await things.insertMany(
      Array.from({ length: 500 }, (_, n) => ({
        _id: n as never,
        n,
        mod: n % 10,
        org: n % 2 ? 'a' : 'b',
        open: n % 50 === 0,
        tags: [n, n + 1000],
      })),
    );
    await things.createIndex({ mod: 1, n: -1 }, { name: 'mod_n' });
    await things.createIndex({ tags: 1 }, { name: 'tags' });
    await things.createIndex({ n: 1 }, { name: 'open_n', partialFilterExpression: { open: true } });
  });

  const cases: [string, Document, Document | undefined, Partial<Explained>][] = [
    [
      'the _id',
      { _id: 5 },
      undefined,
      { stages: ['FETCH', 'IXSCAN'], index: '_id_', keys: 1, docs: 1, found: 1 },
    ],
    ['$in on the _id', { _id: { $in: [5, 6, 9999] } }, undefined, { index: '_id_', docs: 2, found: 2 }],
    [
      'equality and order from one index',
      { mod: 3 },
      { n: -1 },
      { stages: ['FETCH', 'IXSCAN'], index: 'mod_n', docs: 50 },
    ],
    ['the order backwards', { mod: 3 }, { n: 1 }, { stages: ['FETCH', 'IXSCAN'], index: 'mod_n', docs: 50 }],
    [
      'equality and a range',
      { mod: 3, n: { $gte: 100, $lt: 200 } },
      undefined,
      { index: 'mod_n', docs: 10, found: 10 },
    ],
    [
      '$in with order is merged',
      { mod: { $in: [3, 4] } },
      { n: -1 },
      { stages: ['FETCH', 'SORT_MERGE', 'IXSCAN'], docs: 100 },
    ],
    [
      'an order without an index is sorted',
      { mod: 3 },
      { org: 1 },
      { stages: ['SORT', 'FETCH', 'IXSCAN'], docs: 50 },
    ],
    ['a multikey index', { tags: 1005 }, undefined, { index: 'tags', docs: 1, found: 1 }],
    [
      'a partial index when the filter implies it',
      { open: true, n: { $gt: 250 } },
      undefined,
      { index: 'open_n', docs: 4, found: 4 },
    ],
    [
      'no partial index otherwise',
      { n: { $gt: 495 } },
      undefined,
      { stages: ['COLLSCAN'], docs: 500, found: 4 },
    ],
    ['no index for what cannot match', { mod: { $in: [] } }, undefined, { keys: 0, docs: 0, found: 0 }],
    [
      'an index per clause of $or, each document once',
      {
        $or: [{ mod: 3, n: { $lt: 100 } }, { tags: 1003 }, { _id: { $in: [3, 4] } }],
        org: { $in: ['a', 'b'] },
      },
      undefined,
      { stages: ['FETCH', 'OR'], keys: 13, docs: 11, found: 11 },
    ],
    [
      '$or inside $and, nested, with an order',
      { $and: [{ $or: [{ tags: 7 }, { $or: [{ _id: 8 }, { _id: 9 }] }] }, { org: 'a' }] },
      { n: -1 },
      { stages: ['SORT', 'FETCH', 'OR'], docs: 3, found: 2 },
    ],
    [
      'a better index than those of $or',
      { _id: 5, $or: [{ mod: 5 }, { mod: 6 }] },
      undefined,
      { stages: ['FETCH', 'IXSCAN'], index: '_id_', docs: 1, found: 1 },
    ],
    [
      'no indexes for $or when a clause has none',
      { $or: [{ mod: 3 }, { org: 'a' }] },
      undefined,
      { stages: ['COLLSCAN'], found: 250 },
    ],
    ['no index for another field', { org: 'a' }, undefined, { stages: ['COLLSCAN'], docs: 500, found: 250 }],
  ];

  test.each(cases)('uses %s', async (_name, filter, sort, expected) => {
    expect(await explained(filter, sort)).toMatchObject(expected);
  });

  test.each([1, -1])('finds a stored regular expression by itself, index direction %s', async (direction) => {
    await things.insertMany([
      { name: 'abc' },
      { name: 'abd' },
      { name: 'x' },
      { name: /^ab/ },
      { name: /^ab/i },
    ]);
    await things.createIndex({ name: direction as 1 | -1 }, { name: 'name' });
    const cursor = things.find({ name: /^ab/ }).sort({ name: 1 });
    expect((await cursor.toArray()).map(({ name }) => String(name))).toEqual(['abc', 'abd', '/^ab/']);
    expect(await explained({ name: /^ab/ }, { name: 1 })).toMatchObject({ index: 'name', docs: 3 });
  });

  test('merges in order, and limits what it reads', async () => {
    const found = await things
      .find({ mod: { $in: [3, 4] } })
      .sort({ n: -1 })
      .limit(4)
      .toArray();
    expect(found.map(({ n }) => n as number)).toEqual([494, 493, 484, 483]);
  });
});

describe('time-to-live', () => {
  test('removes what has expired by the clock, and nothing else', async () => {
    await things.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    await things.insertMany([
      { _id: 1 as never, at: new Date('2026-01-01T00:00:00Z') },
      { _id: 2 as never, at: new Date('2026-01-01T00:00:30Z') },
      { _id: 3 as never, at: 'not a date' },
      { _id: 4 as never },
    ]);
    expect(await store.sweepExpired()).toBe(0);
    now = new Date('2026-01-01T00:01:00Z');
    expect(await store.sweepExpired()).toBe(1);
    now = new Date('2027-01-01T00:00:00Z');
    expect(await store.sweepExpired()).toBe(1);
    expect((await things.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id)).toEqual([3, 4]);
  });
});

describe('the data folder', () => {
  test('is held by one opener at a time', async () => {
    await expect(startLocalStore({ port: 0, dataDir })).rejects.toBeInstanceOf(FolderLockedError);
  });

  test('is taken over from a process that no longer lives', async () => {
    await shut();
    writeFileSync(
      join(dataDir, 'store.lock'),
      JSON.stringify({ pid: 2 ** 22 - 1, started: 'gone', token: 'x' }),
    );
    await open();
    expect(await things.countDocuments()).toBe(0);
  });

  test('a second process is refused with the reason and exit code 1', async () => {
    const refused = await spawnRefused({
      entry: 'src/local/store-cli.ts',
      args: ['--listen', '127.0.0.1:0', '--data', dataDir],
    });
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.output).toContain(`in use by process ${process.pid}`);
  });

  test('a taken port is refused with the reason and exit code 1', async () => {
    const other = join(dataDir, 'other');
    mkdirSync(other);
    const refused = await spawnRefused({
      entry: 'src/local/store-cli.ts',
      args: ['--listen', `127.0.0.1:${store.port}`, '--data', other],
    });
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.output).toContain('already in use');
  });

  test('a running server ends cleanly on SIGTERM', async () => {
    const other = join(dataDir, 'other');
    const server = await spawnServer({
      entry: 'src/local/store-cli.ts',
      args: ['--listen', '127.0.0.1:0', '--data', other],
    });
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(await verifyLocalStore(other)).toMatchObject({ problems: [] });
  });

  test('verification agrees after many changes', async () => {
    await things.createIndex({ tags: 1, n: 1 });
    await things.createIndex({ n: 1 }, { unique: true });
    await things.insertMany(Array.from({ length: 200 }, (_, n) => ({ n, tags: [n % 3, n % 5] })));
    await things.updateMany({ n: { $lt: 50 } }, { $push: { tags: 99 } } as never);
    await things.deleteMany({ n: { $gte: 150 } });
    await shut();
    expect(await verifyLocalStore(dataDir)).toMatchObject({ collections: 1, documents: 150, problems: [] });
    await open();
  });
});

test('a cursor reads the moment at which it was opened', async () => {
  await things.insertMany(Array.from({ length: 300 }, (_, n) => ({ _id: n as never, v: 'old' })));
  const cursor = things.find().batchSize(10);
  const first = await cursor.next();
  await things.updateMany({}, { $set: { v: 'new' } });
  await things.deleteMany({ _id: { $gt: 200 as never } });
  const rest = await cursor.toArray();
  expect([first, ...rest].every((doc) => doc?.['v'] === 'old')).toBe(true);
  expect(rest).toHaveLength(299);
});

test('refuses what would change the meaning of a command', async () => {
  const db = client.db('test');
  const refused: [Document, number][] = [
    [{ find: 'things', collation: { locale: 'nl' } }, 2],
    [{ find: 'things', tailable: true }, 2],
    [{ find: 'things', readConcern: { level: 'snapshot' } }, 72],
    [{ insert: 'things', documents: [{}], txnNumber: 1 }, 20],
    [{ insert: 'things', documents: [{}], writeConcern: { w: 3 } }, 2],
    [{ create: 'c', capped: true, size: 100 }, 2],
    [{ aggregate: 'things', pipeline: [{ $out: 'x' }], cursor: {} }, 238],
    [{ find: 'things', filter: { $where: 'true' } }, 2],
    [{ createIndexes: 'things', indexes: [{ key: { a: 'text' }, name: 'a' }] }, 67],
  ];
  for (const [command, code] of refused) {
    await expect(db.command(command)).rejects.toMatchObject({ code });
  }
  expect(await things.countDocuments()).toBe(0);
});
