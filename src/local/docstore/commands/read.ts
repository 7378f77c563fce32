import { Long } from 'bson';
import type { Value } from '../bson/value.ts';
import { compileExpression, expressionTest } from '../aggregate/expression.ts';
import { cursorReply } from '../cursor/cursors.ts';
import { StoreError } from '../errors.ts';
import { checkSort } from '../plan/planner.ts';
import { findBytes, findCountable, findMatches, plan } from '../query/execute.ts';
import { walkPath } from '../bson/paths.ts';
import { sortKey } from '../bson/sort-key.ts';
import { integerOperand } from '../query/match.ts';
import { compileProjection } from '../query/project.ts';
import { countValue, docOf } from './arguments.ts';
import { type Command, deadlineOf, namespaceOf } from './context.ts';
import { buildQuery } from './query-options.ts';

/** `find` */
export const find: Command = async ({ store, db, args, connection }) => {
  args
    .allow(
      'filter',
      'projection',
      'sort',
      'skip',
      'limit',
      'batchSize',
      'singleBatch',
      'hint',
      'let',
      'noCursorTimeout',
      'allowDiskUse',
      'allowPartialResults',
      'tailable',
      'awaitData',
      'oplogReplay',
      'returnKey',
      'showRecordId',
      'min',
      'max',
    )
    .refuse('tailable', 'awaitData', 'returnKey', 'showRecordId', 'min', 'max');
  const name = args.collection();
  const scope = { now: store.clock.now(), variables: args.doc('let') };
  const projection = compileProjection(
    args.doc('projection') ?? new Map<string, Value>(),
    (expression) => compileExpression(expression, scope),
    expressionTest(scope),
  );
  const query = buildQuery({
    filter: args.doc('filter'),
    sort: args.doc('sort'),
    skip: args.count('skip'),
    limit: args.count('limit'),
    hint: args.value('hint'),
    deadline: deadlineOf(args),
    bytesOnly: projection === undefined,
    ...scope,
  });
  const namespace = namespaceOf(db, name);
  const collection = store.catalog.find(db, name);
  if (!collection) {
    checkSort(query.sort, query.hint);
    return docOf({ cursor: cursorReply(Long.ZERO, namespace, 'firstBatch', []) });
  }
  plan(collection, query); // a bad sort or hint is an error before the cursor exists
  return docOf({
    cursor: await store.cursors.start(
      {
        namespace,
        batchSize: args.count('batchSize'),
        singleBatch: args.boolean('singleBatch'),
        noTimeout: args.boolean('noCursorTimeout'),
      },
      connection,
      ({ snapshot, slice }) => findBytes(collection.at(snapshot), query, projection, slice),
    ),
  });
};

/** `getMore` */
export const getMore: Command = async ({ store, db, args, connection }) => {
  args.allow('collection', 'batchSize', 'term', 'lastKnownCommittedOpTime');
  const id = args.value('getMore');
  if (!(id instanceof Long))
    throw new StoreError('TypeMismatch', "BSON field 'getMore.getMore' must be a 64-bit integer");
  const name = args.required('collection', args.string('collection'));
  return docOf({
    cursor: await store.cursors.more(id, namespaceOf(db, name), connection, args.count('batchSize')),
  });
};

/** `killCursors` */
export const killCursors: Command = ({ store, args }) => {
  args.allow('cursors');
  args.collection();
  const killed: Value[] = [];
  const missing: Value[] = [];
  for (const id of args.required('cursors', args.array('cursors'))) {
    if (!(id instanceof Long)) throw new StoreError('TypeMismatch', 'cursors must be 64-bit integers');
    (store.cursors.kill(id) ? killed : missing).push(id);
  }
  return docOf({ cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [] });
};

/** `count` */
export const count: Command = async ({ store, db, args, connection }) => {
  args.allow('query', 'limit', 'skip', 'hint', 'fields');
  const collection = store.catalog.find(db, args.collection());
  const filter = args.doc('query');
  const skip = args.count('skip') ?? 0;
  const limitValue = args.value('limit');
  // A negative limit means the same as the positive one here.
  const limit = limitValue === undefined ? 0 : Math.abs(integerOperand(limitValue, 'limit'));
  const query = buildQuery({
    filter,
    hint: args.value('hint'),
    deadline: deadlineOf(args),
    now: store.clock.now(),
  });
  if (!collection) return docOf({ n: 0 });
  let n = 0;
  if (query.filter.size === 0 && query.hint === undefined) n = collection.count;
  else {
    const enough = limit > 0 ? skip + limit : Infinity;
    await store.reads.run(
      ({ snapshot, slice }) => findCountable(collection.at(snapshot), query, slice),
      connection,
      () => ++n < enough,
    );
  }
  n = Math.max(0, n - skip);
  return docOf({ n: countValue(limit > 0 ? Math.min(n, limit) : n) });
};

/** `distinct` */
export const distinct: Command = async ({ store, db, args, connection }) => {
  args.allow('key', 'query', 'hint');
  const collection = store.catalog.find(db, args.collection());
  const key = args.required('key', args.string('key'));
  const query = buildQuery({
    filter: args.doc('query'),
    hint: args.value('hint'),
    deadline: deadlineOf(args),
    now: store.clock.now(),
  });
  const values = new Map<string, Value>();
  const parts = key.split('.');
  if (collection) {
    await store.reads.run(
      ({ snapshot, slice }) => findMatches(collection.at(snapshot), query, slice),
      connection,
      ({ doc }) => {
        walkPath(doc, parts, false, (value) => {
          // An array counts by its elements; one level only.
          for (const item of Array.isArray(value) ? value : value === undefined ? [] : [value]) {
            values.set(sortKey(item).toString('latin1'), item);
          }
          return false;
        });
        return true;
      },
    );
  }
  // Sorted, so that the answer does not depend on the plan.
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value);
  return docOf({ values: sorted });
};
