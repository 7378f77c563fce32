import { type Doc, isDoc, type Value } from '../bson/value.ts';
import { leadingQuery, parseStages } from '../aggregate/pipeline.ts';
import { StoreError } from '../errors.ts';
import type { Flow } from '../pace.ts';
import { COLLECTION_SCAN, type Plan, recordsOf, type ScanCounts } from '../plan/planner.ts';
import { findMatches, plan, type Query } from '../query/execute.ts';
import type { Collection, Index } from '../storage/collection.ts';
import { Arguments, docOf } from './arguments.ts';
import { type Command, type CommandContext, namespaceOf } from './context.ts';
import { buildQuery } from './query-options.ts';

/** The query inside the command that is explained. */
function queryOf(inner: Arguments, now: Date): Query {
  switch (inner.command) {
    case 'find':
      return buildQuery({
        filter: inner.doc('filter'),
        sort: inner.doc('sort'),
        skip: inner.count('skip'),
        limit: inner.count('limit'),
        hint: inner.value('hint'),
        variables: inner.doc('let'),
        now,
      });
    case 'count':
    case 'distinct':
      return buildQuery({ filter: inner.doc('query'), hint: inner.value('hint'), now });
    case 'findAndModify':
      return buildQuery({
        filter: inner.doc('query'),
        sort: inner.doc('sort'),
        hint: inner.value('hint'),
        limit: 1,
        now,
      });
    case 'aggregate': {
      const { query } = leadingQuery(parseStages(inner.array('pipeline') ?? []), new Map());
      return buildQuery({ ...query, hint: inner.value('hint'), variables: inner.doc('let'), now });
    }
    case 'update':
    case 'delete': {
      const [statement] = inner.array(inner.command === 'update' ? 'updates' : 'deletes') ?? [];
      const filter = isDoc(statement) ? statement.get('q') : undefined;
      return buildQuery({
        filter: isDoc(filter) ? filter : undefined,
        hint: isDoc(statement) ? statement.get('hint') : undefined,
        now,
      });
    }
    default:
      throw new StoreError('CommandNotFound', `Explain failed due to unknown command: ${inner.command}`);
  }
}

/** What counts by index keys alone reads no documents. */
const countsKeys = (command: string | undefined, chosen: Plan): boolean =>
  command === 'count' && chosen.exact;

function shownPlan(chosen: Plan, query: Query, command: string | undefined): Doc {
  if (countsKeys(command, chosen))
    return docOf({
      stage: 'COUNT',
      inputStage: chosen.index ? shownIndexScan(chosen, chosen.index) : shownUnion(chosen),
    });
  const found = chosen.index
    ? docOf({ stage: 'FETCH', inputStage: shownIndexScan(chosen, chosen.index) })
    : chosen.union.length > 0
      ? docOf({ stage: 'FETCH', inputStage: shownUnion(chosen) })
      : docOf({ stage: 'COLLSCAN', direction: chosen.reverse ? 'backward' : 'forward' });
  if (query.sort && query.sort.size > 0 && !chosen.sorted) {
    return docOf({ stage: 'SORT', sortPattern: query.sort, inputStage: found });
  }
  return found;
}

function shownUnion(chosen: Plan): Doc {
  return docOf({
    stage: 'OR',
    inputStages: chosen.union.map((branch) =>
      branch.index ? shownIndexScan(branch, branch.index) : shownUnion(branch),
    ),
  });
}

function shownIndexScan(chosen: Plan, index: Index): Doc {
  return docOf({
    stage: chosen.merge ? 'SORT_MERGE' : 'IXSCAN',
    keyPattern: index.keyPattern,
    indexName: index.name,
    isMultiKey: index.multikey,
    isUnique: index.unique,
    isSparse: index.sparse,
    isPartial: index.partialFilter !== undefined,
    direction: chosen.reverse ? 'backward' : 'forward',
    indexBounds: new Map<string, Value>(chosen.bounds),
    scans: chosen.scans.length,
    ...(chosen.merge
      ? {
          inputStage: docOf({ stage: 'IXSCAN', keyPattern: index.keyPattern, indexName: index.name }),
        }
      : {}),
  });
}

async function execution(
  { store, connection }: CommandContext,
  collection: Collection | undefined,
  query: Query,
  chosen: Plan,
  keysOnly: boolean,
): Promise<Doc> {
  const counts: ScanCounts = { keysExamined: 0, docsExamined: 0 };
  let nReturned = 0;
  const started = performance.now();
  if (collection) {
    await store.reads.run(
      ({ snapshot, slice }): Flow<unknown> =>
        keysOnly
          ? recordsOf(collection.at(snapshot), chosen, counts, slice)
          : findMatches(collection.at(snapshot), query, slice, chosen, counts),
      connection,
      () => ++nReturned > 0,
    );
  }
  return docOf({
    executionSuccess: true,
    nReturned,
    executionTimeMillis: Math.round(performance.now() - started),
    totalKeysExamined: counts.keysExamined,
    totalDocsExamined: counts.docsExamined,
  });
}

/** `explain`: which index a command would use; writes are never carried out. */
export const explain: Command = async (context) => {
  const { store, db, args } = context;
  args.allow('verbosity');
  const command = args.doc('explain');
  if (!command) throw new StoreError('TypeMismatch', 'explain needs a command document');
  const verbosity = args.string('verbosity') ?? 'allPlansExecution';
  if (!['queryPlanner', 'executionStats', 'allPlansExecution'].includes(verbosity))
    throw new StoreError('FailedToParse', `verbosity '${verbosity}' is unknown`);
  const [name] = command.keys();
  const inner = new Arguments(name ?? '', command);
  const query = queryOf(inner, store.clock.now());
  const collectionName = inner.collection();
  const collection = store.catalog.find(db, collectionName);
  const chosen = collection ? plan(collection, query) : COLLECTION_SCAN;
  const queryPlanner = docOf({
    namespace: namespaceOf(db, collectionName),
    parsedQuery: query.filter,
    winningPlan: collection ? shownPlan(chosen, query, name) : docOf({ stage: 'EOF' }),
    rejectedPlans: [],
  });
  return docOf({
    explainVersion: '1',
    queryPlanner,
    executionStats:
      verbosity === 'queryPlanner'
        ? undefined
        : await execution(context, collection, query, chosen, countsKeys(name, chosen)),
    command,
  });
};
