import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  BSON,
  type Collection,
  type Document,
  Double,
  Int32,
  Long,
  MongoClient,
  type MongoServerError,
} from 'mongodb';
import { type LocalStore, startLocalStore } from '../../src/local/docstore/index.ts';
import { expressionCases, Refused, subject } from './store-expression-cases.ts';
import { commandCases } from './store-command-cases.ts';
import {
  orderedValues,
  pipelineCases,
  projectionCases,
  queryCases,
  queryErrors,
  updateCases,
} from './store-cases.ts';

/**
 * What the product relies on in a document store. Runs on the bundled store, and on the MongoDB at `MONGODB_URI` when
 * that is set.
 */
const external = process.env['MONGODB_URI'];
/** Types are kept apart: 5 (Int32), 5.0 (Double) and 5 (Int64) are different results. */
const EXACT = { promoteValues: false, promoteLongs: false } as const;

let store: LocalStore | undefined;
let dataDir: string | undefined;
let client: MongoClient;
let cases: Collection<Document & { _id?: unknown }>;

beforeAll(async () => {
  let uri = external;
  if (uri === undefined) {
    dataDir = mkdtempSync(join(tmpdir(), 'store-'));
    store = await startLocalStore({ port: 0, dataDir, sliceMs: 0, writeSliceMs: 0 });
    uri = store.uri;
  }
  client = await MongoClient.connect(uri);
  cases = client.db(`contract_${process.pid}`).collection('cases');
});

afterAll(async () => {
  await client.db(cases.dbName).dropDatabase();
  await client.close();
  await store?.close();
  if (dataDir) rmSync(dataDir, { recursive: true });
});

beforeEach(async () => {
  await cases.drop();
});

/** Documents as canonical extended JSON: comparable with types and field order. */
function exact(value: unknown): string {
  return BSON.EJSON.stringify(
    BSON.deserialize(BSON.serialize({ value: normal(value) }), { promoteValues: false }),
    { relaxed: false },
  );
}

/** JavaScript numbers as the driver sends them. */
function normal(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? new Int32(value) : new Double(value);
  if (Array.isArray(value)) return value.map(normal);
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, normal(item)]));
  }
  return value;
}

async function codeOf(action: Promise<unknown>): Promise<number> {
  try {
    await action;
  } catch (error) {
    // With types kept apart the code comes as an Int32 object.
    return Number((error as MongoServerError).code);
  }
  throw new Error('The operation was expected to fail');
}

/** An answer with write errors is an error too. */
async function answered(command: Promise<Document>): Promise<void> {
  const { writeErrors } = (await command) as { writeErrors?: { code: number }[] };
  if (writeErrors?.[0]) throw Object.assign(new Error('write error'), writeErrors[0]);
}

describe('find', () => {
  test.each(queryCases)('%s', async (_name, documents, filter, ids) => {
    await cases.insertMany(documents.map((document) => ({ ...document })));
    const found = await cases.find(filter).sort({ _id: 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual(ids);
    expect(await cases.countDocuments(filter)).toBe(ids.length);
  });

  test.each(queryCases)('with an index: %s', async (_name, documents, filter, ids) => {
    await cases.insertMany(documents.map((document) => ({ ...document })));
    for (const path of ['v', 'a.b', 'a']) await cases.createIndex({ [path]: 1 });
    await cases.createIndex({ v: -1, _id: 1 });
    const found = await cases.find(filter).sort({ _id: 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual(ids);
    for (const hint of [{ v: 1 }, { v: -1, _id: 1 }, { 'a.b': 1 }, { a: 1 }]) {
      const hinted = await cases.find(filter).hint(hint).toArray();
      expect(hinted.map(({ _id }) => _id).sort((x, y) => Number(x) - Number(y))).toEqual(ids);
    }
  });

  test.each(queryErrors)('refuses %s', async (_name, filter, code) => {
    await cases.insertOne({ v: 1 });
    expect(await codeOf(cases.find(filter).toArray())).toBe(code);
  });

  test.each(projectionCases)('projection: %s', async (_name, document, projection, result) => {
    await cases.insertOne({ ...document });
    const find = cases.findOne({}, { projection, ...EXACT });
    if (typeof result === 'number') expect(await codeOf(find)).toBe(result);
    else expect(exact(await find)).toBe(exact(result));
  });

  test('sorts by the BSON comparison order, with and without an index, both ways', async () => {
    const documents = orderedValues.map((v, n) => ({ _id: n, v }));
    await cases.insertMany([...documents].reverse() as never[]);
    const ids = orderedValues.map((_, n) => n);
    const sorted = async (direction: 1 | -1): Promise<unknown[]> =>
      (await cases.find().sort({ v: direction, _id: direction }).toArray()).map(({ _id }) => _id);
    expect(await sorted(1)).toEqual(ids);
    await cases.createIndex({ v: 1, _id: 1 });
    expect(await sorted(1)).toEqual(ids);
    expect(await sorted(-1)).toEqual([...ids].reverse());
  });

  test('sorts arrays by their least and greatest element', async () => {
    await cases.insertMany([
      { _id: 1, v: [5, 1] },
      { _id: 2, v: 3 },
      { _id: 3, v: [] },
      { _id: 4 },
      { _id: 5, v: [2, 9] },
    ] as never[]);
    const order = async (direction: 1 | -1): Promise<unknown[]> =>
      (await cases.find().sort({ v: direction }).toArray()).map(({ _id }) => _id);
    expect(await order(1)).toEqual([3, 4, 1, 5, 2]);
    expect(await order(-1)).toEqual([5, 1, 2, 4, 3]);
  });

  test('skips and limits', async () => {
    await cases.insertMany(Array.from({ length: 10 }, (_, n) => ({ _id: n })) as never[]);
    const found = await cases.find().sort({ _id: 1 }).skip(3).limit(4).toArray();
    expect(found.map(({ _id }) => _id)).toEqual([3, 4, 5, 6]);
  });

  test('refuses a bad sort', async () => {
    await cases.insertOne({ a: 1 });
    expect(await codeOf(client.db(cases.dbName).command({ find: 'cases', sort: { a: 2 } }))).toBe(15975);
  });
});

describe('update', () => {
  test.each(updateCases)('$name', async ({ before, update, after, code, filter, arrayFilters }) => {
    await cases.insertOne({ ...before });
    const run = cases.updateOne(
      filter ?? { _id: before['_id'] as never },
      update,
      arrayFilters ? { arrayFilters } : {},
    );
    if (code !== undefined) {
      expect(await codeOf(run)).toBe(code);
      expect(exact(await cases.findOne({}, EXACT))).toBe(exact(before));
      return;
    }
    const result = await run;
    expect(result.matchedCount).toBe(1);
    expect(result.modifiedCount).toBe(exact(before) === exact(after) ? 0 : 1);
    expect(exact(await cases.findOne({}, EXACT))).toBe(exact(after));
  });

  test('replaces a whole document and keeps the _id', async () => {
    await cases.insertOne({ _id: 1 as never, a: 1, b: 2 });
    await cases.replaceOne({ _id: 1 as never }, { c: 3 });
    expect(await cases.findOne()).toEqual({ _id: 1, c: 3 });
    expect(await codeOf(cases.replaceOne({ _id: 1 as never }, { _id: 2, c: 3 }))).toBe(66);
  });

  test('upserts with the equalities of the filter', async () => {
    const result = await cases.updateOne(
      { _id: 7 as never, a: 1, b: { $gt: 5 }, 'c.d': 2 },
      { $set: { x: 1 }, $setOnInsert: { y: 2 } },
      { upsert: true },
    );
    expect(result).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: 7 });
    expect(await cases.findOne()).toEqual({ _id: 7, a: 1, c: { d: 2 }, x: 1, y: 2 });
  });

  test('upserts a replacement', async () => {
    const result = await cases.replaceOne({ a: 1 }, { b: 2 }, { upsert: true });
    expect(await cases.findOne({ _id: result.upsertedId! })).toMatchObject({ b: 2 });
    expect(await cases.findOne({ a: 1 })).toBeNull();
  });

  test('changes many, and counts matched apart from modified', async () => {
    await cases.insertMany([{ a: 1 }, { a: 1, b: 1 }, { a: 2 }]);
    expect(await cases.updateMany({ a: 1 }, { $set: { b: 1 } })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 1,
    });
  });

  test('does not find again what it changed', async () => {
    await cases.createIndex({ n: 1 });
    await cases.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
    await cases.updateMany({ n: { $gte: 1 } }, { $inc: { n: 10 } });
    expect((await cases.find().sort({ n: 1 }).toArray()).map(({ n }) => n as number)).toEqual([11, 12, 13]);
  });
});

describe('findAndModify', () => {
  test('returns the document before or after', async () => {
    await cases.insertOne({ _id: 1 as never, n: 1 });
    expect(
      await cases.findOneAndUpdate({ _id: 1 as never }, { $inc: { n: 1 } }, { returnDocument: 'before' }),
    ).toEqual({ _id: 1, n: 1 });
    expect(
      await cases.findOneAndUpdate(
        { _id: 1 as never },
        { $inc: { n: 1 } },
        { returnDocument: 'after', projection: { _id: 0 } },
      ),
    ).toEqual({ n: 3 });
  });

  test('takes the first by the sort', async () => {
    await cases.insertMany([{ n: 1 }, { n: 3 }, { n: 2 }]);
    expect(await cases.findOneAndDelete({}, { sort: { n: -1 } })).toMatchObject({ n: 3 });
    expect(await cases.countDocuments()).toBe(2);
  });

  test('returns null when nothing matches, and upserts when asked', async () => {
    expect(await cases.findOneAndUpdate({ a: 1 }, { $set: { b: 1 } })).toBeNull();
    expect(
      await cases.findOneAndUpdate({ a: 1 }, { $set: { b: 1 } }, { upsert: true, returnDocument: 'after' }),
    ).toMatchObject({ a: 1, b: 1 });
  });

  test('lets one of many concurrent claims win', async () => {
    await cases.insertOne({ _id: 1 as never, owner: null });
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        cases.findOneAndUpdate({ _id: 1 as never, owner: null }, { $set: { owner: n } }),
      ),
    );
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  });
});

describe('insert and bulk', () => {
  test('keeps every type and the order of fields', async () => {
    const document = { _id: 1, list: orderedValues, z: 1, a: { y: null, x: new Long(5), '2': 1, '1': 2 } };
    await cases.insertOne(document as never);
    const bytes = await cases.findOne({}, { raw: true } as never);
    expect(Buffer.from(bytes as unknown as Uint8Array).equals(Buffer.from(BSON.serialize(document)))).toBe(
      true,
    );
  });

  test('puts the _id first', async () => {
    await cases.insertOne({ a: 1, _id: 5 as never });
    expect(Object.keys((await cases.findOne())!)).toEqual(['_id', 'a']);
  });

  test('stops an ordered bulk at the first error', async () => {
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }] as never[];
    const error = await cases.insertMany(documents).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 11000, result: { insertedCount: 1 }, writeErrors: [{ index: 1 }] });
    expect(await cases.countDocuments()).toBe(1);
  });

  test('goes on in an unordered bulk', async () => {
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }, { _id: 2 }] as never[];
    const error = await cases.insertMany(documents, { ordered: false }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 11000, writeErrors: [{ index: 1 }, { index: 3 }] });
    expect(await cases.countDocuments()).toBe(2);
  });

  test('does a mixed bulk', async () => {
    const result = await cases.bulkWrite([
      { insertOne: { document: { _id: 1 as never, a: 1 } } },
      { updateOne: { filter: { _id: 1 as never }, update: { $set: { a: 2 } } } },
      { updateOne: { filter: { _id: 9 as never }, update: { $set: { a: 2 } }, upsert: true } },
      { deleteOne: { filter: { _id: 1 as never } } },
    ]);
    expect(result).toMatchObject({ insertedCount: 1, modifiedCount: 1, upsertedCount: 1, deletedCount: 1 });
  });

  test.each([
    ['an array as _id', { _id: [1] }, 53],
    ['a regular expression as _id', { _id: /x/ }, 53],
  ])('refuses %s', async (_name, document, code) => {
    expect(await codeOf(cases.insertOne(document as never))).toBe(code);
  });

  test('refuses a document over 16 MB, and takes one just below', async () => {
    const document = (bytes: number) => ({ _id: bytes as never, a: 'x'.repeat(bytes - 30) });
    await cases.insertOne(document(16 * 1024 * 1024));
    expect(await codeOf(cases.insertOne(document(16 * 1024 * 1024 + 100)))).toBe(2);
    expect(await codeOf(cases.insertOne(document(16 * 1024 * 1024 + 20_000)))).toBe(10334);
    expect(await cases.countDocuments()).toBe(1);
  });

  test('refuses a document over 16 MB that an update makes', async () => {
    await cases.insertOne({ _id: 1 as never, a: 'x'.repeat(9_000_000) });
    expect(await codeOf(cases.updateOne({ _id: 1 as never }, [{ $set: { b: '$a' } }]))).toBe(10334);
    expect(Object.keys((await cases.findOne())!)).toEqual(['_id', 'a']);
  });

  test('deletes one or many', async () => {
    await cases.insertMany([{ a: 1 }, { a: 1 }, { a: 1 }, { a: 2 }]);
    expect((await cases.deleteOne({ a: 1 })).deletedCount).toBe(1);
    expect((await cases.deleteMany({ a: 1 })).deletedCount).toBe(2);
    expect(await cases.countDocuments()).toBe(1);
  });

  test('sends unacknowledged writes and goes on', async () => {
    await cases.insertOne({ _id: 1 as never }, { writeConcern: { w: 0 } });
    await cases.insertOne({ _id: 2 as never });
    expect(await cases.countDocuments()).toBe(2);
  });
});

describe('indexes', () => {
  test('a unique index names the key that is taken', async () => {
    await cases.createIndex({ a: 1, 'b.c': -1 }, { unique: true });
    await cases.insertOne({ a: 1, b: { c: 'x' } });
    const error = await cases.insertOne({ a: 1, b: { c: 'x' } }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 11000,
      keyPattern: { a: 1, 'b.c': -1 },
      keyValue: { a: 1, 'b.c': 'x' },
    });
    await cases.insertOne({ a: 1, b: { c: 'y' } });
    expect(await codeOf(cases.updateOne({ 'b.c': 'y' }, { $set: { 'b.c': 'x' } }))).toBe(11000);
  });

  test('a unique index sees missing as null, a sparse one does not', async () => {
    await cases.createIndex({ a: 1 }, { unique: true });
    await cases.createIndex({ b: 1 }, { unique: true, sparse: true });
    await cases.insertOne({ x: 1 });
    expect(await codeOf(cases.insertOne({ x: 2 }))).toBe(11000);
    await cases.insertOne({ a: 1 });
    expect(await cases.countDocuments()).toBe(2);
  });

  test('a unique multikey index counts elements of different documents', async () => {
    await cases.createIndex({ t: 1 }, { unique: true });
    await cases.insertOne({ t: ['a', 'a', 'b'] });
    expect(await codeOf(cases.insertOne({ t: 'b' }))).toBe(11000);
    expect(await codeOf(cases.insertOne({ t: ['c', 'a'] }))).toBe(11000);
    await cases.insertOne({ t: ['c', 'd'] });
  });

  test('a partial unique index holds for its documents only', async () => {
    await cases.createIndex({ key: 1 }, { unique: true, partialFilterExpression: { open: true } });
    await cases.insertMany([
      { key: 1, open: false },
      { key: 1, open: false },
      { key: 1, open: true },
    ]);
    expect(await codeOf(cases.insertOne({ key: 1, open: true }))).toBe(11000);
    expect(await codeOf(cases.updateOne({ open: false }, { $set: { open: true } }))).toBe(11000);
    expect(await cases.countDocuments({ key: 1 })).toBe(3);
  });

  test('refuses parallel arrays', async () => {
    await cases.createIndex({ a: 1, b: 1 });
    expect(await codeOf(cases.insertOne({ a: [1], b: [2] }))).toBe(171);
    expect(await cases.countDocuments()).toBe(0);
  });

  test('refuses to build a unique index over duplicates, leaving none', async () => {
    await cases.insertMany([{ a: 1 }, { a: 1 }]);
    expect(await codeOf(cases.createIndex({ a: 1 }, { unique: true }))).toBe(11000);
    expect(await cases.indexes()).toHaveLength(1);
  });

  test('lists, repeats and drops', async () => {
    await cases.createIndex({ a: 1, b: -1 }, { name: 'ab', sparse: true });
    await cases.createIndex({ a: 1, b: -1 }, { name: 'ab', sparse: true });
    expect(await cases.indexes()).toMatchObject([
      { name: '_id_', key: { _id: 1 } },
      { name: 'ab', key: { a: 1, b: -1 }, sparse: true },
    ]);
    expect(await codeOf(cases.createIndex({ a: 1, b: -1 }, { name: 'other', sparse: true }))).toBe(85);
    expect(await codeOf(cases.createIndex({ c: 1 }, { name: 'ab' }))).toBe(86);
    expect(await codeOf(cases.dropIndex('nope'))).toBe(27);
    expect(await codeOf(cases.dropIndex('_id_'))).toBe(72);
    await cases.dropIndex('ab');
    expect(await cases.indexes()).toHaveLength(1);
  });

  test('finds strings longer than an index key', async () => {
    await cases.createIndex({ a: 1 }, { unique: true });
    const long = 'x'.repeat(5_000);
    await cases.insertMany([{ a: `${long}1` }, { a: `${long}2` }, { a: 'y' }]);
    expect(await cases.findOne({ a: `${long}2` })).toMatchObject({ a: `${long}2` });
    expect(await codeOf(cases.insertOne({ a: `${long}1` }))).toBe(11000);
    expect(
      await cases
        .find({ a: { $gt: `${long}1` } })
        .sort({ a: 1 })
        .toArray(),
    ).toHaveLength(2);
  });
});

describe('aggregate', () => {
  test.each(pipelineCases)('%s', async (_name, documents, pipeline, result) => {
    await cases.insertMany(documents.map((document) => ({ ...document })));
    const run = cases.aggregate(pipeline, EXACT).toArray();
    if (typeof result === 'number') expect(await codeOf(run)).toBe(result);
    else expect((await run).map(exact)).toEqual(result.map(exact));
  });

  test('counts and tells distinct values', async () => {
    await cases.insertMany([{ a: 1, t: ['x', 'y'] }, { a: 2, t: 'x' }, { a: 1 }]);
    expect(await cases.countDocuments({ a: 1 })).toBe(2);
    expect(await cases.estimatedDocumentCount()).toBe(3);
    expect(await cases.distinct('t')).toEqual(['x', 'y']);
    expect(await cases.distinct('a', { t: 'x' })).toEqual([1, 2]);
  });
});

describe('expressions', () => {
  const flat = expressionCases.flatMap(([kind, list]) =>
    list.map(([expression, value]) => [kind, JSON.stringify(expression), expression, value] as const),
  );

  test.each(flat)('%s: %s', async (_kind, _name, expression, value) => {
    await cases.insertOne({ ...subject });
    const run = cases.aggregate([{ $replaceWith: { value: expression } }], EXACT).toArray();
    if (value instanceof Refused) expect(await codeOf(run)).toBe(value.code);
    else expect(exact((await run)[0])).toBe(exact(value === undefined ? {} : { value }));
  });
});

describe('cursors', () => {
  test('reads in batches', async () => {
    await cases.insertMany(Array.from({ length: 1_000 }, (_, n) => ({ n })));
    const found = await cases.find().sort({ n: 1 }).batchSize(7).toArray();
    expect(found.map(({ n }) => n as number)).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
  });

  test('tells that a cursor does not exist', async () => {
    const more = client.db(cases.dbName).command({ getMore: Long.fromNumber(123456), collection: 'cases' });
    expect(await codeOf(more)).toBe(43);
  });

  test('a closed cursor is gone on the server', async () => {
    await cases.insertMany(Array.from({ length: 10 }, (_, n) => ({ n })));
    const cursor = cases.find().batchSize(2);
    await cursor.next();
    const { id } = cursor;
    await cursor.close();
    expect(await codeOf(client.db(cases.dbName).command({ getMore: id, collection: 'cases' }))).toBe(43);
  });
});

describe('commands', () => {
  test.each(commandCases)('$name', async ({ before = [], command, answer }) => {
    const db = client.db(cases.dbName);
    for (const one of before) expect(await db.command(one)).not.toHaveProperty('writeErrors');
    if (typeof answer === 'number') expect(await codeOf(answered(db.command(command)))).toBe(answer);
    else expect(await db.command(command)).toMatchObject(answer);
  });

  test('an unknown command is CommandNotFound', async () => {
    expect(await codeOf(client.db('x').command({ frobnicate: 1 }))).toBe(59);
  });

  test('an unknown field of a command is refused', async () => {
    expect(await codeOf(client.db('x').command({ find: 'c', foo: 1 }))).toBe(40415);
  });

  test('creates, lists and drops collections', async () => {
    const db = client.db(cases.dbName);
    await db.createCollection('made');
    expect(await codeOf(db.command({ create: 'made' }))).toBe(48);
    expect((await db.listCollections({ name: 'made' }).toArray())[0]).toMatchObject({
      name: 'made',
      type: 'collection',
    });
    await db.dropCollection('made');
    expect(await db.listCollections({ name: 'made' }).toArray()).toEqual([]);
    expect(await codeOf(db.command({ listIndexes: 'made' }))).toBe(26);
  });

  test('answers what clients ask on connecting', async () => {
    const admin = client.db('admin');
    for (const command of [
      'ping',
      'buildInfo',
      'hello',
      'connectionStatus',
      'hostInfo',
      'whatsmyuri',
      'listDatabases',
    ]) {
      expect(await admin.command({ [command]: 1 })).toMatchObject({ ok: 1 });
    }
  });

  test('explain names the index', async () => {
    await cases.insertMany(Array.from({ length: 100 }, (_, n) => ({ n })));
    await cases.createIndex({ n: 1 });
    const plan = JSON.stringify(await cases.find({ n: 5 }).explain('queryPlanner'));
    expect(plan).toContain('IXSCAN');
    expect(plan).toContain('n_1');
    expect(JSON.stringify(await cases.find({ m: 5 }).explain('queryPlanner'))).toContain('COLLSCAN');
  });
});
