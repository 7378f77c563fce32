import { decodeDocument, decodeFields, fieldName, type FieldName } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { type Doc, isDoc, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { checkSort, type Plan, planQuery, recordsOf, runPlan, type ScanCounts } from '../plan/planner.ts';
import { type Flow, paced, type Paced, PAUSE, type Slice, unpaced } from '../pace.ts';
import type { Readable, StoredDocument } from '../storage/collection.ts';
import type { MatchContext, Predicate } from './match.ts';
import type { Projection } from './project.ts';
import { type Sortable, sortedFlow } from './sort.ts';

/** What to find. */
export interface Query {
  readonly filter: Doc;
  readonly predicate: Predicate;
  readonly sort?: Doc | undefined;
  readonly skip?: number | undefined;
  /** 0 or undefined: no limit. */
  readonly limit?: number | undefined;
  readonly hint?: Value | undefined;
  /** Nobody asks for the decoded documents that match. */
  readonly bytesOnly?: boolean | undefined;
  /** Milliseconds since the epoch after which the query gives up. */
  readonly deadline?: number | undefined;
}

/** A document that matched. */
export class Match {
  readonly record: number;
  readonly bytes: Buffer;
  readonly context: MatchContext;
  #doc: Doc | undefined;

  /** @param doc when it is decoded already */
  constructor({ record, bytes }: StoredDocument, context: MatchContext, doc: Doc | undefined) {
    this.record = record;
    this.bytes = bytes;
    this.context = context;
    this.#doc = doc;
  }

  get doc(): Doc {
    return (this.#doc ??= decodeDocument(this.bytes));
  }
}

/** Documents between two looks at the clock. */
const DEADLINE_STRIDE = 256;

/** Chooses how to run a query. */
export function plan(collection: Readable, query: Query): Plan {
  const sort = query.sort && query.sort.size > 0 ? query.sort : undefined;
  checkSort(sort, query.hint);
  return planQuery(collection, query.filter, sort, query.hint);
}

/**
 * The matching documents, sorted, skipped and limited.
 * @param slice when to pause; undefined: never
 */
export function* findMatches(
  collection: Readable,
  query: Query,
  slice: Slice | undefined,
  chosen: Plan = plan(collection, query),
  counts: ScanCounts = { keysExamined: 0, docsExamined: 0 },
): Paced<Match> {
  const sort = query.sort && query.sort.size > 0 && !chosen.sorted ? query.sort : undefined;
  // What waits to be sorted must be small, and much of it may never be looked at again.
  const names = sort || query.bytesOnly ? namesIn(query.filter, sort) : undefined;
  const documents = untilDeadline(runPlan(collection, chosen, counts, slice), query.deadline);
  const filtered = filteredBy(documents, query.predicate, names);
  const found: Flow<Match> = sort
    ? paced(yield* sortedFlow(filtered, sort, slice), slice)
    : itemsOf(filtered);
  yield* between(found, query);
}

/** One thing for each document that matches; nothing of them is read where index keys alone tell which they are. */
export function* findCountable(collection: Readable, query: Query, slice: Slice): Paced<unknown> {
  const chosen = plan(collection, query);
  const counts: ScanCounts = { keysExamined: 0, docsExamined: 0 };
  if (!chosen.exact)
    return yield* findMatches(collection, { ...query, bytesOnly: true }, slice, chosen, counts);
  const records = recordsOf(collection, chosen, counts, slice);
  return yield* between(untilDeadline(records, query.deadline), query);
}

/** Leaves out what is to be skipped, and ends at the limit. */
function* between<T>(flow: Flow<T>, query: Query): Paced<T> {
  const skip = query.skip ?? 0;
  const limit = query.limit ? query.limit : Infinity;
  let position = 0;
  for (const item of flow) {
    if (item !== PAUSE && position++ < skip) continue;
    yield item;
    if (position >= skip + limit) return;
  }
}

/** @throws StoreError MaxTimeMSExpired from what comes after the deadline */
function* untilDeadline<T>(flow: Flow<T>, deadline: number | undefined): Paced<T> {
  let sinceClock = 0;
  for (const item of flow) {
    if (deadline !== undefined && ++sinceClock >= DEADLINE_STRIDE) {
      sinceClock = 0;
      checkDeadline(deadline);
    }
    yield item;
  }
}

/** @throws StoreError MaxTimeMSExpired */
export function checkDeadline(deadline: number | undefined): void {
  if (deadline !== undefined && Date.now() > deadline)
    throw new StoreError('MaxTimeMSExpired', 'operation exceeded time limit');
}

/** The matching documents for a writer, which may not be interrupted. */
export function matchesNow(collection: Readable, query: Query): Match[] {
  return [...unpaced(findMatches(collection, query, undefined))];
}

function* itemsOf<T>(flow: Flow<Sortable<T>>): Paced<T> {
  for (const found of flow) yield found === PAUSE ? found : found.item;
}

/** What the query looks at: the top-level fields of its filter and sort; undefined for whatever an expression may look at. */
function namesIn(filter: Doc, sort: Doc | undefined): readonly FieldName[] | undefined {
  const paths = [...(sort?.keys() ?? [])];
  return addPaths(filter, paths)
    ? [...new Set(paths.map((path) => path.split('.')[0]!))].map(fieldName)
    : undefined;
}

function addPaths(filter: Doc, into: string[]): boolean {
  for (const [name, value] of filter) {
    if (!name.startsWith('$')) into.push(name);
    else if (!Array.isArray(value) || !value.every((clause) => isDoc(clause) && addPaths(clause, into)))
      return false;
  }
  return true;
}

function* filteredBy(
  flow: Flow<StoredDocument>,
  predicate: Predicate,
  names: readonly FieldName[] | undefined,
): Paced<Sortable<Match>> {
  for (const stored of flow) {
    if (stored === PAUSE) {
      yield PAUSE;
      continue;
    }
    const doc = names ? decodeFields(stored.bytes, names) : decodeDocument(stored.bytes);
    const context: MatchContext = { position: undefined };
    if (predicate(doc, context)) yield { item: new Match(stored, context, names ? undefined : doc), doc };
  }
}

/** The encoded documents of a `find`. */
export function* findBytes(
  collection: Readable,
  query: Query,
  projection: Projection | undefined,
  slice: Slice,
): Paced<Uint8Array> {
  for (const match of findMatches(collection, query, slice)) {
    if (match === PAUSE) yield PAUSE;
    else yield projection ? encodeDocument(projection(match.doc, match.context)) : match.bytes;
  }
}
