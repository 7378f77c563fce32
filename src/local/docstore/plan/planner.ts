import { ObjectId } from 'bson';
import { invert } from '../bson/sort-key.ts';
import { boundedKey, MAX_ORDERED_KEY, sortKey } from '../bson/sort-key.ts';
import { type Doc, isDoc, isNumeric, toJsNumber, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { parseSort } from '../query/sort.ts';
import { type Paced, PAUSE, type Slice } from '../pace.ts';
import type { Index, IndexEntry, Readable, StoredDocument } from '../storage/collection.ts';
import { indexPrefix, INDEX_PREFIX_BYTES } from '../storage/layout.ts';
import { type FieldBounds, filterBounds, type FilterBounds, implies } from './bounds.ts';

/** One range of index keys, with the length of the part that is the same in all of them. */
interface Scan {
  readonly lower: Buffer;
  readonly upper: Buffer;
  readonly fixed: number;
}

/** How the documents of a query are found. The filter is always checked again on each document. */
export interface Plan {
  /** The index used; undefined means that the whole collection is read. */
  readonly index: Index | undefined;
  readonly scans: readonly Scan[];
  readonly reverse: boolean;
  /** The documents come in the order of the requested sort. */
  readonly sorted: boolean;
  /** Every document that the scans name matches the filter: to count them nothing of them need be read. */
  readonly exact: boolean;
  /** The scans are merged by what follows their fixed part, to come out sorted. */
  readonly merge: boolean;
  /** What `explain` shows of the bounds: path → text, without values. */
  readonly bounds: ReadonlyMap<string, string>;
  /** One plan per clause of an `$or`, each with an index; empty for any other plan. */
  readonly union: readonly Plan[];
}

/** Counts for `explain`. */
export interface ScanCounts {
  keysExamined: number;
  docsExamined: number;
}

/** More combinations of `$in` values than this are read as one range. */
const MAX_SCANS = 200;
/** An `$or` with more clauses than this, nested ones multiplied out, is not taken apart. */
const MAX_UNION = 64;

/** Reads the whole collection. */
export const COLLECTION_SCAN: Plan = {
  index: undefined,
  scans: [],
  reverse: false,
  sorted: false,
  exact: false,
  merge: false,
  bounds: new Map(),
  union: [],
};

/**
 * Chooses an index: the one that fixes most leading fields, then bounds a further one, then gives the sort order. An
 * `$or` is answered from one index per clause where that bounds more than an index for the rest of the filter.
 * @param sort field → 1 or -1; undefined for no order
 * @param hint index name, key pattern or `$natural`
 * @throws StoreError BadValue for a hint that names no index
 */
export function planQuery(collection: Readable, filter: Doc, sort: Doc | undefined, hint?: Value): Plan {
  const natural = naturalDirection(hint) ?? naturalDirection(sort);
  if (natural !== undefined)
    return { ...COLLECTION_SCAN, reverse: natural < 0, sorted: naturalDirection(sort) !== undefined };
  if (hint !== undefined) {
    const hinted = hintedIndex(collection, hint);
    return (
      planWith(hinted, filterBounds(filter), sort, true, saysBoundsOnly(conjunction(filter)))?.plan ??
      COLLECTION_SCAN
    );
  }
  return bestPlan(collection, filter, sort, MAX_UNION)?.plan ?? COLLECTION_SCAN;
}

interface Candidate {
  readonly plan: Plan;
  readonly score: number;
}

function bestPlan(
  collection: Readable,
  filter: Doc,
  sort: Doc | undefined,
  clausesLeft: number,
): Candidate | undefined {
  const bounds = filterBounds(filter);
  const isAllBounds = saysBoundsOnly(conjunction(filter));
  for (const { points } of bounds.values())
    if (points?.length === 0) return { plan: nothing(collection), score: Infinity };
  let best: Candidate | undefined;
  for (const index of collection.indexes) {
    const candidate = planWith(index, bounds, sort, false, isAllBounds);
    if (candidate && (!best || candidate.score > best.score)) best = candidate;
  }
  const union = unionPlan(collection, filter, clausesLeft);
  return union && (!best || union.score > best.score) ? union : best;
}

/** For a filter that no document can match, such as `$in: []`. */
function nothing(collection: Readable): Plan {
  return { ...COLLECTION_SCAN, index: collection.idIndex, sorted: true };
}

/** Every clause of the first `$or`, with the rest of the filter, from an index of its own. */
function unionPlan(collection: Readable, filter: Doc, clausesLeft: number): Candidate | undefined {
  const conditions = conjunction(filter);
  const at = conditions.findIndex(([name, value]) => name === '$or' && Array.isArray(value));
  const [, clauses] = conditions[at] ?? [];
  if (!Array.isArray(clauses) || clauses.length === 0 || clauses.length > clausesLeft) return undefined;
  const rest = conditions.filter((_, i) => i !== at).map((condition): Doc => new Map([condition]));
  const union: Plan[] = [];
  let score = Infinity;
  for (const clause of clauses) {
    if (!isDoc(clause)) return undefined;
    const branch = bestPlan(
      collection,
      new Map([['$and', [...rest, clause]]]),
      undefined,
      Math.floor(clausesLeft / clauses.length),
    );
    if (!branch) return undefined;
    score = Math.min(score, branch.score);
    union.push(branch.plan);
  }
  return { plan: { ...COLLECTION_SCAN, union, exact: union.every(({ exact }) => exact) }, score };
}

/**
 * Whether each condition is on a field of its own and no more than index keys can tell exactly: equality and `$in` with
 * ordinary values, or one side of a range of dates or texts. A path into a field is more than that: what is passed through
 * may be an array within an array.
 */
function saysBoundsOnly(conditions: readonly [string, Value][]): boolean {
  const names = new Set(conditions.map(([name]) => name));
  return (
    names.size === conditions.length &&
    conditions.every(([name, value]) => !/^\$|\./.test(name) && isExactCondition(value))
  );
}

function isExactCondition(value: Value): boolean {
  if (!isDoc(value)) return isExactPoint(value);
  if (value.size !== 1) return false;
  const [[operator, operand]] = [...value] as [[string, Value]];
  switch (operator) {
    case '$eq':
      return isExactPoint(operand);
    case '$in':
      return Array.isArray(operand) && operand.every(isExactPoint);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return operand instanceof Date || typeof operand === 'string';
    default:
      return false;
  }
}

function isExactPoint(value: Value): boolean {
  return (
    value === null ||
    ['string', 'number', 'boolean'].includes(typeof value) ||
    value instanceof Date ||
    value instanceof ObjectId
  );
}

/** The conditions that must all hold, `$and` taken apart. */
function conjunction(filter: Doc): [string, Value][] {
  return [...filter].flatMap(([name, value]): [string, Value][] =>
    name === '$and' && Array.isArray(value)
      ? value.flatMap((clause) => (isDoc(clause) ? conjunction(clause) : []))
      : [[name, value]],
  );
}

/**
 * The direction of `$natural`; undefined when something else is asked for.
 * @throws StoreError BadValue when it is neither 1 nor -1, or stands beside something else
 */
function naturalDirection(value: Value | undefined): number | undefined {
  const direction = isDoc(value) ? value.get('$natural') : undefined;
  if (!isDoc(value) || direction === undefined) return undefined;
  if (value.size > 1) throw new StoreError('BadValue', "Cannot include '$natural' in compound sort or hint");
  const number = isNumeric(direction) ? toJsNumber(direction) : NaN;
  if (number !== 1 && number !== -1)
    throw new StoreError('BadValue', '$natural cannot be set to a value other than -1 or 1.');
  return number;
}

/** @throws StoreError for a sort that is none, also of a collection that does not exist */
export function checkSort(sort: Doc | undefined, hint: Value | undefined): void {
  if (!sort || sort.size === 0) return;
  if (naturalDirection(sort) === undefined) parseSort(sort);
  else if (hint !== undefined && naturalDirection(hint) === undefined)
    throw new StoreError('BadValue', 'A hint beside a $natural sort must be $natural too.');
}

function hintedIndex(collection: Readable, hint: Value): Index {
  const wanted = isDoc(hint) ? sortKey(hint) : undefined;
  const [index, another] = collection.indexes.filter((item) =>
    wanted ? sortKey(item.keyPattern).equals(wanted) : item.name === hint,
  );
  if (another) throw new StoreError('BadValue', 'hint matched multiple indexes, must hint by index name');
  if (!index) throw new StoreError('BadValue', 'hint provided does not correspond to an existing index');
  return index;
}

function planWith(
  index: Index,
  bounds: FilterBounds,
  sort: Doc | undefined,
  forced: boolean,
  isAllBounds: boolean,
): Candidate | undefined {
  if (index.partialFilter && !implies(bounds, index.partialFilter, index.partialTest!)) {
    if (!forced) return undefined;
  }
  const shown = new Map<string, string>();
  const used: string[] = [];
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  let fixedFields = 0;
  let singlePoint = true;
  for (const field of index.fields) {
    const bound = usable(index, used, field.path, bounds);
    if (!bound?.points || prefixes.length * bound.points.length > MAX_SCANS || bound.points.length === 0)
      break;
    if (index.sparse && bound.points.includes(null)) break;
    const keys = bound.points.map((point) => directed(sortKey(point), field.descending));
    prefixes = prefixes.flatMap((prefix) => keys.map((key) => Buffer.concat([prefix, key])));
    if (keys.length > 1) singlePoint = false;
    shown.set(field.path, keys.length === 1 ? '[point]' : `[${keys.length} points]`);
    used.push(field.path);
    fixedFields++;
  }
  let range: { lower: Buffer; upper: Buffer; sides: number } | undefined;
  let besides: Buffer | undefined;
  const rangeField = index.fields[fixedFields];
  if (rangeField) {
    const bound = usable(index, used, rangeField.path, bounds);
    if (bound) range = rangeOf(bound, rangeField.descending, index.multikey);
    if (range && bound?.besides) besides = directed(sortKey(bound.besides), rangeField.descending);
    if (range) shown.set(rangeField.path, range.sides === 2 ? '[from, to]' : '[half-open]');
  }
  if (index.sparse && fixedFields === 0 && !range && !forced) return undefined;

  const head = indexPrefix(index.id);
  const complete = fixedFields === index.fields.length;
  const scans = prefixes.map((prefix) => scanOf(head, prefix, range, complete));
  if (besides) {
    const point = { lower: besides, upper: successor(besides) };
    scans.push(...prefixes.map((prefix) => scanOf(head, prefix, point, complete)));
  }
  scans.sort((a, b) => Buffer.compare(a.lower, b.lower));

  const exact =
    isAllBounds &&
    shown.size === bounds.size &&
    !(range && rangeField?.descending) &&
    !index.truncated &&
    scans.every(({ lower, upper }) => Math.max(lower.length, upper.length) < MAX_ORDERED_KEY);
  const order =
    sort && !index.multikey && !index.truncated ? sortDirection(index, fixedFields, bounds, sort) : undefined;
  const merge = order !== undefined && !singlePoint;
  if (fixedFields === 0 && !range && order === undefined && !forced) return undefined;
  const score =
    (complete && index.unique ? 1_000 : 0) +
    fixedFields * 100 +
    (range ? 20 + range.sides * 10 : 0) +
    (order !== undefined ? 45 : 0) -
    (prefixes.length > 1 ? 5 : 0) -
    index.fields.length;
  return {
    plan: {
      index,
      scans: order === -1 ? [...scans].reverse() : scans,
      reverse: order === -1,
      sorted: order !== undefined,
      exact,
      merge,
      bounds: shown,
      union: [],
    },
    score,
  };
}

/**
 * The bounds that may limit this field. In a multikey index two fields below the same array cannot both be limited:
 * the filter may be met by two different elements.
 */
function usable(
  index: Index,
  used: readonly string[],
  path: string,
  bounds: FilterBounds,
): FieldBounds | undefined {
  const bound = bounds.get(path);
  if (!bound) return undefined;
  if (!index.multikey) return bound;
  const root = path.split('.')[0];
  return used.some((other) => other.split('.')[0] === root) ? undefined : bound;
}

function directed(key: Buffer, descending: boolean): Buffer {
  return descending ? invert(key) : key;
}

/** The smallest key greater than every key that starts with this one. */
export function successor(key: Buffer): Buffer {
  const next = Buffer.from(key);
  for (let i = next.length - 1; i >= 0; i--) {
    if (next[i]! < 0xff) {
      next[i]!++;
      return next.subarray(0, i + 1);
    }
  }
  return Buffer.concat([key, Buffer.alloc(16, 0xff)]);
}

function rangeOf(
  bound: FieldBounds,
  descending: boolean,
  multikey: boolean,
): { lower: Buffer; upper: Buffer; sides: number } | undefined {
  const { lower } = bound;
  let { upper } = bound;
  if (!lower && !upper) return undefined;
  // One element may meet the lower bound and another the upper one.
  if (multikey && lower && upper) upper = undefined;
  const lowKey = lower && sortKey(lower.value);
  const highKey = upper && sortKey(upper.value);
  if (lowKey && highKey && lowKey[0] !== highKey[0]) return undefined;
  const bracket = Buffer.from([(lowKey ?? highKey)![0]!]);
  const from = lowKey ? (lower.inclusive ? lowKey : successor(lowKey)) : bracket;
  const to = highKey ? (upper!.inclusive ? successor(highKey) : highKey) : successor(bracket);
  const sides = lower && upper ? 2 : 1;
  if (!descending) return { lower: from, upper: to, sides };
  // Inverting swaps the ends: keys in (~to, ~from], widened by one so that both ends are inside; the filter decides.
  return { lower: invert(to), upper: successor(invert(from)), sides };
}

function scanOf(
  head: Buffer,
  prefix: Buffer,
  range: { lower: Buffer; upper: Buffer } | undefined,
  complete: boolean,
): Scan {
  const lowKey = range ? Buffer.concat([prefix, range.lower]) : prefix;
  const highKey = range ? Buffer.concat([prefix, range.upper]) : undefined;
  // Keys in the index are cut at MAX_ORDERED_KEY: cut bounds the same way, widening them.
  const cutLow = lowKey.length > MAX_ORDERED_KEY;
  const exact = complete && !range;
  const lower = exact ? boundedKey(lowKey) : cutLow ? lowKey.subarray(0, MAX_ORDERED_KEY) : lowKey;
  const upper = exact
    ? successor(lower)
    : highKey
      ? highKey.length > MAX_ORDERED_KEY
        ? successor(highKey.subarray(0, MAX_ORDERED_KEY))
        : highKey
      : lower.length === 0
        ? undefined
        : successor(lower);
  return {
    lower: Buffer.concat([head, lower]),
    upper: upper ? Buffer.concat([head, upper]) : successor(head),
    fixed: INDEX_PREFIX_BYTES + prefix.length,
  };
}

/** 1 or -1 when the index, after the fixed fields, runs in the requested order or its reverse. */
function sortDirection(
  index: Index,
  fixedFields: number,
  bounds: FilterBounds,
  sort: Doc,
): 1 | -1 | undefined {
  let direction: 1 | -1 | undefined;
  let at = fixedFields;
  for (const [path, wanted] of sort) {
    if (!isNumeric(wanted)) return undefined;
    // A field with one possible value does not change the order.
    const points = bounds.get(path)?.points;
    const position = index.fields.findIndex((field) => field.path === path);
    if (position >= 0 && position < fixedFields && points?.length === 1) continue;
    const field = index.fields[at];
    if (field?.path !== path) return undefined;
    const run = toJsNumber(wanted) < 0 === field.descending ? 1 : -1;
    if (direction !== undefined && direction !== run) return undefined;
    direction = run;
    at++;
  }
  return direction ?? 1;
}

/** The documents of a plan, each once, in plan order. */
export function* runPlan(
  collection: Readable,
  plan: Plan,
  counts: ScanCounts,
  slice: Slice | undefined,
): Paced<StoredDocument> {
  if (!plan.index && plan.union.length === 0) {
    for (const stored of collection.scan(plan.reverse)) {
      counts.docsExamined++;
      yield stored;
      if (slice?.isOver === true) yield PAUSE;
    }
    return;
  }
  for (const record of recordsOf(collection, plan, counts, slice)) {
    if (record === PAUSE) {
      yield PAUSE;
      continue;
    }
    const bytes = collection.read(record);
    if (!bytes)
      throw new Error(
        `An index of collection ${collection.id} (${plan.index?.name ?? 'one of several'}) names record ${record}, which does not exist`,
      );
    counts.docsExamined++;
    yield { record, bytes };
  }
}

/** The records that the indexes of a plan name, each once. */
export function* recordsOf(
  collection: Readable,
  plan: Plan,
  counts: ScanCounts,
  slice: Slice | undefined,
): Paced<number> {
  // Only a multikey index, or a second clause, can show the same document twice.
  const seen = plan.index?.multikey || plan.union.length > 1 ? new Set<number>() : undefined;
  for (const record of namedRecords(collection, plan, counts, slice)) {
    if (record !== PAUSE) {
      if (seen?.has(record)) continue;
      seen?.add(record);
    }
    yield record;
  }
}

function* namedRecords(
  collection: Readable,
  plan: Plan,
  counts: ScanCounts,
  slice: Slice | undefined,
): Paced<number> {
  for (const branch of plan.union) yield* recordsOf(collection, branch, counts, slice);
  const scan = plan.merge ? mergedScans : chainedScans;
  for (const record of scan(collection, plan)) {
    counts.keysExamined++;
    yield record;
    if (slice?.isOver === true) yield PAUSE;
  }
}

function* chainedScans(collection: Readable, plan: Plan): Generator<number> {
  for (const scan of plan.scans) {
    for (const { record } of collection.scanIndex(scan, plan.reverse)) yield record;
  }
}

/** Merges sorted scans by the key after the fixed part. */
function* mergedScans(collection: Readable, plan: Plan): Generator<number> {
  const sign = plan.reverse ? -1 : 1;
  const heads: {
    tail: Buffer;
    record: number;
    rest: Iterator<IndexEntry>;
    fixed: number;
  }[] = [];
  try {
    for (const scan of plan.scans) {
      const rest = collection.scanIndex(scan, plan.reverse);
      const first = rest.next();
      if (!first.done)
        heads.push({
          tail: first.value.key.subarray(scan.fixed),
          record: first.value.record,
          rest,
          fixed: scan.fixed,
        });
    }
    while (heads.length > 0) {
      let least = 0;
      for (let i = 1; i < heads.length; i++) {
        if (sign * Buffer.compare(heads[i]!.tail, heads[least]!.tail) < 0) least = i;
      }
      const head = heads[least]!;
      yield head.record;
      const next = head.rest.next();
      if (next.done) heads.splice(least, 1);
      else {
        head.tail = next.value.key.subarray(head.fixed);
        head.record = next.value.record;
      }
    }
  } finally {
    for (const head of heads) head.rest.return?.();
  }
}
