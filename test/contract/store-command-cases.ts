import { expect } from '@jest/globals';
import {
  Binary,
  BSONRegExp,
  Decimal128,
  type Document,
  Double,
  Long,
  MinKey,
  ObjectId,
  Timestamp,
} from 'mongodb';

/**
 * A command on the collection `cases`, and a part of its answer or the code of its error (also of the first of its write
 * errors). Commands of `before` are carried out first and succeed.
 */
export interface CommandCase {
  readonly name: string;
  readonly before?: readonly Document[];
  readonly command: Document;
  readonly answer: Document | number;
}

const index = (key: Document, name: string, options: Document = {}): Document => ({
  createIndexes: 'cases',
  indexes: [{ key, name, ...options }],
});
const insert = (...documents: Document[]): Document => ({ insert: 'cases', documents });
const update = (q: Document, u: unknown, options: Document = {}): Document => ({
  update: 'cases',
  updates: [{ q, u, ...options }],
});
const c = (
  name: string,
  command: Document,
  answer: Document | number,
  before: readonly Document[] = [],
): CommandCase => ({ name, command, answer, before });

const long = (value: number): Long => Long.fromNumber(value);
const big = 'x'.repeat(16 * 1024 * 1024);

const indexes: CommandCase[] = [
  c(
    'the same index again is none',
    index({ a: 1 }, 'a'),
    { numIndexesAfter: 2, note: 'all indexes already exist' },
    [index({ a: 1 }, 'a')],
  ),
  c('the same index under another name', index({ a: 1 }, 'b'), 85, [index({ a: 1 }, 'a')]),
  c('another key under the same name', index({ b: 1 }, 'a'), 86, [index({ a: 1 }, 'a')]),
  c('a unique index under the same name', index({ a: 1 }, 'a', { unique: true }), 86, [index({ a: 1 }, 'a')]),
  c('a sparse index under the same name', index({ a: 1 }, 'a', { sparse: true }), 86, [index({ a: 1 }, 'a')]),
  c('another expiry under the same name', index({ a: 1 }, 'a', { expireAfterSeconds: 5 }), 85, [
    index({ a: 1 }, 'a'),
  ]),
  c('a unique index beside a plain one', index({ a: 1 }, 'b', { unique: true }), { numIndexesAfter: 3 }, [
    index({ a: 1 }, 'a'),
  ]),
  c(
    'a partial index beside a plain one',
    index({ a: 1 }, 'b', { partialFilterExpression: { $or: [{ x: 1 }, { y: { $in: [1, 2] } }] } }),
    { numIndexesAfter: 3 },
    [index({ a: 1 }, 'a')],
  ),
  c(
    'two identical indexes in one command',
    {
      createIndexes: 'cases',
      indexes: [
        { key: { a: 1 }, name: 'a' },
        { key: { a: 1 }, name: 'a' },
      ],
    },
    68,
  ),
  c(
    'one key twice in one command',
    {
      createIndexes: 'cases',
      indexes: [
        { key: { a: 1 }, name: 'a' },
        { key: { a: 1 }, name: 'b' },
      ],
    },
    85,
  ),
  c('an empty name', index({ a: 1 }, ''), 67),
  c('a name that means all', index({ a: 1 }, '*'), 2),
  c('the name of the _id index', index({ a: 1 }, '_id_'), 2),
  c('a unique _id index', index({ _id: 1 }, '_id_', { unique: true }), 197),
  c('the _id index again', index({ _id: 1 }, 'mine'), { numIndexesAfter: 1 }),
  c('a direction of 0', index({ a: 0 }, 'a'), 67),
  c('a direction of true', index({ a: true }, 'a'), 67),
  c('a text index', index({ a: 'text' }, 'a'), 67),
  c('a wildcard index', index({ '$**': 1 }, 'a'), 67),
  c('a name with a dollar', index({ 'a.$b': 1 }, 'a'), 67),
  c('an index on a database reference', index({ 'a.$id': 1 }, 'a'), { numIndexesAfter: 2 }),
  c('a unique flag that is a text', index({ a: 1 }, 'a', { unique: 'x' }), 14),
  c('a version that does not exist', index({ a: 1 }, 'a', { v: 3 }), 67),
  c('an option that does not exist', index({ a: 1 }, 'a', { foo: 1 }), 197),
  c('a hidden index', index({ a: 1 }, 'a', { hidden: true }), 197),
  c('an index that sorts Dutch', index({ a: 1 }, 'a', { collation: { locale: 'nl' } }), 2),
  c('a compound time-to-live index', index({ a: 1, b: 1 }, 'a', { expireAfterSeconds: 5 }), 67),
  c('a partial index with $ne', index({ a: 1 }, 'a', { partialFilterExpression: { a: { $ne: 1 } } }), 67),
  c('an index of parallel arrays', index({ a: 1, b: 1 }, 'a'), 171, [insert({ a: [1], b: [1] })]),
  c(
    'dropping all tells it',
    { dropIndexes: 'cases', index: '*' },
    { msg: 'non-_id indexes dropped for collection' },
    [index({ a: 1 }, 'a')],
  ),
  c('dropping a key that two indexes have', { dropIndexes: 'cases', index: { a: 1 } }, 181, [
    index({ a: 1 }, 'a'),
    index({ a: 1 }, 'b', { unique: true }),
  ]),
  c('a hint of a key that two indexes have', { find: 'cases', hint: { a: 1 } }, 2, [
    index({ a: 1 }, 'a'),
    index({ a: 1 }, 'b', { unique: true }),
  ]),
  c('dropping several, one of which does not exist', { dropIndexes: 'cases', index: ['a', 'b'] }, 27, [
    index({ a: 1 }, 'a'),
  ]),
];

const duplicates: CommandCase[] = [
  ['null', null, 'null'],
  ['a text with a quote', 'x"y', '"x"y"'],
  ['a whole double', new Double(1), '1.0'],
  ['a broken double', 1.5, '1.5'],
  ['an Int64', long(5), '5'],
  ['a decimal', Decimal128.fromString('1.50'), '1.50'],
  ['a flag', true, 'true'],
  ['a date', new Date(1577836800000), 'new Date(1577836800000)'],
  ['an ObjectId', new ObjectId('64b000000000000000000001'), "ObjectId('64b000000000000000000001')"],
  ['bytes', new Binary(Buffer.from('ab')), 'BinData(0, 6162)'],
  ['a regular expression', new BSONRegExp('a', 'i'), '/a/i'],
  ['a timestamp', new Timestamp({ t: 5, i: 1 }), 'Timestamp(5, 1)'],
  ['the least value', new MinKey(), 'MinKey'],
  ['a document', { x: 1 }, '{ x: 1 }'],
].map(([name, value, shown]) =>
  c(
    `the message of a duplicate shows ${name as string}`,
    insert({ a: value, b: { c: 2 } }),
    {
      writeErrors: [
        {
          index: 0,
          code: 11000,
          errmsg: expect.stringContaining(`index: ab dup key: { a: ${shown as string}, b.c: 2 }`) as unknown,
          keyPattern: { a: 1, 'b.c': -1 },
        },
      ],
    },
    [index({ a: 1, 'b.c': -1 }, 'ab', { unique: true }), insert({ a: value, b: { c: 2 } })],
  ),
);

const writes: CommandCase[] = [
  c('a flag multi that is a text', update({}, { $set: { a: 1 } }, { multi: 'x' }), 14),
  c('a flag upsert that is a number', update({}, { $set: { a: 1 } }, { upsert: 1 }), 14),
  c(
    'an upsert that names a field and one inside it',
    update({ a: 1, 'a.b': 2 }, { $set: { c: 1 } }, { upsert: true }),
    54,
  ),
  c(
    'an upsert that names a field twice',
    update({ $and: [{ a: 1 }, { a: 1 }] }, { $set: { c: 1 } }, { upsert: true }),
    54,
  ),
  c('a document that an update makes hardly too large', update({}, { $set: { b: 'x' } }), 17419, [
    insert({ _id: 1, a: big.slice(30) }),
  ]),
  c(
    'a document that an upsert makes hardly too large',
    update({ a: big }, { $set: { b: 1 } }, { upsert: true }),
    17420,
  ),
  c(
    'a position in what findAndModify returns new',
    { findAndModify: 'cases', query: { a: 1 }, update: { $set: { b: 1 } }, fields: { 'a.$': 1 }, new: true },
    2,
  ),
];

const reads: CommandCase[] = [
  c('a sort by a text, also of nothing', { find: 'cases', sort: { a: 'x' } }, 15974),
  c('a sort by 2, also of nothing', { find: 'cases', sort: { a: 2 } }, 15975),
  c('a sort by a score', { find: 'cases', sort: { a: { $meta: 'textScore' } } }, 40218),
  c('a sort by another expression', { find: 'cases', sort: { a: { $foo: 1 } } }, 17312),
  c('a sort by an empty name', { find: 'cases', sort: { 'a..b': 1 } }, 15998),
  c('a natural sort by 5', { find: 'cases', sort: { $natural: 5 } }, 2),
  c('a natural sort beside another', { find: 'cases', sort: { $natural: 1, a: 1 } }, 2),
  c('a natural sort with another hint', { find: 'cases', sort: { $natural: 1 }, hint: '_id_' }, 2),
  c('a negative limit', { find: 'cases', limit: -1 }, 51024),
  c('a name with a null byte', { find: 'a\0b' }, 73),
  c(
    'an aggregate with a negative batch',
    { aggregate: 'cases', pipeline: [], cursor: { batchSize: -1 } },
    51024,
  ),
  c(
    'an aggregate with an unknown cursor option',
    { aggregate: 'cases', pipeline: [], cursor: { foo: 1 } },
    40415,
  ),
  c('strict without a version', { ping: 1, apiStrict: true }, 322),
  c('a version that does not exist', { ping: 1, apiVersion: '2' }, 322),
  c('a command outside the strict version', { collStats: 'cases', apiVersion: '1', apiStrict: true }, 323),
  c('a command of the strict version', { ping: 1, apiVersion: '1', apiStrict: true }, { ok: 1 }),
  c('renaming outside admin', { renameCollection: 'x.a', to: 'x.b' }, 13),
  c('listing databases outside admin', { listDatabases: 1 }, 13),
];

export const commandCases: readonly CommandCase[] = [...indexes, ...duplicates, ...writes, ...reads];
