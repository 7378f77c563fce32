import { Binary, Decimal128, Double, Long, ObjectId, Timestamp } from 'bson';
import { toDecimal as decimalOf } from '../../bson/arithmetic.ts';
import { isNumeric, type NumericValue, toJsNumber, type Value } from '../../bson/value.ts';
import { StoreError } from '../../errors.ts';
import { isoDate } from './time-zones.ts';
import { arity, isNil, kindOf, type NamedOperator, type Operator } from './operator.ts';

const INT32 = { least: -0x8000_0000, greatest: 0x7fff_ffff };

function failure(value: Value | undefined, to: string, why = 'no conversion exists'): StoreError {
  return new StoreError(
    'ConversionFailure',
    `Failed to convert ${kindOf(value)} to ${to} in $convert: ${why}.`,
  );
}

/** A number as text; that of a double has the digits that tell it from its neighbours. */
export function numberText(value: NumericValue): string {
  if (!(value instanceof Double)) return value.toString();
  return Object.is(value.value, -0) ? '-0' : String(value.value);
}

function toDouble(value: Value): Double {
  if (typeof value === 'boolean') return new Double(Number(value));
  if (value instanceof Date) return new Double(value.getTime());
  if (isNumeric(value)) return new Double(toJsNumber(value));
  if (typeof value === 'string') return new Double(numberFromText(value, 'double'));
  throw failure(value, 'double');
}

function numberFromText(text: string, to: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(inf|infinity|nan)$/i.test(text))
    throw failure(text, to, 'the string is not a number');
  if (/nan/i.test(text)) return NaN;
  if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}

/** The whole number within some bounds, cut off towards zero. */
function integer(value: Value, to: 'int' | 'long', least: bigint, greatest: bigint): bigint {
  let whole: bigint;
  if (typeof value === 'boolean') whole = BigInt(value);
  else if (value instanceof Date && to === 'long') whole = BigInt(value.getTime());
  else if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw failure(value, to, 'the string is not a whole number');
    whole = BigInt(value.replace('+', ''));
  } else if (value instanceof Long && isNumeric(value)) whole = value.toBigInt();
  else if (isNumeric(value)) {
    const number = toJsNumber(value);
    if (!Number.isFinite(number)) throw failure(value, to, 'it is not a finite number');
    whole =
      value instanceof Decimal128 && !Number.isSafeInteger(Math.trunc(number))
        ? BigInt(plainDigits(value.toString()))
        : BigInt(Math.trunc(number));
  } else throw failure(value, to);
  if (whole < least || whole > greatest) throw failure(value, to, 'it would overflow');
  return whole;
}

/** The whole part of a decimal's text, without exponent. */
function plainDigits(text: string): string {
  const [, sign, whole, fraction, exponent] = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(text)!;
  const shift = Number(exponent ?? 0);
  if (shift > 40) return `${sign}${'9'.repeat(40)}`;
  const digits = `${whole}${fraction ?? ''}`;
  const point = whole!.length + shift;
  return `${sign}${point <= 0 ? '0' : digits.padEnd(point, '0').slice(0, point)}`;
}

const toInt = (value: Value): number =>
  Number(integer(value, 'int', BigInt(INT32.least), BigInt(INT32.greatest)));
const toLong = (value: Value): Long =>
  Long.fromBigInt(integer(value, 'long', Long.MIN_VALUE.toBigInt(), Long.MAX_VALUE.toBigInt()));

function toDecimal(value: Value): Decimal128 {
  if (value instanceof Decimal128) return value;
  if (typeof value === 'boolean') return decimalOf(BigInt(value), 0);
  if (value instanceof Date) return decimalOf(BigInt(value.getTime()), 0);
  if (value instanceof Double) {
    const number = value.value;
    if (!Number.isFinite(number)) return Decimal128.fromString(String(number));
    // MongoDB takes 15 significant digits of a double.
    return Decimal128.fromString(number.toPrecision(15));
  }
  if (isNumeric(value)) return Decimal128.fromString(value.toString());
  if (typeof value !== 'string') throw failure(value, 'decimal');
  try {
    return Decimal128.fromStringWithRounding(value);
  } catch {
    throw failure(value, 'decimal', 'the string is not a number');
  }
}

function toDate(value: Value): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1_000);
  if (typeof value === 'string') {
    const date = isoDate(value);
    if (!date) throw failure(value, 'date', 'the string is not a date of ISO 8601');
    return date;
  }
  if (!isNumeric(value) || typeof value === 'number') throw failure(value, 'date');
  const date = new Date(Math.trunc(toJsNumber(value)));
  if (Number.isNaN(date.getTime())) throw failure(value, 'date', 'it would overflow');
  return date;
}

function toObjectId(value: Value): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string') throw failure(value, 'objectId');
  if (!/^[0-9a-f]{24}$/i.test(value))
    throw failure(value, 'objectId', 'the string is not 24 hexadecimal digits');
  return new ObjectId(value);
}

function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (isNumeric(value)) return numberText(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Binary && value.sub_type === Binary.SUBTYPE_UUID) return value.toUUID().toHexString();
  throw failure(value, 'string');
}

function toBool(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  return isNumeric(value) ? toJsNumber(value) !== 0 : true;
}

/** Conversions by the name and the code of the type. */
const CONVERSIONS: Readonly<Record<string, (value: Value) => Value>> = {
  double: toDouble,
  string: toText,
  objectId: toObjectId,
  bool: toBool,
  date: toDate,
  int: toInt,
  long: toLong,
  decimal: toDecimal,
};
const NAMES: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  16: 'int',
  18: 'long',
  19: 'decimal',
};

const convert: NamedOperator = {
  required: ['input', 'to'],
  optional: ['onError', 'onNull'],
  run: (args) => {
    const { input, to, onNull } = args;
    const name = isNumeric(to) ? NAMES[toJsNumber(to)] : to;
    if (isNil(input)) return onNull ?? null;
    if (isNil(to)) return null;
    if (typeof name !== 'string' || !Object.hasOwn(CONVERSIONS, name))
      throw new StoreError(
        'BadValue',
        "$convert's 'to' must be the name or code of a type it can convert to",
      );
    try {
      return CONVERSIONS[name]!(input);
    } catch (error) {
      if (!('onError' in args) || !(error instanceof StoreError && error.codeName === 'ConversionFailure'))
        throw error;
      return args['onError'];
    }
  },
};

const conversion = (name: string, to: string): Operator =>
  arity(name, 1, ([value]) => (isNil(value) ? null : CONVERSIONS[to]!(value)));

/** Operators that change the type of a value. */
export const CONVERSION_OPERATORS: Readonly<Record<string, Operator>> = {
  $toDouble: conversion('$toDouble', 'double'),
  $toString: conversion('$toString', 'string'),
  $toObjectId: conversion('$toObjectId', 'objectId'),
  $toBool: conversion('$toBool', 'bool'),
  $toDate: conversion('$toDate', 'date'),
  $toInt: conversion('$toInt', 'int'),
  $toLong: conversion('$toLong', 'long'),
  $toDecimal: conversion('$toDecimal', 'decimal'),
};

/** `$convert` */
export const NAMED_CONVERSION_OPERATORS: Readonly<Record<string, NamedOperator>> = { $convert: convert };
