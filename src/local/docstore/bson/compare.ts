import { Double, Long, ObjectId } from 'bson';
import { bracketOf, sortKey } from './sort-key.ts';
import type { Value } from './value.ts';

/** Order of two strings by their UTF-8 bytes, as MongoDB compares them. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      // UTF-16 puts surrogates (code points above U+FFFF) before U+E000; UTF-8 puts them last.
      const xs = x >= 0xd800 && x <= 0xdfff;
      const ys = y >= 0xd800 && y <= 0xdfff;
      if (xs !== ys) return xs ? 1 : -1;
      return x < y ? -1 : 1;
    }
  }
  return a.length - b.length < 0 ? -1 : 1;
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  // NaN equals NaN and sorts before every number.
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : 1;
}

/** BSON comparison order of two values; negative, zero or positive. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  const left = bracketOf(a);
  const right = bracketOf(b);
  if (left !== right) return left - right;
  if (a === null) return 0;
  if (typeof a === 'boolean') return Number(a) - Number(b);
  if (a instanceof Date) return compareDoubles(a.getTime(), (b as Date).getTime());
  if (a instanceof ObjectId) return Buffer.compare(a.id, (b as ObjectId).id);
  const x = a instanceof Double ? a.value : typeof a === 'number' ? a : undefined;
  const y = b instanceof Double ? b.value : typeof b === 'number' ? b : undefined;
  if (x !== undefined && y !== undefined) return compareDoubles(x, y);
  if (a instanceof Long && b instanceof Long && left === right) return a.compare(b);
  return Buffer.compare(sortKey(a), sortKey(b));
}

/** Equality in the comparison order: 1 (Int32) equals 1.0 (Double); objects only with the same field order. */
export function equalValues(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0;
}
