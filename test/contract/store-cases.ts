import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  type Document,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'mongodb';

/** Documents, a filter, and the `_id`s that match, in the order of insertion. */
export type QueryCase = readonly [name: string, documents: Document[], filter: Document, ids: unknown[]];

const long = (text: string) => Long.fromString(text);
const decimal = (text: string) => Decimal128.fromString(text);
const d = (value: number) => new Double(value);
const at = (iso: string) => new Date(iso);

const numbers: Document[] = [
  { _id: 1, v: 5 },
  { _id: 2, v: d(5) },
  { _id: 3, v: long('5') },
  { _id: 4, v: decimal('5.0') },
  { _id: 5, v: '5' },
  { _id: 6, v: d(5.5) },
  { _id: 7, v: long('9007199254740993') },
  { _id: 8, v: d(9007199254740992) },
  { _id: 9, v: decimal('9007199254740993.5') },
  { _id: 10, v: d(NaN) },
  { _id: 11, v: d(-0) },
];
const nulls: Document[] = [
  { _id: 1, v: null },
  { _id: 2 },
  { _id: 3, v: 0 },
  { _id: 4, v: [] },
  { _id: 5, v: [null] },
  { _id: 6, v: '' },
];
const arrays: Document[] = [
  { _id: 1, v: [1, 2, 3] },
  { _id: 2, v: [] },
  { _id: 3, v: 2 },
  { _id: 4, v: [[1, 2], 5] },
  { _id: 5, v: [2, 20] },
  { _id: 6, v: ['a', 'b'] },
];
const nested: Document[] = [
  { _id: 1, a: { b: 1, c: 2 } },
  { _id: 2, a: { c: 2, b: 1 } },
  {
    _id: 3,
    a: [
      { b: 1, c: 1 },
      { b: 2, c: 2 },
    ],
  },
  { _id: 4, a: [{ b: 1, c: 2 }] },
  { _id: 5, a: 5 },
  { _id: 6 },
  { _id: 7, a: [] },
  { _id: 8, a: [1, 2] },
  { _id: 9, a: { b: [1, 7] } },
  { _id: 10, a: { b: null } },
];
const texts: Document[] = [
  { _id: 1, v: 'Amsterdam' },
  { _id: 2, v: 'amstel' },
  { _id: 3, v: ['Rotterdam', 'Utrecht'] },
  { _id: 4, v: 'line1\nAms' },
  { _id: 5, v: 5 },
  { _id: 6, v: 'café' },
];
const dates: Document[] = [
  { _id: 1, v: at('1969-07-20T20:17:40Z') },
  { _id: 2, v: at('2024-02-29T00:00:00Z') },
  { _id: 3, v: at('2026-11-23T12:00:00.001Z') },
  { _id: 4, v: 1_700_000_000_000 },
  { _id: 5, v: '2024-02-29' },
];
const kinds: Document[] = [
  { _id: 1, v: 1 },
  { _id: 2, v: d(1.5) },
  { _id: 3, v: long('1') },
  { _id: 4, v: decimal('1') },
  { _id: 5, v: 's' },
  { _id: 6, v: { a: 1 } },
  { _id: 7, v: [1, 's'] },
  { _id: 8, v: new Binary(Buffer.from([1, 2])) },
  { _id: 9, v: new ObjectId('64b000000000000000000001') },
  { _id: 10, v: true },
  { _id: 11, v: at('2024-01-01T00:00:00Z') },
  { _id: 12, v: null },
  { _id: 13, v: new BSONRegExp('x', 'i') },
  { _id: 14, v: new Code('f') },
  { _id: 15, v: new Timestamp({ t: 1, i: 1 }) },
  { _id: 16, v: new MinKey() },
  { _id: 17, v: new MaxKey() },
  { _id: 18 },
];

export const queryCases: QueryCase[] = [
  ['equality compares numbers across types', numbers, { v: 5 }, [1, 2, 3, 4]],
  ['equality of an Int64 beyond 2^53 is exact', numbers, { v: long('9007199254740993') }, [7]],
  ['a double beyond 2^53 does not equal its neighbour', numbers, { v: d(9007199254740992) }, [8]],
  ['$gt sees the half in a decimal beyond 2^53', numbers, { v: { $gt: long('9007199254740993') } }, [9]],
  ['NaN equals NaN', numbers, { v: d(NaN) }, [10]],
  ['NaN is not less than a number', numbers, { v: { $lt: 0 } }, []],
  ['$gte NaN matches NaN only', numbers, { v: { $gte: d(NaN) } }, [10]],
  ['-0 equals 0', numbers, { v: 0 }, [11]],
  ['$gt compares numbers only with numbers', numbers, { v: { $gt: 5, $lt: 100 } }, [6]],
  ['$lte with decimal operand', numbers, { v: { $lte: decimal('5') } }, [1, 2, 3, 4, 11]],
  ['$gt on strings leaves numbers out', numbers, { v: { $gt: '' } }, [5]],
  ['$in mixes types', numbers, { v: { $in: ['5', d(5.5)] } }, [5, 6]],
  ['$nin is the opposite of $in', numbers, { v: { $nin: [5, '5', d(5.5), d(NaN), 0] } }, [7, 8, 9]],
  ['$mod truncates', numbers, { v: { $mod: [5, 0] }, _id: { $lte: 6 } }, [1, 2, 3, 4, 6]],
  ['null matches null and missing', nulls, { v: null }, [1, 2, 5]],
  ['$eq null is the same', nulls, { v: { $eq: null } }, [1, 2, 5]],
  ['$ne null leaves null and missing out', nulls, { v: { $ne: null } }, [3, 4, 6]],
  ['$in with null matches missing', nulls, { v: { $in: [null, 0] } }, [1, 2, 3, 5]],
  ['$exists true includes null', nulls, { v: { $exists: true } }, [1, 3, 4, 5, 6]],
  ['$exists false', nulls, { v: { $exists: false } }, [2]],
  ['$type null does not match missing', nulls, { v: { $type: 'null' } }, [1, 5]],
  ['$gte null matches null and missing', nulls, { v: { $gte: null } }, [1, 2, 5]],
  ['$gt null matches nothing', nulls, { v: { $gt: null } }, []],
  ['$not $gt also matches missing', nulls, { v: { $not: { $gt: -1 } } }, [1, 2, 4, 5, 6]],
  ['an element of an array equals', arrays, { v: 2 }, [1, 3, 5]],
  ['a whole array equals', arrays, { v: [1, 2, 3] }, [1]],
  ['order matters in a whole array', arrays, { v: [3, 2, 1] }, []],
  ['an array as an element of an array equals', arrays, { v: [1, 2] }, [4]],
  ['an empty array equals an empty array', arrays, { v: [] }, [2]],
  ['two bounds may be met by different elements', arrays, { v: { $gt: 15, $lt: 3 } }, [5]],
  ['$elemMatch needs one element for both bounds', arrays, { v: { $elemMatch: { $gt: 1, $lt: 3 } } }, [1, 5]],
  ['$elemMatch does not look into nested arrays', arrays, { v: { $elemMatch: { $lt: 2 } } }, [1]],
  ['$size counts elements', arrays, { v: { $size: 2 } }, [4, 5, 6]],
  ['$size 0', arrays, { v: { $size: 0 } }, [2]],
  ['$all needs every value', arrays, { v: { $all: [2, 1] } }, [1]],
  ['$all with one value matches a scalar', arrays, { v: { $all: [2] } }, [1, 3, 5]],
  ['$all of nothing matches nothing', arrays, { v: { $all: [] } }, []],
  [
    '$all with $elemMatch',
    arrays,
    { v: { $all: [{ $elemMatch: { $gt: 10 } }, { $elemMatch: { $lt: 5 } }] } },
    [5],
  ],
  ['$ne on an array looks at every element', arrays, { v: { $ne: 2 } }, [2, 4, 6]],
  ['a position in a path', arrays, { 'v.1': 2 }, [1]],
  ['a position of a nested array', arrays, { 'v.0.1': 2 }, [4]],
  ['$in with an array value', arrays, { v: { $in: [[1, 2]] } }, [4]],
  ['$type array matches the array itself', arrays, { v: { $type: 'array' } }, [1, 2, 4, 5, 6]],
  ['$not $elemMatch', arrays, { v: { $not: { $elemMatch: { $gte: 2 } } } }, [2, 3, 6]],
  ['an embedded document equals only in the same field order', nested, { a: { b: 1, c: 2 } }, [1, 4]],
  ['a path goes into documents and arrays of documents', nested, { 'a.b': 1 }, [1, 2, 3, 4, 9]],
  ['two paths may be met by different elements', nested, { 'a.b': 1, 'a.c': 2 }, [1, 2, 3, 4]],
  ['$elemMatch wants one element', nested, { a: { $elemMatch: { b: 1, c: 2 } } }, [4]],
  ['a path equals null when the field is missing', nested, { 'a.b': null }, [5, 6, 10]],
  ['a path does not exist', nested, { 'a.b': { $exists: false } }, [5, 6, 7, 8]],
  ['a path with a position', nested, { 'a.1.b': 2 }, [3]],
  ['$ne through an array of documents', nested, { 'a.b': { $ne: 1 } }, [5, 6, 7, 8, 10]],
  ['$gt on an embedded document', nested, { a: { $gt: { b: 1, c: 1 } } }, [1, 2, 3, 4, 9]],
  ['$and', nested, { $and: [{ 'a.b': 1 }, { 'a.c': 1 }] }, [3]],
  ['$or', nested, { $or: [{ 'a.b': 7 }, { a: 5 }] }, [5, 9]],
  ['$nor', nested, { $nor: [{ 'a.b': 1 }, { 'a.b': null }] }, [7, 8]],
  ['$comment changes nothing', nested, { a: 5, $comment: 'why' }, [5]],
  ['a regular expression', texts, { v: /^Ams/ }, [1]],
  ['$regex with $options i', texts, { v: { $regex: '^ams', $options: 'i' } }, [1, 2]],
  ['$regex with m', texts, { v: { $regex: '^Ams', $options: 'm' } }, [1, 4]],
  ['$regex with s', texts, { v: { $regex: 'line1.Ams', $options: 's' } }, [4]],
  ['a regular expression on elements', texts, { v: /dam$/ }, [1, 3]],
  ['$in with a regular expression', texts, { v: { $in: [/^caf/, 5] } }, [5, 6]],
  ['$not with a regular expression', texts, { v: { $not: /a/i } }, [5]],
  ['$regex x', texts, { v: { $regex: '^ a m s # comment', $options: 'x' } }, [2]],
  ['dates before 1970 compare', dates, { v: { $lt: at('1970-01-01T00:00:00Z') } }, [1]],
  ['dates compare to the millisecond', dates, { v: { $gt: at('2026-11-23T12:00:00Z') } }, [3]],
  ['a date equals only a date', dates, { v: at('2024-02-29T00:00:00Z') }, [2]],
  ['$type number', kinds, { v: { $type: 'number' } }, [1, 2, 3, 4, 7]],
  ['$type int', kinds, { v: { $type: 'int' } }, [1, 7]],
  ['$type double by code', kinds, { v: { $type: 1 } }, [2]],
  ['$type long', kinds, { v: { $type: 'long' } }, [3]],
  ['$type decimal', kinds, { v: { $type: 'decimal' } }, [4]],
  ['$type string looks at elements', kinds, { v: { $type: 'string' } }, [5, 7]],
  ['$type object', kinds, { v: { $type: 'object' } }, [6]],
  ['$type binData', kinds, { v: { $type: 'binData' } }, [8]],
  ['$type objectId', kinds, { v: { $type: 'objectId' } }, [9]],
  ['$type bool and date', kinds, { v: { $type: ['bool', 'date'] } }, [10, 11]],
  ['$type regex', kinds, { v: { $type: 'regex' } }, [13]],
  ['$type timestamp', kinds, { v: { $type: 'timestamp' } }, [15]],
  ['$type minKey and maxKey', kinds, { v: { $type: ['minKey', 'maxKey'] } }, [16, 17]],
  ['true does not equal 1', kinds, { v: true }, [10]],
  ['a binary equals by bytes', kinds, { v: new Binary(Buffer.from([1, 2])) }, [8]],
  ['an ObjectId equals by bytes', kinds, { v: new ObjectId('64b000000000000000000001') }, [9]],
  [
    '$gte MinKey matches every type',
    kinds,
    { v: { $gte: new MinKey() } },
    Array.from({ length: 18 }, (_, i) => i + 1),
  ],
  [
    '$bitsAllSet',
    [
      { _id: 1, v: 5 },
      { _id: 2, v: 6 },
    ],
    { v: { $bitsAllSet: [0, 2] } },
    [1],
  ],
  [
    '$bitsAnyClear',
    [
      { _id: 1, v: 5 },
      { _id: 2, v: 7 },
    ],
    { v: { $bitsAnyClear: 7 } },
    [1],
  ],
  [
    '$bitsAllClear',
    [
      { _id: 1, v: 8 },
      { _id: 2, v: 7 },
    ],
    { v: { $bitsAllClear: 7 } },
    [1],
  ],
  [
    '$bitsAnySet',
    [
      { _id: 1, v: 8 },
      { _id: 2, v: 7 },
    ],
    { v: { $bitsAnySet: 1 } },
    [2],
  ],
  [
    '$expr compares two fields',
    [
      { _id: 1, a: 5, b: 3 },
      { _id: 2, a: 1, b: 3 },
    ],
    { $expr: { $gt: ['$a', '$b'] } },
    [1],
  ],
  [
    '$expr with and',
    [
      { _id: 1, a: 5, b: 5 },
      { _id: 2, a: 5, b: d(5.1) },
    ],
    { $expr: { $and: [{ $eq: ['$a', '$b'] }, true] } },
    [1],
  ],
  ['a timestamp is no number', kinds, { v: { $gte: long('1') }, _id: { $gt: 11 } }, []],
  ['an empty filter matches everything', arrays, {}, [1, 2, 3, 4, 5, 6]],
  [
    'field names of prototypes are ordinary',
    [{ _id: 1 }, { _id: 2, constructor: 1 }],
    { constructor: { $exists: true } },
    [2],
  ],
];

/** A filter that is an error, with its code. */
export const queryErrors: readonly (readonly [string, Document, number])[] = [
  ['an unknown operator', { v: { $foo: 1 } }, 2],
  ['an unknown top-level operator', { $foo: 1 }, 2],
  ['$in without an array', { v: { $in: 1 } }, 2],
  ['$and without an array', { $and: { a: 1 } }, 2],
  ['an empty $or', { $or: [] }, 2],
  ['$size negative', { v: { $size: -1 } }, 2],
  ['$mod by zero', { v: { $mod: [0, 1] } }, 2],
  ['$mod with too few numbers', { v: { $mod: [2] } }, 2],
  ['an unknown type name', { v: { $type: 'integer' } }, 2],
  ['$elemMatch of a number', { v: { $elemMatch: 1 } }, 2],
  ['an empty $not', { v: { $not: {} } }, 2],
  ['$options without $regex', { v: { $options: 'i' } }, 2],
];

/** A document, an update, its result or an error code; `filter` and options when the case needs them. */
export interface UpdateCase {
  readonly name: string;
  readonly before: Document;
  readonly update: Document | Document[];
  readonly after?: Document;
  readonly code?: number;
  readonly filter?: Document;
  readonly arrayFilters?: Document[];
}

const u = (
  name: string,
  before: Document,
  update: Document | Document[],
  after: Document | number,
  more: Partial<UpdateCase> = {},
): UpdateCase =>
  typeof after === 'number'
    ? { name, before, update, code: after, ...more }
    : { name, before, update, after, ...more };

const grades = {
  _id: 1,
  g: [
    { n: 'a', v: 80 },
    { n: 'b', v: 90 },
    { n: 'c', v: 85 },
  ],
};

export const updateCases: UpdateCase[] = [
  u('$set a field', { _id: 1, a: 1 }, { $set: { a: 2 } }, { _id: 1, a: 2 }),
  u('$set adds at the end', { _id: 1, a: 1 }, { $set: { b: 2 } }, { _id: 1, a: 1, b: 2 }),
  u('$set makes the way', { _id: 1 }, { $set: { 'a.b.c': 1 } }, { _id: 1, a: { b: { c: 1 } } }),
  u('$set at a position', { _id: 1, a: [1, 2, 3] }, { $set: { 'a.1': 9 } }, { _id: 1, a: [1, 9, 3] }),
  u(
    '$set beyond the end fills with null',
    { _id: 1, a: [1] },
    { $set: { 'a.3': 9 } },
    { _id: 1, a: [1, null, null, 9] },
  ),
  u(
    '$set adds fields in the order of their names',
    { _id: 1 },
    { $set: { c: 1, a: 2, b: 3 } },
    { _id: 1, a: 2, b: 3, c: 1 },
  ),
  u('$set through a scalar is refused', { _id: 1, a: 1 }, { $set: { 'a.b': 1 } }, 28),
  u('$set of a name in an array is refused', { _id: 1, a: [1] }, { $set: { 'a.b': 1 } }, 28),
  u('$set through null is refused', { _id: 1, a: null }, { $set: { 'a.b': 1 } }, 28),
  u('$set to null keeps the field', { _id: 1, a: 1 }, { $set: { a: null } }, { _id: 1, a: null }),
  u('$unset removes', { _id: 1, a: 1, b: 2 }, { $unset: { a: '' } }, { _id: 1, b: 2 }),
  u('$unset of nothing changes nothing', { _id: 1 }, { $unset: { 'a.b': '' } }, { _id: 1 }),
  u(
    '$unset in an array leaves null',
    { _id: 1, a: [1, 2] },
    { $unset: { 'a.0': '' } },
    { _id: 1, a: [null, 2] },
  ),
  u('$inc', { _id: 1, a: 1 }, { $inc: { a: 2 } }, { _id: 1, a: 3 }),
  u('$inc creates', { _id: 1 }, { $inc: { a: 2 } }, { _id: 1, a: 2 }),
  u(
    '$inc beyond Int32 gives Int64',
    { _id: 1, a: 2147483647 },
    { $inc: { a: 1 } },
    { _id: 1, a: long('2147483648') },
  ),
  u('$inc beyond Int64 is refused', { _id: 1, a: long('9223372036854775807') }, { $inc: { a: 1 } }, 2),
  u('$inc of a double', { _id: 1, a: 1 }, { $inc: { a: d(0.5) } }, { _id: 1, a: d(1.5) }),
  u(
    '$inc of a decimal',
    { _id: 1, a: decimal('0.1') },
    { $inc: { a: decimal('0.2') } },
    { _id: 1, a: decimal('0.3') },
  ),
  u('$inc of a string is refused', { _id: 1, a: 'x' }, { $inc: { a: 1 } }, 14),
  u('$inc by a string is refused', { _id: 1, a: 1 }, { $inc: { a: 'x' } }, 14),
  u('$inc of null is refused', { _id: 1, a: null }, { $inc: { a: 1 } }, 14),
  u('$inc of a timestamp is refused', { _id: 1, a: new Timestamp({ t: 1, i: 1 }) }, { $inc: { a: 1 } }, 14),
  u('$mul', { _id: 1, a: 3 }, { $mul: { a: 4 } }, { _id: 1, a: 12 }),
  u('$mul creates zero', { _id: 1 }, { $mul: { a: 4 } }, { _id: 1, a: 0 }),
  u('$min keeps the smaller', { _id: 1, a: 3, b: 3 }, { $min: { a: 2, b: 5 } }, { _id: 1, a: 2, b: 3 }),
  u('$min creates', { _id: 1 }, { $min: { a: 2 } }, { _id: 1, a: 2 }),
  u('$max compares by BSON order', { _id: 1, a: 3 }, { $max: { a: 'x' } }, { _id: 1, a: 'x' }),
  u(
    '$max keeps the greater date',
    { _id: 1, a: at('2024-01-01T00:00:00Z') },
    { $max: { a: at('2023-01-01T00:00:00Z') } },
    { _id: 1, a: at('2024-01-01T00:00:00Z') },
  ),
  u('$rename', { _id: 1, a: 1, c: 3 }, { $rename: { a: 'b' } }, { _id: 1, c: 3, b: 1 }),
  u('$rename into a document', { _id: 1, a: 1 }, { $rename: { a: 'x.y' } }, { _id: 1, x: { y: 1 } }),
  u('$rename of nothing changes nothing', { _id: 1, b: 1 }, { $rename: { a: 'b' } }, { _id: 1, b: 1 }),
  u('$setOnInsert does nothing to what exists', { _id: 1 }, { $setOnInsert: { a: 1 } }, { _id: 1 }),
  u('$push', { _id: 1, a: [1] }, { $push: { a: 2 } }, { _id: 1, a: [1, 2] }),
  u('$push creates', { _id: 1 }, { $push: { a: 2 } }, { _id: 1, a: [2] }),
  u(
    '$push of an array is one element',
    { _id: 1, a: [1] },
    { $push: { a: [2, 3] } },
    { _id: 1, a: [1, [2, 3]] },
  ),
  u('$push to a scalar is refused', { _id: 1, a: 1 }, { $push: { a: 2 } }, 2),
  u('$push $each', { _id: 1, a: [1] }, { $push: { a: { $each: [2, 3] } } }, { _id: 1, a: [1, 2, 3] }),
  u(
    '$push $position',
    { _id: 1, a: [1, 4] },
    { $push: { a: { $each: [2, 3], $position: 1 } } },
    { _id: 1, a: [1, 2, 3, 4] },
  ),
  u(
    '$push $position from the end',
    { _id: 1, a: [1, 4] },
    { $push: { a: { $each: [3], $position: -1 } } },
    { _id: 1, a: [1, 3, 4] },
  ),
  u(
    '$push $slice keeps the last',
    { _id: 1, a: [1, 2] },
    { $push: { a: { $each: [3], $slice: -2 } } },
    { _id: 1, a: [2, 3] },
  ),
  u(
    '$push $slice keeps the first',
    { _id: 1, a: [1, 2] },
    { $push: { a: { $each: [3], $slice: 2 } } },
    { _id: 1, a: [1, 2] },
  ),
  u(
    '$push $sort of values',
    { _id: 1, a: [3, 1] },
    { $push: { a: { $each: [2], $sort: -1 } } },
    { _id: 1, a: [3, 2, 1] },
  ),
  u(
    '$push $sort of documents',
    { _id: 1, a: [{ s: 3 }] },
    { $push: { a: { $each: [{ s: 1 }], $sort: { s: 1 } } } },
    { _id: 1, a: [{ s: 1 }, { s: 3 }] },
  ),
  u('$push with an unknown clause', { _id: 1, a: [] }, { $push: { a: { $each: [1], $foo: 1 } } }, 2),
  u('$addToSet adds once', { _id: 1, a: [1] }, { $addToSet: { a: 1 } }, { _id: 1, a: [1] }),
  u('$addToSet $each', { _id: 1, a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] } } }, { _id: 1, a: [1, 2] }),
  u(
    '$addToSet of documents by field order',
    { _id: 1, a: [{ x: 1, y: 2 }] },
    { $addToSet: { a: { y: 2, x: 1 } } },
    {
      _id: 1,
      a: [
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ],
    },
  ),
  u('$pop the last', { _id: 1, a: [1, 2] }, { $pop: { a: 1 } }, { _id: 1, a: [1] }),
  u('$pop the first', { _id: 1, a: [1, 2] }, { $pop: { a: -1 } }, { _id: 1, a: [2] }),
  u('$pop of a scalar is refused', { _id: 1, a: 1 }, { $pop: { a: 1 } }, 14),
  u('$pop by 2 is refused', { _id: 1, a: [1] }, { $pop: { a: 2 } }, 9),
  u('$pull a value', { _id: 1, a: [1, 2, 1] }, { $pull: { a: 1 } }, { _id: 1, a: [2] }),
  u('$pull by condition', { _id: 1, a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { _id: 1, a: [1] }),
  u('$pull $in', { _id: 1, a: ['a', 'b', 'c'] }, { $pull: { a: { $in: ['a', 'c'] } } }, { _id: 1, a: ['b'] }),
  u(
    '$pull documents by field',
    { _id: 1, a: [{ x: 1, y: 1 }, { x: 2 }] },
    { $pull: { a: { x: 1 } } },
    { _id: 1, a: [{ x: 2 }] },
  ),
  u('$pull from nothing', { _id: 1 }, { $pull: { a: 1 } }, { _id: 1 }),
  u('$pullAll', { _id: 1, a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { _id: 1, a: [2] }),
  u('$bit and', { _id: 1, a: 13 }, { $bit: { a: { and: 10 } } }, { _id: 1, a: 8 }),
  u('$bit or', { _id: 1, a: 3 }, { $bit: { a: { or: 5 } } }, { _id: 1, a: 7 }),
  u('$bit xor', { _id: 1, a: 1 }, { $bit: { a: { xor: 5 } } }, { _id: 1, a: 4 }),
  u(
    '$ changes the matched element',
    grades,
    { $set: { 'g.$.v': 0 } },
    {
      _id: 1,
      g: [
        { n: 'a', v: 80 },
        { n: 'b', v: 0 },
        { n: 'c', v: 85 },
      ],
    },
    { filter: { _id: 1, 'g.n': 'b' } },
  ),
  u(
    '$ with $elemMatch',
    grades,
    { $inc: { 'g.$.v': 1 } },
    {
      _id: 1,
      g: [
        { n: 'a', v: 80 },
        { n: 'b', v: 91 },
        { n: 'c', v: 85 },
      ],
    },
    { filter: { g: { $elemMatch: { v: { $gt: 85 } } } } },
  ),
  u(
    '$ on scalars',
    { _id: 1, a: [1, 2, 3] },
    { $set: { 'a.$': 9 } },
    { _id: 1, a: [1, 9, 3] },
    { filter: { a: 2 } },
  ),
  u('$ without an array in the query is refused', grades, { $set: { 'g.$.v': 0 } }, 2, {
    filter: { _id: 1 },
  }),
  u(
    '$[] changes every element',
    grades,
    { $inc: { 'g.$[].v': 1 } },
    {
      _id: 1,
      g: [
        { n: 'a', v: 81 },
        { n: 'b', v: 91 },
        { n: 'c', v: 86 },
      ],
    },
  ),
  u(
    '$[id] changes the elements of the filter',
    grades,
    { $set: { 'g.$[e].v': 0 } },
    {
      _id: 1,
      g: [
        { n: 'a', v: 80 },
        { n: 'b', v: 0 },
        { n: 'c', v: 0 },
      ],
    },
    { arrayFilters: [{ 'e.v': { $gte: 85 } }] },
  ),
  u(
    '$[id] on scalars',
    { _id: 1, a: [1, 5, 9] },
    { $set: { 'a.$[x]': 0 } },
    { _id: 1, a: [1, 0, 0] },
    { arrayFilters: [{ x: { $gt: 3 } }] },
  ),
  u(
    '$[id] nested',
    { _id: 1, a: [{ b: [1, 2] }, { b: [3] }] },
    { $set: { 'a.$[].b.$[x]': 0 } },
    { _id: 1, a: [{ b: [1, 0] }, { b: [0] }] },
    { arrayFilters: [{ x: { $gte: 2 } }] },
  ),
  u('$[id] without a filter is refused', grades, { $set: { 'g.$[e].v': 0 } }, 2),
  u('an array filter that is not used is refused', grades, { $set: { a: 0 } }, 9, {
    arrayFilters: [{ e: 1 }],
  }),
  u('$[] of what is not an array is refused', { _id: 1, a: 1 }, { $set: { 'a.$[]': 0 } }, 2),
  u('the _id cannot be changed', { _id: 1 }, { $set: { _id: 2 } }, 66),
  u('the _id may be set to itself', { _id: 1 }, { $set: { _id: 1, a: 1 } }, { _id: 1, a: 1 }),
  u('two operators on one field conflict', { _id: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }, 40),
  u('a field and one inside it conflict', { _id: 1 }, { $set: { a: {}, 'a.b': 1 } }, 40),
  u('an unknown operator is refused', { _id: 1 }, { $foo: { a: 1 } }, 9),
  u('an empty path is refused', { _id: 1 }, { $set: { 'a..b': 1 } }, 56),
  u('a pipeline with $set', { _id: 1, a: 2, b: 3 }, [{ $set: { c: { $add: ['$a', '$b'] } } }], {
    _id: 1,
    a: 2,
    b: 3,
    c: 5,
  }),
  u('a pipeline with $unset', { _id: 1, a: 2, b: 3 }, [{ $unset: 'a' }], { _id: 1, b: 3 }),
  u(
    'a pipeline with $replaceWith',
    { _id: 1, a: { x: 1 } },
    [{ $replaceWith: { $mergeObjects: ['$a', { _id: '$_id' }] } }],
    { _id: 1, x: 1 },
  ),
  u(
    'a pipeline with $cond',
    { _id: 1, a: 5 },
    [{ $set: { big: { $cond: [{ $gt: ['$a', 3] }, true, false] } } }],
    { _id: 1, a: 5, big: true },
  ),
  u('a pipeline stage that is not allowed', { _id: 1 }, [{ $match: { a: 1 } }], 72),
  u(
    'other fields keep their types',
    { _id: 1, a: d(5), b: long('7'), c: decimal('1.50'), d: at('1960-01-01T00:00:00Z') },
    { $set: { z: 1 } },
    { _id: 1, a: d(5), b: long('7'), c: decimal('1.50'), d: at('1960-01-01T00:00:00Z'), z: 1 },
  ),
];

/** Documents, a pipeline and its result. */
export type PipelineCase = readonly [
  name: string,
  documents: Document[],
  pipeline: Document[],
  result: Document[] | number,
];

const sales: Document[] = [
  { _id: 1, item: 'a', q: 2, p: 10, tags: ['x', 'y'] },
  { _id: 2, item: 'b', q: 1, p: 20, tags: ['x'] },
  { _id: 3, item: 'a', q: 5, p: 10, tags: [] },
  { _id: 4, item: 'c', q: d(1.5), p: 4 },
];

export const pipelineCases: PipelineCase[] = [
  [
    '$match and $project',
    sales,
    [{ $match: { item: 'a' } }, { $project: { q: 1 } }],
    [
      { _id: 1, q: 2 },
      { _id: 3, q: 5 },
    ],
  ],
  [
    '$project computes',
    sales,
    [{ $match: { _id: 1 } }, { $project: { _id: 0, total: { $multiply: ['$q', '$p'] } } }],
    [{ total: 20 }],
  ],
  [
    '$project excludes',
    sales,
    [{ $match: { _id: 4 } }, { $project: { p: 0, item: 0 } }],
    [{ _id: 4, q: d(1.5) }],
  ],
  [
    '$group sums',
    sales,
    [{ $group: { _id: '$item', q: { $sum: '$q' } } }, { $sort: { _id: 1 } }],
    [
      { _id: 'a', q: 7 },
      { _id: 'b', q: 1 },
      { _id: 'c', q: d(1.5) },
    ],
  ],
  [
    '$group averages as a double',
    sales,
    [{ $match: { item: 'a' } }, { $group: { _id: null, avg: { $avg: '$q' } } }],
    [{ _id: null, avg: d(3.5) }],
  ],
  [
    '$group min, max, first, last, push',
    sales,
    [
      { $sort: { _id: 1 } },
      {
        $group: {
          _id: null,
          min: { $min: '$p' },
          max: { $max: '$p' },
          first: { $first: '$item' },
          last: { $last: '$item' },
          ids: { $push: '$_id' },
        },
      },
    ],
    [{ _id: null, min: 4, max: 20, first: 'a', last: 'c', ids: [1, 2, 3, 4] }],
  ],
  [
    '$group by a document',
    sales,
    [{ $group: { _id: { i: '$item' }, n: { $sum: 1 } } }, { $sort: { '_id.i': 1 } }],
    [
      { _id: { i: 'a' }, n: 2 },
      { _id: { i: 'b' }, n: 1 },
      { _id: { i: 'c' }, n: 1 },
    ],
  ],
  [
    '$group by a missing field groups under null',
    sales,
    [{ $group: { _id: '$nope', n: { $count: {} } } }],
    [{ _id: null, n: 4 }],
  ],
  ['$sum of nothing is 0', sales, [{ $group: { _id: null, n: { $sum: '$nope' } } }], [{ _id: null, n: 0 }]],
  [
    '$sum with conditions',
    sales,
    [{ $group: { _id: null, n: { $sum: { $cond: [{ $eq: ['$item', 'a'] }, 1, 0] } } } }],
    [{ _id: null, n: 2 }],
  ],
  [
    '$unwind',
    sales,
    [{ $unwind: '$tags' }, { $project: { tags: 1 } }],
    [
      { _id: 1, tags: 'x' },
      { _id: 1, tags: 'y' },
      { _id: 2, tags: 'x' },
    ],
  ],
  [
    '$unwind keeps the empty when asked',
    sales,
    [
      { $unwind: { path: '$tags', preserveNullAndEmptyArrays: true } },
      { $match: { _id: { $gte: 3 } } },
      { $project: { item: 1, tags: 1 } },
    ],
    [
      { _id: 3, item: 'a' },
      { _id: 4, item: 'c' },
    ],
  ],
  [
    '$unwind with the position',
    sales,
    [
      { $match: { _id: 1 } },
      { $unwind: { path: '$tags', includeArrayIndex: 'i' } },
      { $project: { tags: 1, i: 1 } },
    ],
    [
      { _id: 1, tags: 'x', i: long('0') },
      { _id: 1, tags: 'y', i: long('1') },
    ],
  ],
  [
    '$sort, $skip, $limit',
    sales,
    [{ $sort: { q: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { q: 1 } }],
    [
      { _id: 1, q: 2 },
      { _id: 4, q: d(1.5) },
    ],
  ],
  ['$count', sales, [{ $match: { item: 'a' } }, { $count: 'n' }], [{ n: 2 }]],
  ['$count of nothing gives nothing', sales, [{ $match: { item: 'z' } }, { $count: 'n' }], []],
  ['$sortByCount', sales, [{ $sortByCount: '$item' }, { $limit: 1 }], [{ _id: 'a', count: 2 }]],
  [
    '$addFields nested',
    sales,
    [{ $match: { _id: 2 } }, { $addFields: { 'm.x': '$q' } }, { $project: { m: 1 } }],
    [{ _id: 2, m: { x: 1 } }],
  ],
  ['$unset', sales, [{ $match: { _id: 2 } }, { $unset: ['p', 'q', 'tags'] }], [{ _id: 2, item: 'b' }]],
  [
    '$replaceRoot',
    sales,
    [{ $match: { _id: 2 } }, { $replaceRoot: { newRoot: { x: '$item' } } }],
    [{ x: 'b' }],
  ],
  [
    '$facet',
    sales,
    [
      {
        $facet: { n: [{ $count: 'n' }], top: [{ $sort: { p: -1 } }, { $limit: 1 }, { $project: { p: 1 } }] },
      },
    ],
    [{ n: [{ n: 4 }], top: [{ _id: 2, p: 20 }] }],
  ],
  [
    '$bucket',
    sales,
    [{ $bucket: { groupBy: '$p', boundaries: [0, 10, 20], default: 'more', output: { n: { $sum: 1 } } } }],
    [
      { _id: 0, n: 1 },
      { _id: 10, n: 2 },
      { _id: 'more', n: 1 },
    ],
  ],
  [
    '$lookup in the same collection',
    sales,
    [
      { $match: { _id: 1 } },
      { $lookup: { from: 'cases', localField: 'item', foreignField: 'item', as: 'same' } },
      { $project: { same: '$same._id' } },
    ],
    [{ _id: 1, same: [1, 3] }],
  ],
  [
    '$lookup with let and pipeline',
    sales,
    [
      { $match: { _id: 2 } },
      {
        $lookup: {
          from: 'cases',
          let: { p: '$p' },
          pipeline: [
            { $match: { $expr: { $lt: ['$p', '$$p'] } } },
            { $sort: { _id: 1 } },
            { $project: { p: 1 } },
          ],
          as: 'less',
        },
      },
      { $project: { less: 1 } },
    ],
    [
      {
        _id: 2,
        less: [
          { _id: 1, p: 10 },
          { _id: 3, p: 10 },
          { _id: 4, p: 4 },
        ],
      },
    ],
  ],
  [
    '$unionWith',
    sales,
    [
      { $match: { _id: 1 } },
      { $unionWith: { coll: 'cases', pipeline: [{ $match: { _id: 2 } }] } },
      { $project: { item: 1 } },
    ],
    [
      { _id: 1, item: 'a' },
      { _id: 2, item: 'b' },
    ],
  ],
  [
    '$ifNull and $switch',
    sales,
    [
      { $match: { _id: 4 } },
      {
        $project: {
          t: { $ifNull: ['$tags', 'none'] },
          s: { $switch: { branches: [{ case: { $gt: ['$p', 10] }, then: 'dear' }], default: 'cheap' } },
        },
      },
    ],
    [{ _id: 4, t: 'none', s: 'cheap' }],
  ],
  [
    '$map and $filter',
    sales,
    [
      { $match: { _id: 1 } },
      {
        $project: {
          m: { $map: { input: '$tags', as: 't', in: { $concat: ['$$t', '!'] } } },
          f: { $filter: { input: '$tags', as: 't', cond: { $ne: ['$$t', 'x'] } } },
        },
      },
    ],
    [{ _id: 1, m: ['x!', 'y!'], f: ['y'] }],
  ],
  [
    '$dateToString and $dateTrunc',
    [{ _id: 1, t: at('2026-11-23T13:14:15Z') }],
    [
      {
        $project: {
          s: { $dateToString: { date: '$t', format: '%Y-%m-%d' } },
          t: { $dateTrunc: { date: '$t', unit: 'day' } },
        },
      },
    ],
    [{ _id: 1, s: '2026-11-23', t: at('2026-11-23T00:00:00Z') }],
  ],
  [
    '$subtract of dates gives Int64 milliseconds',
    [{ _id: 1, a: at('2026-01-02T00:00:00Z'), b: at('2026-01-01T00:00:00Z') }],
    [{ $project: { ms: { $subtract: ['$a', '$b'] } } }],
    [{ _id: 1, ms: long('86400000') }],
  ],
  [
    '$divide gives a double',
    [{ _id: 1, a: 6, b: 2 }],
    [{ $project: { r: { $divide: ['$a', '$b'] } } }],
    [{ _id: 1, r: d(3) }],
  ],
  [
    '$add beyond Int32 gives Int64',
    [{ _id: 1, a: 2147483647 }],
    [{ $project: { r: { $add: ['$a', 1] } } }],
    [{ _id: 1, r: long('2147483648') }],
  ],
  [
    'comparison across types follows the BSON order',
    [{ _id: 1, a: 'x', b: 5 }],
    [{ $project: { r: { $gt: ['$a', '$b'] }, c: { $cmp: ['$b', '$a'] } } }],
    [{ _id: 1, r: true, c: -1 }],
  ],
  [
    'fields keep their types through stages',
    [{ _id: 1, a: d(5), b: long('5'), c: decimal('5.00') }],
    [{ $sort: { _id: 1 } }, { $project: { a: 1, b: '$b', c: 1 } }],
    [{ _id: 1, a: d(5), c: decimal('5.00'), b: long('5') }],
  ],
  [
    '$$ROOT and $$REMOVE',
    [{ _id: 1, a: 1 }],
    [{ $project: { whole: '$$ROOT', a: { $cond: [{ $eq: ['$a', 1] }, '$$REMOVE', '$a'] } } }],
    [{ _id: 1, whole: { _id: 1, a: 1 } }],
  ],
  ['an unknown stage', sales, [{ $foo: 1 }], 40324],
  ['a change stream', sales, [{ $changeStream: {} }], 40573],
  ['an unknown expression', sales, [{ $project: { a: { $foo: 1 } } }], 168],
  ['an unknown accumulator', sales, [{ $group: { _id: null, a: { $foo: 1 } } }], 15952],
  ['a stage with two names', sales, [{ $match: {}, $limit: 1 }], 40323],
  ['$divide by zero', sales, [{ $project: { a: { $divide: [1, 0] } } }], 2],
];

/** Documents, a projection, and the first document as it comes. */
export const projectionCases: readonly (readonly [string, Document, Document, Document | number])[] = [
  ['inclusion keeps _id', { _id: 1, a: 1, b: 2 }, { a: 1 }, { _id: 1, a: 1 }],
  ['inclusion without _id', { _id: 1, a: 1, b: 2 }, { a: 1, _id: 0 }, { a: 1 }],
  ['exclusion', { _id: 1, a: 1, b: 2 }, { a: 0 }, { _id: 1, b: 2 }],
  ['only _id', { _id: 1, a: 1 }, { _id: 1 }, { _id: 1 }],
  ['all but _id', { _id: 1, a: 1 }, { _id: 0 }, { a: 1 }],
  ['the order of the document counts', { _id: 1, a: 1, b: 2 }, { b: 1, a: 1 }, { _id: 1, a: 1, b: 2 }],
  ['a path', { _id: 1, a: { b: 1, c: 2 } }, { 'a.b': 1 }, { _id: 1, a: { b: 1 } }],
  [
    'a path through an array',
    { _id: 1, a: [{ b: 1, c: 2 }, 5, { c: 3 }] },
    { 'a.b': 1 },
    { _id: 1, a: [{ b: 1 }, {}] },
  ],
  [
    'exclusion of a path through an array',
    { _id: 1, a: [{ b: 1, c: 2 }, 5] },
    { 'a.b': 0 },
    { _id: 1, a: [{ c: 2 }, 5] },
  ],
  ['$slice the first', { _id: 1, a: [1, 2, 3] }, { a: { $slice: 2 } }, { _id: 1, a: [1, 2] }],
  ['$slice the last', { _id: 1, a: [1, 2, 3] }, { a: { $slice: -1 } }, { _id: 1, a: [3] }],
  ['$slice from', { _id: 1, a: [1, 2, 3], b: 1 }, { a: { $slice: [1, 1] } }, { _id: 1, a: [2], b: 1 }],
  [
    '$elemMatch the first',
    { _id: 1, a: [{ x: 1 }, { x: 5 }, { x: 6 }] },
    { a: { $elemMatch: { x: { $gt: 4 } } } },
    { _id: 1, a: [{ x: 5 }] },
  ],
  [
    '$elemMatch without a match leaves the field out',
    { _id: 1, a: [{ x: 1 }] },
    { a: { $elemMatch: { x: 9 } } },
    { _id: 1 },
  ],
  ['an expression', { _id: 1, a: 2 }, { double: { $multiply: ['$a', 2] } }, { _id: 1, double: 4 }],
  ['a mix is refused', { _id: 1 }, { a: 1, b: 0 }, 31254],
  ['a collision is refused', { _id: 1 }, { a: 1, 'a.b': 1 }, 31250],
];

/** Values in BSON order, one of each bracket and the tricky ones between. */
export const orderedValues: unknown[] = [
  new MinKey(),
  null,
  d(NaN),
  d(-Infinity),
  decimal('-1E400'),
  -5,
  d(-0.5),
  0,
  decimal('0.1'),
  d(0.1),
  1,
  decimal('1.5'),
  2,
  d(9007199254740992),
  long('9007199254740993'),
  decimal('9007199254740993.5'),
  long('9223372036854775807'),
  decimal('1E400'),
  d(Infinity),
  '',
  'A',
  'a',
  'a\0b',
  'aa',
  'b',
  'é',
  '\uffff',
  '😀',
  {},
  { a: 1 },
  { a: 1, b: 1 },
  { b: 0 },
  { a: 'x' },
  new Binary(Buffer.from([9])),
  new Binary(Buffer.from([1, 2])),
  new ObjectId('000000000000000000000001'),
  new ObjectId('64b000000000000000000001'),
  false,
  true,
  at('1969-01-01T00:00:00Z'),
  at('2024-01-01T00:00:00Z'),
  new Timestamp({ t: 1, i: 1 }),
  new Timestamp({ t: 2, i: 0 }),
  new BSONRegExp('a'),
  new BSONRegExp('b'),
  new MaxKey(),
];
