import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';

/**
 * The in-memory form of BSON. A document is a `Map`, so that field order survives for every name
 * (JavaScript objects move integer-like names to the front); a `number` is always an Int32, the other
 * numeric types keep their bson class. `undefined` means "no such field" and is never stored.
 */
export type Doc = Map<string, Value>;

/** One BSON value. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Double
  | Long
  | Decimal128
  | Date
  | ObjectId
  | Binary
  | BSONRegExp
  | BSONSymbol
  | Timestamp
  | Code
  | MinKey
  | MaxKey
  | BsonUndefined
  | RawDocument
  | Doc
  | Value[];

/** The deprecated BSON type `undefined` (6): stored and returned, sorted before null. */
export class BsonUndefined {
  readonly _bsontype = 'Undefined';
}

/** The one value of the deprecated type `undefined`. */
export const BSON_UNDEFINED = new BsonUndefined();

/** An encoded document that is copied into a reply as it is. */
export class RawDocument {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** A numeric BSON value. */
export type NumericValue = number | Double | Long | Decimal128;

/** True for Int32, Double, Int64 and Decimal128. */
export function isNumeric(value: Value | undefined): value is NumericValue {
  return (
    typeof value === 'number' ||
    value instanceof Double ||
    // A Timestamp is a Long to JavaScript, and no number.
    (value instanceof Long && !(value instanceof Timestamp)) ||
    value instanceof Decimal128
  );
}

/** True for a document. */
export function isDoc(value: Value | undefined): value is Doc {
  return value instanceof Map;
}

/** Numeric type codes of the BSON specification (bsonspec.org). */
export const BSON_TYPE = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
} as const;

/** Alias of a BSON type as `$type` accepts it. */
export type BsonTypeName = keyof typeof BSON_TYPE;

/** The alias of a value's BSON type. */
export function typeName(value: Value): BsonTypeName {
  switch (typeof value) {
    case 'number':
      return 'int';
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    default:
  }
  if (value === null) return 'null';
  if (value instanceof Map) return 'object';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Double) return 'double';
  if (value instanceof Timestamp) return 'timestamp'; // before Long: Timestamp extends it
  if (value instanceof Long) return 'long';
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof Binary) return 'binData';
  if (value instanceof BSONRegExp) return 'regex';
  if (value instanceof BSONSymbol) return 'symbol';
  if (value instanceof Code) return value.scope == null ? 'javascript' : 'javascriptWithScope';
  if (value instanceof MinKey) return 'minKey';
  if (value instanceof MaxKey) return 'maxKey';
  if (value instanceof BsonUndefined) return 'undefined';
  return 'object';
}

/** A JavaScript number for Int32, Double and Int64 values (exact up to 2^53), NaN for Decimal128 that is none. */
export function toJsNumber(value: NumericValue): number {
  if (typeof value === 'number') return value;
  if (value instanceof Double) return value.value;
  if (value instanceof Long) return value.toNumber();
  return Number(value.toString());
}
