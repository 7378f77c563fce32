import { ObjectId } from 'bson';
import { decodeDocument, withIdFirst } from '../bson/decode.ts';
import { encodeElement } from '../bson/encode.ts';
import { cloneValue } from '../bson/paths.ts';
import { type Doc, isDoc, RawDocument, toJsNumber, isNumeric, typeName, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { pipelineUpdate } from '../aggregate/update-pipeline.ts';
import { compileProjection } from '../query/project.ts';
import { compileExpression, expressionTest } from '../aggregate/expression.ts';
import { type Match, matchesNow, type Query } from '../query/execute.ts';
import type { Collection } from '../storage/collection.ts';
import type { Store } from '../store.ts';
import {
  checkId,
  checkSize,
  compileUpdate,
  storableBytes,
  type Update,
  upsertDocument,
} from '../update/apply.ts';
import { countValue, docOf, NO_VALIDATION } from './arguments.ts';
import { type Command, type CommandContext, deadlineOf, writeErrorsField } from './context.ts';
import { PAUSE } from '../pace.ts';
import { Portions, type Writing } from './portions.ts';
import { buildQuery, checkStatement } from './query-options.ts';

/** Statements or documents in one command, as `hello` announces. */
export const MAX_WRITE_BATCH = 100_000;

/** Positions such as `nModified` and errors of a bulk. */
interface BulkResult {
  readonly errors: Value[];
}

function checkBatch(items: readonly Value[]): void {
  if (items.length < 1 || items.length > MAX_WRITE_BATCH) {
    throw new StoreError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_WRITE_BATCH}. Got ${items.length} operations.`,
    );
  }
}

/** Runs the items in order; an item's error is recorded, and stops the rest when ordered. */
function* bulk<T>(
  portions: Portions,
  items: readonly T[],
  ordered: boolean,
  run: (item: T, index: number) => Writing<void> | undefined,
): Writing<BulkResult> {
  const errors: Value[] = [];
  for (let index = 0; index < items.length; index++) {
    if (index > 0 && portions.slice.isOver) yield PAUSE;
    try {
      const more = run(items[index]!, index);
      if (more) yield* more;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      errors.push(
        docOf({ index, code: error.code, ...Object.fromEntries(error.details), errmsg: error.message }),
      );
      if (ordered) break;
    }
  }
  return { errors };
}

function rawBytes(value: Value, what: string): Buffer {
  if (value instanceof RawDocument) return Buffer.from(value.bytes);
  throw new StoreError('TypeMismatch', `${what} must be documents`);
}

/** `insert` */
export const insert: Command = async (context) => {
  const { store, db, args } = context;
  args.allow('documents', 'ordered', ...NO_VALIDATION);
  const name = args.collection();
  const documents = args.required('documents', args.array('documents'));
  const ordered = args.boolean('ordered', true);
  checkBatch(documents);
  const portions = new Portions(store, db, name);
  return portions.run(inserting());

  function* inserting(): Writing<Doc> {
    store.catalog.ensure(db, name);
    let n = 0;
    const { errors } = yield* bulk(portions, documents, ordered, (item) => {
      const bytes = withIdFirst(rawBytes(item, 'documents'), () => encodeElement('_id', new ObjectId()));
      checkSize(bytes.length, 'insert');
      const doc = decodeDocument(bytes);
      checkId(doc.get('_id'));
      portions.madeCollection.insert(doc, bytes);
      n++;
      return undefined;
    });
    return docOf({ n: countValue(n), writeErrors: writeErrorsField(errors) });
  }
};

const UPDATE_FIELDS = ['q', 'u', 'c', 'multi', 'upsert', 'arrayFilters', 'hint', 'collation', 'sort'];

interface UpdateStatement {
  readonly query: Query;
  readonly update: Update;
  readonly multi: boolean;
  readonly upsert: boolean;
}

function parseUpdate(
  statement: Value,
  now: Date,
  deadline: number | undefined,
  commandLet: Doc | undefined,
): UpdateStatement {
  if (!isDoc(statement)) throw new StoreError('TypeMismatch', 'updates must be documents');
  checkStatement(statement, UPDATE_FIELDS, 'update.updates');
  const filter = statement.get('q');
  const update = statement.get('u');
  const sort = statement.get('sort');
  if (!isDoc(filter))
    throw new StoreError('MissingField', "BSON field 'update.updates.q' is missing but a required field");
  if (update === undefined)
    throw new StoreError('MissingField', "BSON field 'update.updates.u' is missing but a required field");
  const multi = flag(statement, 'multi');
  if (sort !== undefined && (multi || !isDoc(sort)))
    throw new StoreError('FailedToParse', 'Cannot specify sort with multi=true');
  const constants = statement.get('c');
  const variables = isDoc(constants) ? new Map([...(commandLet ?? []), ...constants]) : commandLet;
  return {
    query: buildQuery({
      filter,
      sort: isDoc(sort) ? sort : undefined,
      hint: statement.get('hint'),
      deadline,
      now,
      variables: commandLet,
    }),
    update: compileUpdate(
      {
        update,
        arrayFilters: statement.get('arrayFilters'),
        variables: Array.isArray(update) ? variables : isDoc(constants) ? constants : undefined,
        multi,
      },
      { now },
      (stages, lets) => pipelineUpdate(stages, { now, variables: lets }),
    ),
    multi,
    upsert: flag(statement, 'upsert'),
  };
}

/** @throws StoreError TypeMismatch */
function flag(statement: Doc, name: 'multi' | 'upsert'): boolean {
  const value = statement.get(name) ?? false;
  if (typeof value !== 'boolean')
    throw new StoreError(
      'TypeMismatch',
      `BSON field 'update.updates.${name}' is the wrong type '${typeName(value)}', expected type 'bool'`,
    );
  return value;
}

/** Changes one matched document; false when nothing changed. */
function applyTo(collection: Collection, match: Match, update: Update): { after: Doc; changed: boolean } {
  const after = update.apply(match.doc, { position: match.context.position, inserting: false });
  const bytes = storableBytes(after, 'update');
  if (bytes.equals(match.bytes)) return { after, changed: false };
  collection.update(match.record, match.doc, match.bytes, after, bytes);
  return { after, changed: true };
}

/** `update` */
export const update: Command = async (context) => {
  const { store, db, args } = context;
  args.allow('updates', 'ordered', 'let', ...NO_VALIDATION);
  const name = args.collection();
  const statements = args.required('updates', args.array('updates'));
  const ordered = args.boolean('ordered', true);
  const deadline = deadlineOf(args);
  const commandLet = args.doc('let');
  checkBatch(statements);
  const portions = new Portions(store, db, name);
  return portions.run(updating());

  function* updating(): Writing<Doc> {
    const now = store.clock.now();
    let n = 0;
    let nModified = 0;
    const upserted: Value[] = [];
    const { errors } = yield* bulk(portions, statements, ordered, function* (item, index): Writing<void> {
      const statement = parseUpdate(item, now, deadline, commandLet);
      const change = (collection: Collection, match: Match): void => {
        if (applyTo(collection, match, statement.update).changed) nModified++;
        n++;
      };
      const { count, waited } = yield* portions.each(statement.query, statement.multi, change);
      if (count > 0 || !statement.upsert) return;
      // What came while others went first is found at the very moment of the insertion.
      const late = waited && portions.collection ? matchesNow(portions.collection, statement.query) : [];
      for (const match of late) change(portions.collection!, match);
      if (late.length > 0) return;
      const doc = upsertDocument(statement.query.filter, statement.update);
      const bytes = storableBytes(doc, 'upsert');
      portions.madeCollection.insert(doc, bytes);
      upserted.push(docOf({ index, _id: doc.get('_id') }));
      n++;
    });
    return docOf({
      n: countValue(n),
      nModified: countValue(nModified),
      upserted: upserted.length > 0 ? upserted : undefined,
      writeErrors: writeErrorsField(errors),
    });
  }
};

/** `delete` */
export const remove: Command = async (context) => {
  const { store, db, args } = context;
  args.allow('deletes', 'ordered', 'let');
  const name = args.collection();
  const statements = args.required('deletes', args.array('deletes'));
  const ordered = args.boolean('ordered', true);
  const deadline = deadlineOf(args);
  const variables = args.doc('let');
  checkBatch(statements);
  const portions = new Portions(store, db, name);
  return portions.run(removing());

  function* removing(): Writing<Doc> {
    const now = store.clock.now();
    let n = 0;
    const { errors } = yield* bulk(portions, statements, ordered, function* (statement): Writing<void> {
      if (!isDoc(statement)) throw new StoreError('TypeMismatch', 'deletes must be documents');
      checkStatement(statement, ['q', 'limit', 'hint', 'collation'], 'delete.deletes');
      const filter = statement.get('q');
      const limit = statement.get('limit');
      if (!isDoc(filter))
        throw new StoreError('MissingField', "BSON field 'delete.deletes.q' is missing but a required field");
      if (!isNumeric(limit))
        throw new StoreError(
          'MissingField',
          "BSON field 'delete.deletes.limit' is missing but a required field",
        );
      const many = toJsNumber(limit);
      if (many !== 0 && many !== 1)
        throw new StoreError(
          'FailedToParse',
          `The limit field in delete objects must be 0 or 1. Got ${many}`,
        );
      const query = buildQuery({ filter, hint: statement.get('hint'), deadline, now, variables });
      yield* portions.each(query, many === 0, (collection, match) => {
        collection.remove(match.record, match.doc, match.bytes);
        n++;
      });
    });
    return docOf({ n: countValue(n), writeErrors: writeErrorsField(errors) });
  }
};

/** `findAndModify` */
export const findAndModify: Command = async (context) => {
  const { store, db, args } = context;
  args.allow(
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'let',
    ...NO_VALIDATION,
  );
  const name = args.collection();
  const removes = args.boolean('remove');
  const returnsNew = args.boolean('new');
  const fields = args.doc('fields');
  if (returnsNew && [...(fields?.keys() ?? [])].some((path) => path.endsWith('.$')))
    throw new StoreError('BadValue', 'Cannot use a positional projection and return the new document.');
  const upsert = args.boolean('upsert');
  const change = args.value('update');
  if (removes && change !== undefined)
    throw new StoreError('FailedToParse', "Cannot specify both an 'update' and 'remove'=true");
  if (removes && (upsert || returnsNew))
    throw new StoreError('FailedToParse', "Cannot specify 'upsert' or 'new' with 'remove'=true");
  if (!removes && change === undefined)
    throw new StoreError('FailedToParse', 'Either an update or remove=true must be specified');
  return store.writes.submit(() =>
    findAndModifyNow(context, store, db, name, { removes, returnsNew, upsert, change }),
  );
};

function findAndModifyNow(
  context: CommandContext,
  store: Store,
  db: string,
  name: string,
  options: { removes: boolean; returnsNew: boolean; upsert: boolean; change: Value | undefined },
): Doc {
  const { args } = context;
  const now = store.clock.now();
  const variables = args.doc('let');
  const scope = { now, variables };
  const query = buildQuery({
    filter: args.doc('query'),
    sort: args.doc('sort'),
    hint: args.value('hint'),
    deadline: deadlineOf(args),
    variables,
    limit: 1,
    now,
  });
  const projection = compileProjection(
    args.doc('fields') ?? new Map<string, Value>(),
    (expression) => compileExpression(expression, scope),
    expressionTest(scope),
  );
  const shown = (doc: Doc, match?: Match): Doc =>
    projection ? projection(doc, match?.context ?? { position: undefined }) : doc;
  const updater =
    options.change === undefined
      ? undefined
      : compileUpdate(
          {
            update: options.change,
            arrayFilters: args.value('arrayFilters'),
            variables: Array.isArray(options.change) ? variables : undefined,
            multi: false,
          },
          { now },
          (stages, lets) => pipelineUpdate(stages, { now, variables: lets }),
        );
  const collection = store.catalog.find(db, name);
  const [match] = collection ? matchesNow(collection, query) : [];
  if (!match) {
    if (!options.upsert || !updater) {
      const lastErrorObject = options.removes ? docOf({ n: 0 }) : docOf({ n: 0, updatedExisting: false });
      return docOf({ lastErrorObject, value: null });
    }
    const doc = upsertDocument(query.filter, updater);
    const bytes = storableBytes(doc, 'upsert');
    const value = options.returnsNew ? shown(doc) : null;
    store.catalog.ensure(db, name).insert(doc, bytes);
    return docOf({
      lastErrorObject: docOf({ n: 1, updatedExisting: false, upserted: doc.get('_id') }),
      value,
    });
  }
  if (!updater) {
    const value = shown(match.doc, match);
    collection!.remove(match.record, match.doc, match.bytes);
    return docOf({ lastErrorObject: docOf({ n: 1 }), value });
  }
  const before = options.returnsNew ? undefined : cloneValue(match.doc);
  const { after } = applyTo(collection!, match, updater);
  return docOf({
    lastErrorObject: docOf({ n: 1, updatedExisting: true }),
    value: before && !projection ? new RawDocument(match.bytes) : shown(before ?? after, match),
  });
}
