import { createHash } from 'node:crypto';
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
import { BsonUndefined, type Doc, type NumericValue, type Value } from './value.ts';

/**
 * Order-preserving keys: comparing two keys byte by byte gives the BSON comparison order of the values
 * (MongoDB manual, "Comparison/Sort Order"): MinKey, undefined, null, numbers, strings and symbols, objects, arrays,
 * binary, ObjectId, boolean, date, timestamp, regular expression, code, MaxKey. Numbers of all types are compared by
 * their exact value, so equal numbers of different types have the same key. Each key is self-delimiting, so keys may be
 * concatenated; the first byte is the type bracket.
 */

/** First byte of a key: the place of the type in the comparison order. */
export const BRACKET = {
  minKey: 0x02,
  undefined: 0x04,
  null: 0x06,
  number: 0x0a,
  string: 0x10,
  object: 0x14,
  array: 0x18,
  binData: 0x1c,
  objectId: 0x20,
  bool: 0x24,
  date: 0x28,
  timestamp: 0x2c,
  regex: 0x30,
  code: 0x38,
  codeWithScope: 0x3c,
  maxKey: 0xf0,
} as const;

/** The type bracket of a value; values are comparable by `$lt` and the like only within one bracket. */
export function bracketOf(value: Value): number {
  switch (typeof value) {
    case 'number':
      return BRACKET.number;
    case 'string':
      return BRACKET.string;
    case 'boolean':
      return BRACKET.bool;
    default:
  }
  if (value === null) return BRACKET.null;
  if (value instanceof Map) return BRACKET.object;
  if (Array.isArray(value)) return BRACKET.array;
  if (value instanceof Date) return BRACKET.date;
  if (value instanceof ObjectId) return BRACKET.objectId;
  if (value instanceof Timestamp) return BRACKET.timestamp;
  if (value instanceof Double || value instanceof Long || value instanceof Decimal128) return BRACKET.number;
  if (value instanceof BSONSymbol) return BRACKET.string;
  if (value instanceof Binary) return BRACKET.binData;
  if (value instanceof BSONRegExp) return BRACKET.regex;
  if (value instanceof Code) return value.scope == null ? BRACKET.code : BRACKET.codeWithScope;
  if (value instanceof MinKey) return BRACKET.minKey;
  if (value instanceof MaxKey) return BRACKET.maxKey;
  if (value instanceof BsonUndefined) return BRACKET.undefined;
  throw new TypeError('An encoded document has no bracket');
}

class KeyWriter {
  bytes = Buffer.allocUnsafe(64);
  length = 0;

  /** Room for `size` bytes. May replace the buffer, so take the position before touching `bytes`. */
  reserve(size: number): number {
    const at = this.length;
    if (at + size > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, at + size));
      this.bytes.copy(larger, 0, 0, at);
      this.bytes = larger;
    }
    this.length = at + size;
    return at;
  }

  byte(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }

  raw(data: Uint8Array): void {
    const at = this.reserve(data.length);
    this.bytes.set(data, at);
  }

  /** UTF-8 with 00 escaped as 00 FF, ended by 00 00: shorter strings sort before their extensions. */
  text(text: string): void {
    const size = Buffer.byteLength(text);
    if (text.includes('\0')) {
      for (const part of Buffer.from(text)) {
        this.byte(part);
        if (part === 0) this.byte(0xff);
      }
    } else {
      const at = this.reserve(size);
      this.bytes.write(text, at, size, 'utf8');
    }
    this.byte(0);
    this.byte(0);
  }
}

const scratch = Buffer.alloc(8);

/** Eight bytes that sort as doubles do; NaN sorts before every number, -0 equals 0. */
function writeDouble(out: KeyWriter, value: number): void {
  const at = out.reserve(8);
  if (Number.isNaN(value)) {
    out.bytes.fill(0, at, at + 8);
    return;
  }
  scratch.writeDoubleBE(value === 0 ? 0 : value, 0);
  if (scratch[0]! & 0x80) for (let i = 0; i < 8; i++) out.bytes[at + i] = scratch[i]! ^ 0xff;
  else {
    scratch.copy(out.bytes, at);
    out.bytes[at] = scratch[0]! | 0x80;
  }
}

const EXACT = 0x00;
const INEXACT = 0x01;

function writeNumber(out: KeyWriter, value: NumericValue): void {
  if (typeof value === 'number') {
    writeDouble(out, value);
    out.byte(EXACT);
  } else if (value instanceof Double) {
    writeDouble(out, value.value);
    out.byte(EXACT);
  } else if (value instanceof Long) {
    const asDouble = value.toNumber();
    if (Number.isSafeInteger(asDouble)) {
      writeDouble(out, asDouble);
      out.byte(EXACT);
    } else writeRational(out, value.toBigInt(), 1n, 0);
  } else writeDecimal(out, value);
}

/** Largest double not above the exact number `numerator / denominator`. */
function floorDouble(numerator: bigint, denominator: bigint, estimate: number): number {
  let double = estimate;
  if (double === Infinity) double = Number.MAX_VALUE;
  if (double === -Infinity) return double;
  while (compareToDouble(numerator, denominator, double) < 0) double = previousDouble(double);
  for (;;) {
    const next = nextDouble(double);
    if (next === Infinity || compareToDouble(numerator, denominator, next) < 0) return double;
    double = next;
  }
}

function bitsOf(value: number): bigint {
  scratch.writeDoubleBE(value, 0);
  return scratch.readBigUInt64BE(0);
}

function fromBits(bits: bigint): number {
  scratch.writeBigUInt64BE(bits, 0);
  return scratch.readDoubleBE(0);
}

function nextDouble(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  return fromBits(value > 0 ? bitsOf(value) + 1n : bitsOf(value) - 1n);
}

function previousDouble(value: number): number {
  return -nextDouble(-value);
}

/** The exact value of a finite double as numerator and denominator. */
function doubleRational(value: number): [bigint, bigint] {
  const bits = bitsOf(value);
  const exponentBits = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const mantissa = exponentBits === 0 ? fraction : fraction | 0x10_0000_0000_0000n;
  const exponent = (exponentBits === 0 ? 1 : exponentBits) - 1075;
  const signed = bits >> 63n ? -mantissa : mantissa;
  return exponent >= 0 ? [signed << BigInt(exponent), 1n] : [signed, 1n << BigInt(-exponent)];
}

function compareToDouble(numerator: bigint, denominator: bigint, double: number): number {
  const [n, d] = doubleRational(double);
  const left = numerator * d;
  const right = n * denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * The double below, then how far the exact value lies above it: 128 bits of the fraction of one double step. That
 * separates all Int64 and Decimal128 values within the range of doubles.
 */
function writeRational(
  out: KeyWriter,
  numerator: bigint,
  denominator: bigint,
  decimalExponent: number,
): void {
  const estimate = Number(`${numerator}e${decimalExponent}`);
  const [top, bottom] =
    decimalExponent >= 0
      ? [numerator * 10n ** BigInt(decimalExponent), denominator]
      : [numerator, denominator * 10n ** BigInt(-decimalExponent)];
  const floor = floorDouble(top, bottom, estimate);
  writeDouble(out, floor);
  if (floor !== -Infinity && compareToDouble(top, bottom, floor) === 0) {
    out.byte(EXACT);
    return;
  }
  out.byte(INEXACT);
  const next = nextDouble(floor);
  if (floor === -Infinity || next === Infinity) {
    out.raw(Buffer.alloc(16, 0));
  } else {
    const [fn, fd] = doubleRational(floor);
    const [nn, nd] = doubleRational(next);
    // (value - floor) / (next - floor) as a 128-bit fraction
    const aboveTop = (top * fd - fn * bottom) * nd * fd;
    const aboveBottom = bottom * fd * (nn * fd - fn * nd);
    const fraction = (aboveTop << 128n) / aboveBottom;
    out.raw(Buffer.from(fraction.toString(16).padStart(32, '0').slice(-32), 'hex'));
  }
}

interface DecimalParts {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** Sign, digits and exponent of a finite decimal; undefined for NaN and infinities. */
export function decimalParts(value: Decimal128): DecimalParts | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]\d+))?$/.exec(value.toString());
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  const digits = `${match[2]}${fraction}`.replace(/^0+(?=\d)/, '');
  return { negative: match[1] === '-', digits, exponent: Number(match[4] ?? 0) - fraction.length };
}

function writeDecimal(out: KeyWriter, value: Decimal128): void {
  const parts = decimalParts(value);
  if (!parts) {
    const text = value.toString();
    writeDouble(out, text === 'NaN' ? NaN : text.startsWith('-') ? -Infinity : Infinity);
    out.byte(EXACT);
    return;
  }
  const digits = parts.digits.replace(/0+$/, '');
  if (digits === '') {
    writeDouble(out, 0);
    out.byte(EXACT);
    return;
  }
  const exponent = parts.exponent + (parts.digits.length - digits.length);
  const magnitude = digits.length + exponent;
  if (magnitude > 309 || magnitude < -322) {
    // Beyond the range of doubles: between the last double and infinity, or between zero and the first one.
    const huge = magnitude > 309;
    const base = huge
      ? parts.negative
        ? -Infinity
        : Number.MAX_VALUE
      : parts.negative
        ? -Number.MIN_VALUE
        : 0;
    writeDouble(out, base);
    out.byte(INEXACT);
    out.raw(Buffer.alloc(16, huge === parts.negative ? 0x00 : 0xff));
    const tail = Buffer.from(`${String(magnitude + 10_000).padStart(5, '0')}${digits.padEnd(34, '0')}`);
    out.raw(parts.negative ? tail.map((byte) => byte ^ 0xff) : tail);
    return;
  }
  const unsigned = BigInt(digits);
  writeRational(out, parts.negative ? -unsigned : unsigned, 1n, exponent);
}

function writeInt64(out: KeyWriter, high: number, low: number): void {
  const at = out.reserve(8);
  out.bytes.writeUInt32BE((high ^ 0x8000_0000) >>> 0, at);
  out.bytes.writeUInt32BE(low >>> 0, at + 4);
}

function writePayload(out: KeyWriter, value: Value): void {
  if (typeof value === 'number') writeNumber(out, value);
  else if (typeof value === 'string') out.text(value);
  else if (typeof value === 'boolean') out.byte(value ? 1 : 0);
  else if (value === null) return;
  else if (value instanceof Map) writeObject(out, value);
  else if (Array.isArray(value)) {
    for (const item of value) writeKey(out, item);
    out.byte(0);
  } else if (value instanceof Date) {
    const milliseconds = value.getTime();
    const high = Math.floor(milliseconds / 0x1_0000_0000);
    writeInt64(out, high, milliseconds - high * 0x1_0000_0000);
  } else if (value instanceof ObjectId) out.raw(value.id);
  else if (value instanceof Timestamp) {
    const at = out.reserve(8);
    out.bytes.writeUInt32BE(value.high >>> 0, at);
    out.bytes.writeUInt32BE(value.low >>> 0, at + 4);
  } else if (value instanceof Double || value instanceof Long || value instanceof Decimal128) {
    writeNumber(out, value);
  } else if (value instanceof BSONSymbol) out.text(value.value);
  else if (value instanceof Binary) {
    const at = out.reserve(5);
    out.bytes.writeUInt32BE(value.position, at);
    out.bytes[at + 4] = value.sub_type;
    out.raw(value.buffer.subarray(0, value.position));
  } else if (value instanceof BSONRegExp) {
    out.text(value.pattern);
    out.text(value.options);
  } else if (value instanceof Code) {
    out.text(value.code);
    if (value.scope != null) writeObject(out, value.scope as unknown as Doc);
  }
}

/** Field by field: type, then name, then value. */
function writeObject(out: KeyWriter, doc: Doc): void {
  for (const [name, value] of doc) {
    out.byte(bracketOf(value));
    out.text(name);
    writePayload(out, value);
  }
  out.byte(0);
}

function writeKey(out: KeyWriter, value: Value): void {
  out.byte(bracketOf(value));
  writePayload(out, value);
}

/** The order-preserving key of one value. */
export function sortKey(value: Value): Buffer {
  const out = new KeyWriter();
  writeKey(out, value);
  return out.bytes.subarray(0, out.length);
}

/** Reverses the order of keys, for a descending index field. */
export function invert(key: Uint8Array): Buffer {
  const inverted = Buffer.allocUnsafe(key.length);
  for (let i = 0; i < key.length; i++) inverted[i] = key[i]! ^ 0xff;
  return inverted;
}

/** LMDB keys end near 1,978 bytes; a longer key keeps this many bytes and a hash of the whole. */
export const MAX_ORDERED_KEY = 1_024;

/** A key that LMDB can hold. Beyond `MAX_ORDERED_KEY` bytes equality stays exact (SHA-256), order only by prefix. */
export function boundedKey(key: Buffer): Buffer {
  if (key.length <= MAX_ORDERED_KEY) return key;
  return Buffer.concat([key.subarray(0, MAX_ORDERED_KEY), createHash('sha256').update(key).digest()]);
}
