/** A count that index keys alone answer is the count of the documents that match. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BSON, type Document } from 'mongodb';
import { decodeDocument } from '../../../src/local/docstore/bson/decode.ts';
import type { Doc } from '../../../src/local/docstore/bson/value.ts';
import { Slice, unpaced } from '../../../src/local/docstore/pace.ts';
import { findCountable, matchesNow, plan, type Query } from '../../../src/local/docstore/query/execute.ts';
import { compileFilter } from '../../../src/local/docstore/query/match.ts';
import { Store } from '../../../src/local/docstore/store.ts';

const toDoc = (document: Document): Doc => decodeDocument(BSON.serialize(document));

const pick = <T>(...items: T[]): fc.Arbitrary<T> => fc.constantFrom(...items);
const dates = [0, 1, 2, 3].map((day) => new Date(Date.UTC(2026, 0, 1 + day)));
const scalar = pick<unknown>(
  0,
  1,
  1,
  null,
  'ab',
  'a',
  'ab',
  '',
  'a\0',
  'x'.repeat(1_100),
  null,
  true,
  ...dates,
);
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: pick<unknown>(
      [[0, 1]],
      [[]],
      [null],
      [undefined],
      { a: 1 },
      new BSON.Double(1),
      BSON.Long.fromNumber(2),
      BSON.Decimal128.fromString('1.0'),
      new BSON.BSONSymbol('ab'),
    ),
  },
);
const condition = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 4 }).map(($in) => ({ $in })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(pick('$lt', '$lte', '$gt', '$gte'), pick<unknown>(...dates, 'a', 'ab', ''))
      .map(([operator, operand]) => ({ [operator]: operand })),
  },
  { weight: 1, arbitrary: scalar.map(($ne) => ({ $ne })) },
);
const fields = fc.dictionary(pick('a', 'a', 'a', 'b', 'b', 'c'), condition, { minKeys: 1, maxKeys: 2 });
const filter: fc.Arbitrary<Document> = fc.oneof(
  { weight: 3, arbitrary: fields },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fields, fc.array(fields, { minLength: 1, maxLength: 3 }))
      .map(([rest, $or]) => ({ $and: [rest, { $or }] })),
  },
);
const indexes: Document[] = [
  { a: 1 },
  { a: -1 },
  { a: 1, b: 1 },
  { a: 1, b: -1 },
  { b: 1, a: 1, c: 1 },
  { c: 1, 'b.x': 1 },
].map((key, n) => ({ v: 2, key, name: `index-${n}` }));
const options = pick<Document>({}, {}, { sparse: true }, { partialFilterExpression: { b: { $gte: 0 } } });

test('whatever the filter, the index and the documents', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  const store = await Store.open(dataDir);
  let exact = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(pick('a', 'b', 'c'), value, { maxKeys: 3 }), { minLength: 20, maxLength: 40 }),
      fc.array(filter, { minLength: 15, maxLength: 15 }),
      fc.array(fc.tuple(pick(...indexes), options), { minLength: 3, maxLength: 4 }),
      async (documents, filters, keys) => {
        const collection = await store.writes.submit(() => {
          const old = store.catalog.find('test', 'things');
          if (old) store.catalog.drop(old);
          const made = store.catalog.create('test', 'things');
          const names = new Set<unknown>();
          for (const [index, how] of keys) {
            if (names.has(index['name'])) continue;
            names.add(index['name']);
            made.build(store.catalog.defineIndex(toDoc({ ...index, ...how })), decodeDocument);
          }
          documents.forEach((document, _id) => {
            const bytes = Buffer.from(BSON.serialize({ _id, ...document }, { ignoreUndefined: false }));
            try {
              made.insert(decodeDocument(bytes), bytes);
            } catch {
              // Two arrays in one index.
            }
          });
          return made;
        });
        for (const each of filters) {
          const doc = toDoc(each);
          const query: Query = { filter: doc, predicate: compileFilter(doc) };
          const expected = matchesNow(collection, { ...query, hint: new Map([['$natural', 1]]) }).length;
          const count = (limits: Partial<Query>): number =>
            [...unpaced(findCountable(collection, { ...query, ...limits }, new Slice(0)))].length;
          expect(count({})).toBe(expected);
          expect(count({ skip: 2, limit: 3 })).toBe(Math.min(3, Math.max(0, expected - 2)));
          if (plan(collection, query).exact && expected > 0) exact++;
        }
      },
    ),
    { numRuns: 300 },
  );
  await store.close();
  rmSync(dataDir, { recursive: true });
  // Else nothing was compared.
  expect(exact).toBeGreaterThan(20);
}, 300_000);
