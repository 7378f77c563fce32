import { compareValues } from '../bson/compare.ts';
import { walkPath } from '../bson/paths.ts';
import { BSON_UNDEFINED, type Doc, isDoc, isNumeric, toJsNumber, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';

/** Compares two documents by a sort specification. */
export type DocumentOrder = (a: Doc, b: Doc) => number;

interface SortField {
  readonly parts: readonly string[];
  readonly sign: number;
}

/** Checks a sort specification: field → 1 or -1. */
export function parseSort(spec: Doc): SortField[] {
  return [...spec].map(([path, direction]) => {
    if (isDoc(direction))
      throw new StoreError('BadValue', '$meta sort is not supported: there are no text indexes.');
    const sign = isNumeric(direction) ? toJsNumber(direction) : NaN;
    if (sign !== 1 && sign !== -1) {
      throw new StoreError(
        'Location15975',
        '$sort key ordering must be 1 (for ascending) or -1 (for descending)',
      );
    }
    if (path === '' || path.split('.').includes('')) {
      throw new StoreError('Location15998', 'FieldPath field names may not be empty strings.');
    }
    if (path.startsWith('$'))
      throw new StoreError('Location16410', `FieldPath field names may not start with '$'. Given '${path}'.`);
    return { parts: path.split('.'), sign };
  });
}

/**
 * The value by which a document is sorted: arrays count with their smallest element when ascending and their largest
 * when descending; an empty array sorts before null; a missing field as null.
 */
function sortValue(doc: Doc, field: SortField): Value {
  let best: Value | undefined;
  walkPath(doc, field.parts, true, (value, index) => {
    let candidate: Value = value ?? null;
    if (Array.isArray(value)) {
      if (value.length > 0 && index === undefined) return false;
      if (value.length === 0) candidate = BSON_UNDEFINED;
      else if (!isNestedArray(doc, field.parts, value)) return false;
    }
    if (best === undefined || field.sign * compareValues(candidate, best) < 0) best = candidate;
    return false;
  });
  return best ?? null;
}

/** An array that is itself an element of the array at the path sorts as a value; the array at the path does not. */
function isNestedArray(doc: Doc, parts: readonly string[], value: Value[]): boolean {
  let leaf = false;
  walkPath(doc, parts, false, (found) => {
    leaf ||= found === value;
    return leaf;
  });
  return !leaf;
}

/** The order of a sort specification. */
export function documentOrder(spec: Doc): DocumentOrder {
  const fields = parseSort(spec);
  return (a, b) => {
    for (const field of fields) {
      const order = compareValues(sortValue(a, field), sortValue(b, field));
      if (order !== 0) return field.sign * order;
    }
    return 0;
  };
}

/** Sorts stably, each document's sort values computed once. `limit` keeps only the first ones. */
export function sortDocuments<T extends { readonly doc: Doc }>(items: T[], spec: Doc, limit?: number): T[] {
  const fields = parseSort(spec);
  const keyed = items.map((item, position) => ({
    item,
    position,
    values: fields.map((field) => sortValue(item.doc, field)),
  }));
  keyed.sort((a, b) => {
    for (let i = 0; i < fields.length; i++) {
      const order = compareValues(a.values[i]!, b.values[i]!);
      if (order !== 0) return fields[i]!.sign * order;
    }
    return a.position - b.position;
  });
  const sorted = keyed.map(({ item }) => item);
  return limit === undefined ? sorted : sorted.slice(0, limit);
}
