import { compileFilter } from '../query/match.ts';
import { matchesNow } from '../query/execute.ts';
import { type Doc, type Value } from '../bson/value.ts';
import type { Store } from '../store.ts';
import type { Collection, Index } from './collection.ts';

/** Documents removed in one transaction, so that a large sweep does not hold up other writers. */
const SWEEP_BATCH = 500;

/**
 * Removes the documents that time-to-live indexes say have expired: those whose field holds a date, or an array with a
 * date, of at least `expireAfterSeconds` ago.
 * @returns how many were removed
 */
export async function sweepExpired(store: Store): Promise<number> {
  let removed = 0;
  for (const collection of store.catalog.list()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds === undefined) continue;
      removed += await sweepIndex(store, collection, index, index.expireAfterSeconds);
    }
  }
  return removed;
}

async function sweepIndex(
  store: Store,
  collection: Collection,
  index: Index,
  seconds: number,
): Promise<number> {
  const [path] = index.keyPattern.keys();
  const limit = new Date(store.clock.now().getTime() - seconds * 1_000);
  const filter: Doc = new Map([[path!, new Map<string, Value>([['$lte', limit]])]]);
  const predicate = compileFilter(filter);
  let total = 0;
  for (;;) {
    const batch = await store.writes.submit(() => {
      // Dropped or replaced in the meantime: nothing to do.
      if (
        store.catalog.find(collection.db, collection.name) !== collection ||
        !collection.indexes.includes(index)
      )
        return 0;
      const expired = matchesNow(collection, { filter, predicate, hint: index.name, limit: SWEEP_BATCH });
      for (const match of expired) collection.remove(match.record, match.doc, match.bytes);
      return expired.length;
    });
    total += batch;
    if (batch < SWEEP_BATCH) return total;
  }
}
