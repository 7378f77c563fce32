/** Whatever index answers a filter, the answer is that of reading every document. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { type LocalStore, startLocalStore } from '../../../src/local/docstore/index.ts';

let dataDir: string;
let store: LocalStore;
let client: MongoClient;
let things: Collection;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  store = await startLocalStore({ port: 0, dataDir });
  client = await MongoClient.connect(store.uri);
  things = client.db('test').collection('things');
});
afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(dataDir, { recursive: true });
});

const pick = <T>(...items: T[]): fc.Arbitrary<T> => fc.constantFrom(...items);
const number = fc.integer({ min: 0, max: 3 });
const scalar: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 3, arbitrary: pick<unknown>('a', 'ab', 'b', null, true) },
);
/** Few values and few names, in documents, arrays, arrays of documents and arrays of arrays. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: scalar },
    { weight: 4, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 3, arbitrary: fc.dictionary(pick('b', 'b', 'c', '0'), tie('value'), { maxKeys: 2 }) },
  ),
}));
const operators = fc.oneof(
  { weight: 4, arbitrary: fc.record({ $gt: number, $lt: number }) },
  { weight: 2, arbitrary: fc.record({ $eq: scalar }) },
  { weight: 2, arbitrary: fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ $gte: scalar }) },
  { weight: 1, arbitrary: fc.record({ $lte: scalar }) },
  { weight: 1, arbitrary: fc.record({ $ne: scalar }) },
  { weight: 1, arbitrary: fc.record({ $nin: fc.array(scalar, { maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ $exists: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ $regex: pick('^a', '^ab?', 'b') }) },
  { weight: 1, arbitrary: fc.record({ $not: fc.record({ $gt: scalar }) }) },
);
/** What an element of an array must meet: operators for itself, or a filter for its fields. */
const element: fc.Arbitrary<Document> = fc.oneof(
  operators,
  fc.dictionary(pick('b', 'b', 'b', 'c', '0', 'b.0'), fc.oneof(scalar, operators), {
    minKeys: 1,
    maxKeys: 2,
  }),
);
const condition = fc.oneof(
  { weight: 2, arbitrary: scalar },
  { weight: 4, arbitrary: operators },
  { weight: 4, arbitrary: element.map(($elemMatch) => ({ $elemMatch })) },
  {
    weight: 1,
    arbitrary: element.map((inner) => ({ $elemMatch: { b: { $elemMatch: inner } } })),
  },
);
const fields = fc.dictionary(pick('a', 'a', 'a', 'a.b', 'a.b', 'b', 'c', 'a.0', 'a.b.0', 'a.c'), condition, {
  minKeys: 1,
  maxKeys: 2,
});
const filter: fc.Arbitrary<Document> = fc.oneof(
  { weight: 6, arbitrary: fields },
  { weight: 2, arbitrary: fc.array(fields, { minLength: 1, maxLength: 2 }).map(($and) => ({ $and })) },
  { weight: 2, arbitrary: fc.array(fields, { minLength: 1, maxLength: 3 }).map(($or) => ({ $or })) },
);

const documents = fc.array(fc.dictionary(pick('a', 'a', 'a', 'b', 'c'), value, { minKeys: 1, maxKeys: 2 }), {
  minLength: 1,
  maxLength: 12,
});

/** Two arrays cannot be in one index; documents that have them stay out. */
const indexes: Document[][] = [
  [{ a: 1 }],
  [{ 'a.0': 1 }, { 'a.b.0': 1 }],
  [{ 'a.b': 1 }],
  [{ 'a.b': -1 }, { 'b.c': 1 }],
  [{ 'a.b.c': 1 }, { a: 1 }],
  [{ 'a.b': 1, b: 1 }],
  [{ 'a.b': 1, 'a.c': 1 }],
  [{ b: 1, 'a.b': -1 }],
  [{ c: 1, a: 1, b: 1 }],
];
const options: Document[] = [
  {},
  {},
  { sparse: true },
  { partialFilterExpression: { 'a.b': { $gte: 1 } } },
  { partialFilterExpression: { a: 1 } },
];

test('with $elemMatch, $or, arrays in arrays and null', async () => {
  let [used, found] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      documents,
      fc.array(filter, { minLength: 12, maxLength: 12 }),
      pick(...indexes),
      pick(...options),
      async (docs, filters, keys, how) => {
        await things.drop();
        for (const key of keys) await things.createIndex(key, how);
        await things
          .insertMany(
            docs.map((doc, _id) => ({ ...doc, _id: _id as never })),
            { ordered: false },
          )
          .catch(() => undefined);
        for (const each of filters) {
          const all = await things.find(each).hint({ $natural: 1 }).toArray();
          const ids = (list: Document[]): unknown[] => list.map(({ _id }) => _id as unknown).sort();
          const answered = await things.find(each).toArray();
          expect(ids(answered)).toEqual(ids(all));
          expect(await things.countDocuments(each)).toBe(all.length);
          const sorted = await things.find(each).sort({ b: 1, _id: -1 }).toArray();
          const expected = await things.find(each).hint({ $natural: 1 }).sort({ b: 1, _id: -1 }).toArray();
          expect(sorted).toEqual(expected);
          // A bounded index, chosen or not; a partial or sparse one need not have everything.
          if (Object.keys(how).length === 0)
            for (const key of keys)
              expect(ids(await things.find(each).hint(key).toArray())).toEqual(ids(all));
          found += all.length;
          const plan = JSON.stringify((await things.find(each).explain('queryPlanner'))['queryPlanner']);
          if (plan.includes('IXSCAN')) used++;
        }
      },
    ),
    { numRuns: 60 },
  );
  // Else nothing was compared.
  expect(used).toBeGreaterThan(10);
  expect(found).toBeGreaterThan(200);
}, 300_000);

test.each<[string, Document, Document, Document, Document]>([
  [
    'a position in an element is not one in the array',
    { 'a.0': 1 },
    {},
    { a: [[5], [6]] },
    { a: { $elemMatch: { 0: 6 } } },
  ],
  [
    'an array in an array has no fields, the document as a whole may',
    { x: 1 },
    { partialFilterExpression: { 'a.b': null } },
    { x: 1, a: [[1]] },
    { x: 1, a: { $elemMatch: { b: null } } },
  ],
  [
    'the bounds of two elements are not one range',
    { 'a.b': 1 },
    {},
    { a: [{ b: 1 }, { b: 9 }] },
    { $and: [{ a: { $elemMatch: { b: { $gt: 5 } } } }, { a: { $elemMatch: { b: { $lt: 3 } } } }] },
  ],
])('%s', async (_name, key, how, doc, where) => {
  await things.drop();
  await things.createIndex(key, how);
  await things.insertOne(doc);
  expect(await things.find(where).hint({ $natural: 1 }).toArray()).toHaveLength(1);
  expect(await things.find(where).toArray()).toHaveLength(1);
});

test('the bounds of $elemMatch are used, and shown', async () => {
  await things.drop();
  await things.createIndex({ 'parts.who': 1, town: 1 });
  await things.insertMany(
    Array.from({ length: 200 }, (_, n) => ({
      town: `t${n % 2}`,
      parts: [
        { who: n % 20, since: n },
        { who: 100, since: null },
      ],
    })),
  );
  const explained = await things
    .find({ town: 't1', parts: { $elemMatch: { who: 7, since: { $gt: 50 } } } })
    .explain('executionStats');
  expect(explained['queryPlanner']).toMatchObject({
    winningPlan: {
      stage: 'FETCH',
      inputStage: { stage: 'IXSCAN', indexBounds: { 'parts.who': '[point]', town: '[point]' } },
    },
  });
  expect(explained['executionStats']).toMatchObject({
    nReturned: 7,
    totalKeysExamined: 10,
    totalDocsExamined: 10,
  });
});
