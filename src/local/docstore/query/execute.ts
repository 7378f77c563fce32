import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import type { Doc, Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { type Plan, planQuery, runPlan, type ScanCounts } from '../plan/planner.ts';
import type { Collection } from '../storage/collection.ts';
import type { Snapshot } from '../storage/environment.ts';
import type { MatchContext, Predicate } from './match.ts';
import type { Projection } from './project.ts';
import { parseSort, sortDocuments } from './sort.ts';

/** What to find. */
export interface Query {
  readonly filter: Doc;
  readonly predicate: Predicate;
  readonly sort?: Doc | undefined;
  readonly skip?: number | undefined;
  /** 0 or undefined: no limit. */
  readonly limit?: number | undefined;
  readonly hint?: Value | undefined;
  /** Milliseconds since the epoch after which the query gives up. */
  readonly deadline?: number | undefined;
}

/** A document that matched. */
export interface Match {
  readonly record: number;
  readonly bytes: Buffer;
  readonly doc: Doc;
  readonly context: MatchContext;
}

/** Documents between two looks at the clock. */
const DEADLINE_STRIDE = 256;

/** Chooses how to run a query. */
export function plan(collection: Collection, query: Query): Plan {
  const sort = query.sort && query.sort.size > 0 ? query.sort : undefined;
  if (sort && !sort.has('$natural')) parseSort(sort);
  return planQuery(collection, query.filter, sort, query.hint);
}

/** The matching documents, sorted, skipped and limited. */
export function* findMatches(
  collection: Collection,
  query: Query,
  snapshot?: Snapshot,
  chosen: Plan = plan(collection, query),
  counts: ScanCounts = { keysExamined: 0, docsExamined: 0 },
): Generator<Match> {
  const skip = query.skip ?? 0;
  const limit = query.limit ? query.limit : Infinity;
  const found = filtered(collection, query, chosen, counts, snapshot);
  if (query.sort && query.sort.size > 0 && !chosen.sorted) {
    const sorted = sortDocuments([...found], query.sort);
    yield* sorted.slice(skip, limit === Infinity ? undefined : skip + limit);
    return;
  }
  let position = 0;
  if (limit === 0) return;
  for (const match of found) {
    if (position++ < skip) continue;
    yield match;
    if (position >= skip + limit) return;
  }
}

function* filtered(
  collection: Collection,
  query: Query,
  chosen: Plan,
  counts: ScanCounts,
  snapshot: Snapshot | undefined,
): Generator<Match> {
  let sinceClock = 0;
  for (const { record, bytes } of runPlan(collection, chosen, counts, snapshot)) {
    if (query.deadline !== undefined && ++sinceClock >= DEADLINE_STRIDE) {
      sinceClock = 0;
      if (Date.now() > query.deadline)
        throw new StoreError('MaxTimeMSExpired', 'operation exceeded time limit');
    }
    const doc = decodeDocument(bytes);
    const context: MatchContext = { position: undefined };
    if (query.predicate(doc, context)) yield { record, bytes, doc, context };
  }
}

/** The encoded documents of a `find`. */
export function* findBytes(
  collection: Collection,
  query: Query,
  projection: Projection | undefined,
  snapshot?: Snapshot,
): Generator<Uint8Array> {
  for (const { bytes, doc, context } of findMatches(collection, query, snapshot)) {
    yield projection ? encodeDocument(projection(doc, context)) : bytes;
  }
}
