import { Long } from 'bson';
import { encodeDocument } from '../bson/encode.ts';
import { type Doc, isDoc, isNumeric, toJsNumber, type Value } from '../bson/value.ts';
import { compileExpression } from '../aggregate/expression.ts';
import { compilePipeline, parseStages, type PipelineScope, runPipeline } from '../aggregate/pipeline.ts';
import { cursorReply } from '../cursor/cursors.ts';
import { StoreError } from '../errors.ts';
import { docOf } from './arguments.ts';
import { type Command, type CommandContext, deadlineOf, namespaceOf } from './context.ts';

/** The scope of a pipeline in a command; `let` may hold expressions without fields. */
export function pipelineScope(context: CommandContext): PipelineScope {
  const { store, db, args } = context;
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
    collection: (name) => store.catalog.find(db, name),
    snapshot: undefined,
    deadline: deadlineOf(args),
  };
}

/** `aggregate` */
export const aggregate: Command = (context) => {
  const { store, db, args } = context;
  args
    .allow(
      'pipeline',
      'cursor',
      'explain',
      'allowDiskUse',
      'hint',
      'let',
      'bypassDocumentValidation',
      'isMapReduceCommand',
    )
    .refuse('explain', 'bypassDocumentValidation', 'isMapReduceCommand');
  const stages = parseStages(args.required('pipeline', args.array('pipeline')));
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
  const size = cursor.get('batchSize');
  const hint = args.value('hint');
  if (
    !collection &&
    !stages.some(
      ([stage]) => stage === '$unionWith' || stage === '$facet' || stage === '$group' || stage === '$count',
    )
  ) {
    return docOf({ cursor: cursorReply(Long.ZERO, namespace, 'firstBatch', []) });
  }
  return docOf({
    cursor: store.cursors.start(
      {
        namespace,
        batchSize: isNumeric(size) ? toJsNumber(size) : undefined,
        singleBatch: false,
        noTimeout: false,
      },
      (snapshot) =>
        encoded(
          collection
            ? runPipeline(collection, stages, { ...scope, snapshot }, new Map(), 0, emptyToUndefined(hint))
            : compilePipeline(stages, { ...scope, snapshot })([]),
        ),
    ),
  });
};

function emptyToUndefined(hint: Value | undefined): Value | undefined {
  return isDoc(hint) && hint.size === 0 ? undefined : hint;
}

function* encoded(documents: Iterable<Doc>): Generator<Uint8Array> {
  for (const doc of documents) yield encodeDocument(doc);
}
