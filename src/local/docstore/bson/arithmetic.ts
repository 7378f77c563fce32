import { Decimal128, Double, Long } from 'bson';
import { decimalParts } from './sort-key.ts';
import { type NumericValue, toJsNumber } from './value.ts';

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const DECIMAL_DIGITS = 34;

/** An Int32 when it fits, else an Int64; undefined beyond 64 bits. */
export function fromInteger(value: bigint, atLeast: 'int' | 'long'): number | Long | undefined {
  if (value > INT64_MAX || value < INT64_MIN) return undefined;
  if (atLeast === 'int' && value >= -2_147_483_648n && value <= 2_147_483_647n) return Number(value);
  return Long.fromBigInt(value);
}

function toBigInt(value: number | Long): bigint {
  return typeof value === 'number' ? BigInt(value) : value.toBigInt();
}

function toDecimalText(value: NumericValue): string {
  if (typeof value === 'number') return String(value);
  if (value instanceof Double) {
    const number = value.value;
    if (Number.isNaN(number)) return 'NaN';
    if (!Number.isFinite(number)) return number < 0 ? '-Infinity' : 'Infinity';
    // MongoDB takes 15 significant digits of a double into a decimal.
    return Number.isInteger(number) && Math.abs(number) < 1e15
      ? String(number)
      : String(Number(number.toPrecision(15)));
  }
  return value.toString();
}

/** The decimal nearest to `coefficient × 10^exponent`, ties to even. */
export function toDecimal(coefficient: bigint, exponent: number): Decimal128 {
  const negative = coefficient < 0n;
  let digits = (negative ? -coefficient : coefficient).toString();
  let power = exponent;
  if (digits.length > DECIMAL_DIGITS) {
    const drop = digits.length - DECIMAL_DIGITS;
    const kept = BigInt(digits.slice(0, DECIMAL_DIGITS));
    const rest = BigInt(digits.slice(DECIMAL_DIGITS));
    const half = 5n * 10n ** BigInt(drop - 1);
    const up = rest > half || (rest === half && kept % 2n === 1n);
    digits = (up ? kept + 1n : kept).toString();
    power += drop;
  }
  return Decimal128.fromStringWithRounding(`${negative ? '-' : ''}${digits}E${power}`);
}

function decimalOperation(a: NumericValue, b: NumericValue, operation: 'add' | 'multiply'): Decimal128 {
  const x = Decimal128.fromStringWithRounding(toDecimalText(a));
  const y = Decimal128.fromStringWithRounding(toDecimalText(b));
  const left = decimalParts(x);
  const right = decimalParts(y);
  if (!left || !right) {
    // NaN and infinities follow the rules of doubles.
    const [p, q] = [Number(x.toString()), Number(y.toString())];
    return Decimal128.fromString(String(operation === 'add' ? p + q : p * q));
  }
  const l = BigInt(left.digits) * (left.negative ? -1n : 1n);
  const r = BigInt(right.digits) * (right.negative ? -1n : 1n);
  if (operation === 'multiply') return toDecimal(l * r, left.exponent + right.exponent);
  const exponent = Math.min(left.exponent, right.exponent);
  return toDecimal(
    l * 10n ** BigInt(left.exponent - exponent) + r * 10n ** BigInt(right.exponent - exponent),
    exponent,
  );
}

function operate(a: NumericValue, b: NumericValue, operation: 'add' | 'multiply'): NumericValue | undefined {
  if (a instanceof Decimal128 || b instanceof Decimal128) return decimalOperation(a, b, operation);
  if (a instanceof Double || b instanceof Double) {
    const [x, y] = [toJsNumber(a), toJsNumber(b)];
    return new Double(operation === 'add' ? x + y : x * y);
  }
  const [x, y] = [toBigInt(a), toBigInt(b)];
  const wide = a instanceof Long || b instanceof Long;
  return fromInteger(operation === 'add' ? x + y : x * y, wide ? 'long' : 'int');
}

/**
 * Sum by MongoDB's type rules: the widest of the two types; Int32 overflow gives Int64.
 * @returns undefined on Int64 overflow
 */
export function add(a: NumericValue, b: NumericValue): NumericValue | undefined {
  return operate(a, b, 'add');
}

/** Product by the same rules as `add`. */
export function multiply(a: NumericValue, b: NumericValue): NumericValue | undefined {
  return operate(a, b, 'multiply');
}
