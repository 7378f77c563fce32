import { isIndex } from '../bson/paths.ts';
import { boundedKey, invert, MAX_ORDERED_KEY, sortKey } from '../bson/sort-key.ts';
import { BSON_UNDEFINED, type Doc, isDoc, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';

/** One field of an index: path components and direction. */
export interface IndexField {
  readonly path: string;
  readonly parts: readonly string[];
  readonly descending: boolean;
}

/** The keys of one document in one index. */
export interface DocumentKeys {
  /** Distinct keys, bounded for LMDB. */
  readonly keys: Buffer[];
  /** The values behind each key, for E11000. */
  readonly values: (Value | undefined)[][];
  /** A path went through an array, or ended in one. */
  readonly multikey: boolean;
  /** A key was too long to keep its whole order. */
  readonly truncated: boolean;
}

/** What remains to be resolved of one field: a fixed value, or a node with the rest of the path. */
interface Pending {
  readonly node: Value | undefined;
  readonly at: number;
  readonly done: boolean;
}

/** Descends through documents until the path ends or an array is met. */
function descend(node: Value | undefined, parts: readonly string[], from: number): Pending {
  let value = node;
  let at = from;
  while (at < parts.length) {
    if (isDoc(value)) value = value.get(parts[at++]!);
    else if (Array.isArray(value)) {
      if (!isIndex(parts[at]!) || value.some((item) => isDoc(item) && item.has(parts[at]!))) {
        return { node: value, at, done: false };
      }
      value = value[Number(parts[at++]!)];
      // A position names one element; an array there is a value of its own.
      if (at === parts.length) return { node: value, at, done: true };
    } else return { node: undefined, at: parts.length, done: true };
  }
  return { node: value, at, done: !Array.isArray(value) };
}

function expand(
  fields: readonly IndexField[],
  pending: Pending[],
  emit: (values: (Value | undefined)[]) => void,
): boolean {
  let array: Value[] | undefined;
  for (const field of pending) {
    if (field.done) continue;
    const found = field.node as Value[];
    if (array === undefined) array = found;
    else if (array !== found) {
      throw new StoreError('CannotIndexParallelArrays', 'cannot index parallel arrays');
    }
  }
  if (array === undefined) {
    emit(pending.map((field) => field.node));
    return false;
  }
  if (array.length === 0) {
    emit(
      pending.map((field, i) =>
        field.done ? field.node : field.at === fields[i]!.parts.length ? BSON_UNDEFINED : undefined,
      ),
    );
    return true;
  }
  for (const element of array) {
    const next = pending.map((field, i): Pending => {
      if (field.done) return field;
      const { parts } = fields[i]!;
      if (field.at === parts.length) return { node: element, at: field.at, done: true };
      if (!isDoc(element)) return { node: undefined, at: parts.length, done: true };
      return descend(element, parts, field.at);
    });
    expand(fields, next, emit);
  }
  return true;
}

/** The part of an index key for one value. */
export function fieldKey(value: Value, descending: boolean): Buffer {
  const key = sortKey(value);
  return descending ? invert(key) : key;
}

/**
 * The keys under which a document stands in an index: one per combination of array elements; a missing field counts as
 * null.
 * @returns undefined when the index is sparse and the document has none of its fields
 * @throws StoreError CannotIndexParallelArrays when two fields go through different arrays
 */
export function documentKeys(
  fields: readonly IndexField[],
  sparse: boolean,
  doc: Doc,
): DocumentKeys | undefined {
  const start = fields.map((field) => descend(doc, field.parts, 0));
  const keys = new Map<string, { key: Buffer; values: (Value | undefined)[] }>();
  let anyField = false;
  let truncated = false;
  const multikey = expand(fields, start, (values) => {
    if (values.some((value) => value !== undefined)) anyField = true;
    const parts = values.map((value, i) => fieldKey(value ?? null, fields[i]!.descending));
    const whole = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    if (whole.length > MAX_ORDERED_KEY) truncated = true;
    const key = boundedKey(whole);
    keys.set(key.toString('latin1'), { key, values });
  });
  if (sparse && !anyField) return undefined;
  return {
    keys: [...keys.values()].map((entry) => entry.key),
    values: [...keys.values()].map((entry) => entry.values),
    multikey,
    truncated,
  };
}
