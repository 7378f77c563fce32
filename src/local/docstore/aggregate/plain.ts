import { BSONRegExp, Double, Long } from 'bson';
import type { Doc, Value } from '../bson/value.ts';

/** A value as mingo takes it: plain objects and JavaScript numbers (an Int64 only beyond 2^53 keeps its class). */
export function toPlain(value: Value | undefined): unknown {
  if (value instanceof Map) {
    const object: Record<string, unknown> = {};
    for (const [name, item] of value) object[name] = toPlain(item);
    return object;
  }
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Double) return value.value;
  if (value instanceof Long && value._bsontype === 'Long') {
    const number = value.toNumber();
    return Number.isSafeInteger(number) ? number : value;
  }
  return value;
}

/** The value of a plain one: whole numbers become Int32 or Int64, others Double. */
export function fromPlain(plain: unknown): Value | undefined {
  if (plain === undefined) return undefined;
  if (typeof plain === 'number') {
    if (Number.isInteger(plain) && !Object.is(plain, -0)) {
      if (plain >= -0x8000_0000 && plain <= 0x7fff_ffff) return plain;
      if (Number.isSafeInteger(plain)) return Long.fromNumber(plain);
    }
    return new Double(plain);
  }
  if (Array.isArray(plain)) return plain.map((item) => fromPlain(item) ?? null);
  if (plain instanceof RegExp) return new BSONRegExp(plain.source, plain.flags.replace(/[^imsx]/g, ''));
  if (plain !== null && typeof plain === 'object' && Object.getPrototypeOf(plain) === Object.prototype) {
    const doc: Doc = new Map();
    for (const [name, item] of Object.entries(plain)) {
      const value = fromPlain(item);
      if (value !== undefined) doc.set(name, value);
    }
    return doc;
  }
  return plain as Value;
}
