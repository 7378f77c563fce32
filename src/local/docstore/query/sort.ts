import { compareValues } from '../bson/compare.ts';
import { walkPath } from '../bson/paths.ts';
import {
  BSON_UNDEFINED,
  type Doc,
  isDoc,
  isNumeric,
  toJsNumber,
  typeName,
  type Value,
} from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { type Flow, PAUSE, type Paced, type Slice } from '../pace.ts';
import { fieldPath } from './field-path.ts';

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
      throw direction.has('$meta')
        ? new StoreError('Location40218', '$meta sort is not supported: there are no text indexes.')
        : new StoreError('Location17312', '$meta is the only expression supported by $sort.');
    if (!isNumeric(direction))
      throw new StoreError(
        'Location15974',
        `Illegal key in $sort specification: ${path} must be 1 or -1, not ${typeName(direction)}`,
      );
    const sign = toJsNumber(direction);
    if (sign !== 1 && sign !== -1) {
      throw new StoreError(
        'Location15975',
        '$sort key ordering must be 1 (for ascending) or -1 (for descending)',
      );
    }
    return { parts: fieldPath(path), sign };
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

/** Something to be sorted by a document, which is looked at once and not kept. */
export interface Sortable<T> {
  readonly item: T;
  readonly doc: Doc;
}

interface Keyed<T> {
  readonly item: T;
  readonly values: readonly Value[];
}

type KeyedOrder = (a: Keyed<unknown>, b: Keyed<unknown>) => number;

function keyedBy<T>({ item, doc }: Sortable<T>, fields: readonly SortField[]): Keyed<T> {
  return { item, values: fields.map((field) => sortValue(doc, field)) };
}

function keyedOrder(fields: readonly SortField[]): KeyedOrder {
  return (a, b) => {
    for (let i = 0; i < fields.length; i++) {
      const order = compareValues(a.values[i]!, b.values[i]!);
      if (order !== 0) return fields[i]!.sign * order;
    }
    return 0;
  };
}

/** Sorts stably, each document's sort values computed once. */
export function sortDocuments<T>(items: readonly Sortable<T>[], spec: Doc): T[] {
  const fields = parseSort(spec);
  return items
    .map((item) => keyedBy(item, fields))
    .sort(keyedOrder(fields))
    .map(({ item }) => item);
}

/** So many are sorted without a pause. */
const RUN = 500;

/** The same for a flow: runs are sorted and then merged, with pauses between. */
export function* sortedFlow<T>(
  flow: Flow<Sortable<T>>,
  spec: Doc,
  slice: Slice | undefined,
): Paced<never, T[]> {
  const fields = parseSort(spec);
  const order = keyedOrder(fields);
  let run: Keyed<T>[] = [];
  let runs: Keyed<T>[][] = [run];
  for (const item of flow) {
    if (item === PAUSE) yield PAUSE;
    else {
      if (run.length === RUN) {
        run.sort(order);
        runs.push((run = []));
      }
      run.push(keyedBy(item, fields));
    }
  }
  run.sort(order);
  while (runs.length > 1) {
    const merged: Keyed<T>[][] = [];
    for (let i = 0; i < runs.length; i += 2)
      merged.push(i + 1 < runs.length ? yield* merge(runs[i]!, runs[i + 1]!, order, slice) : runs[i]!);
    runs = merged;
  }
  return runs[0]!.map(({ item }) => item);
}

/** Of equal ones those of the first run come first: the sort stays stable. */
function* merge<T>(
  first: readonly Keyed<T>[],
  second: readonly Keyed<T>[],
  order: KeyedOrder,
  slice: Slice | undefined,
): Paced<never, Keyed<T>[]> {
  const merged: Keyed<T>[] = [];
  let [i, j] = [0, 0];
  while (i < first.length || j < second.length) {
    const takesFirst = j === second.length || (i < first.length && order(first[i]!, second[j]!) <= 0);
    merged.push(takesFirst ? first[i++]! : second[j++]!);
    if (merged.length % RUN === 0 && slice?.isOver === true) yield PAUSE;
  }
  return merged;
}
