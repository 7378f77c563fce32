import { Long } from 'bson';
import { encodeDocument } from '../bson/encode.ts';
import { type Doc, isDoc, type Value } from '../bson/value.ts';
import { compileExpression } from '../aggregate/expression.ts';
import { compilePipeline, parseStages, type PipelineScope, runPipeline } from '../aggregate/pipeline.ts';
import { cursorReply } from '../cursor/cursors.ts';
import type { Read } from '../cursor/reads.ts';
import { StoreError } from '../errors.ts';
import { type Flow, type Paced, PAUSE, Slice } from '../pace.ts';
import { countValue, cursorBatchSize, docOf, NO_VALIDATION } from './arguments.ts';
import { scaleOf, storageFacts } from './schema.ts';
import { type Command, type CommandContext, deadlineOf, namespaceOf } from './context.ts';

/** The scope of a pipeline that has nothing to read yet; `let` may hold expressions without fields. */
function pipelineScope({ store, args }: CommandContext): PipelineScope {
  const now = store.clock.now();
  const lets = args.doc('let');
  const variables =
    lets &&
    new Map(
      [...lets].map(([name, value]) => [
        name,
        compileExpression(value, { now, variables: undefined })(new Map()) ?? null,
      ]),
    );
  return {
    now,
    variables,
    collection: () => undefined,
    deadline: deadlineOf(args),
    slice: new Slice(0),
  };
}

/** The collections of a database at the moment of a read, which they must be taken at. */
function collectionsAt({ store, db }: CommandContext, { snapshot }: Read): PipelineScope['collection'] {
  const collections = new Map(
    store.catalog.list(db).map((collection) => [collection.name, collection.at(snapshot)]),
  );
  return (name) => collections.get(name);
}

/** `aggregate` */
export const aggregate: Command = async (context) => {
  const { store, db, args, connection } = context;
  args
    .allow(
      'pipeline',
      'cursor',
      'explain',
      'allowDiskUse',
      'hint',
      'let',
      'isMapReduceCommand',
      ...NO_VALIDATION,
    )
    .refuse('explain', 'isMapReduceCommand');
  const parsed = parseStages(args.required('pipeline', args.array('pipeline')));
  const statistics = parsed[0]?.[0] === '$collStats' ? parsed[0][1] : undefined;
  const stages = statistics === undefined ? parsed : parsed.slice(1);
  const scope = pipelineScope(context);
  // Compiled once before anything runs, so that a wrong stage is an error for an empty collection too.
  compilePipeline(stages, scope);
  if (typeof args.value('aggregate') !== 'string') {
    throw new StoreError('InvalidNamespace', 'This store aggregates collections only; name one.');
  }
  const name = args.collection();
  const cursor = args.doc('cursor');
  if (!cursor)
    throw new StoreError(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  const namespace = namespaceOf(db, name);
  const collection = store.catalog.find(db, name);
  const facts = statistics === undefined ? undefined : collectionStatistics(context, statistics);
  const size = cursorBatchSize(args);
  const hint = args.value('hint');
  if (
    !collection &&
    !facts &&
    !stages.some(
      ([stage]) => stage === '$unionWith' || stage === '$facet' || stage === '$group' || stage === '$count',
    )
  ) {
    return docOf({ cursor: cursorReply(Long.ZERO, namespace, 'firstBatch', []) });
  }
  return docOf({
    cursor: await store.cursors.start(
      {
        namespace,
        batchSize: size,
        singleBatch: false,
        noTimeout: false,
      },
      connection,
      (read) => {
        const inner = { ...scope, collection: collectionsAt(context, read), slice: read.slice };
        return encoded(
          collection && !facts
            ? runPipeline(collection.at(read.snapshot), stages, inner, new Map(), 0, emptyToUndefined(hint))
            : compilePipeline(stages, inner)(facts ?? []),
        );
      },
    ),
  });
};

/** The one document of `$collStats`, which mongosh shows as `db.collection.stats()`. */
function collectionStatistics({ store, db, args }: CommandContext, wanted: Value): Doc[] {
  const name = args.collection();
  const collection = store.catalog.find(db, name);
  if (!isDoc(wanted)) throw new StoreError('Location40166', '$collStats must take a nested object');
  if (!collection)
    throw new StoreError('NamespaceNotFound', `Collection [${namespaceOf(db, name)}] not found.`);
  for (const field of wanted.keys()) {
    if (field !== 'count' && field !== 'storageStats')
      throw new StoreError('NotImplemented', `$collStats.${field} is not supported by this store.`);
  }
  const storage = wanted.get('storageStats');
  return [
    docOf({
      ns: namespaceOf(db, name),
      localTime: store.clock.now(),
      count: wanted.has('count') ? countValue(collection.count) : undefined,
      storageStats: isDoc(storage)
        ? docOf(storageFacts(collection, scaleOf(storage.get('scale'))))
        : undefined,
    }),
  ];
}

function emptyToUndefined(hint: Value | undefined): Value | undefined {
  return isDoc(hint) && hint.size === 0 ? undefined : hint;
}

function* encoded(documents: Flow<Doc>): Paced<Uint8Array> {
  for (const doc of documents) yield doc === PAUSE ? doc : encodeDocument(doc);
}
