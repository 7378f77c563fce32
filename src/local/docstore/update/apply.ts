import { ObjectId } from 'bson';
import { equalValues } from '../bson/compare.ts';
import { encodeDocument } from '../bson/encode.ts';
import { cloneValue, isIndex } from '../bson/paths.ts';
import { type Doc, isDoc, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { isOperatorDoc } from '../query/match.ts';
import { FIELD_OPERATORS, type UpdateFacts } from './operators.ts';
import {
  type ArrayFilters,
  compileArrayFilters,
  readPlace,
  resolvePlaces,
  writePlace,
} from './target-paths.ts';

/** Largest document (bytes). */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** A compiled update. */
export interface Update {
  /** Replacement of the whole document, as opposed to a change of fields. */
  readonly replaces: boolean;
  /** The document after the update; the argument is not changed. */
  apply(doc: Doc, match: { readonly position: number | undefined; readonly inserting: boolean }): Doc;
}

/** Compiles pipeline updates; given by the aggregation language. */
export type PipelineUpdate = (stages: Value[], variables: Doc | undefined) => (doc: Doc) => Doc;

/** What an update statement carries. */
export interface UpdateSpec {
  readonly update: Value;
  readonly arrayFilters: Value | undefined;
  readonly variables: Doc | undefined;
  readonly multi: boolean;
}

/**
 * Compiles an update: operators, a replacement, or a pipeline.
 * @throws StoreError FailedToParse, ConflictingUpdateOperators, … when it makes no sense for any document
 */
export function compileUpdate(spec: UpdateSpec, facts: UpdateFacts, pipeline: PipelineUpdate): Update {
  const { update } = spec;
  if (Array.isArray(update)) {
    if (spec.arrayFilters !== undefined) {
      throw new StoreError('FailedToParse', 'arrayFilters may not be specified for pipeline-style updates');
    }
    const run = pipeline(update, spec.variables);
    return { replaces: false, apply: (doc) => checked(doc, run(doc)) };
  }
  if (!isDoc(update))
    throw new StoreError('FailedToParse', 'Update argument must be either an object or an array');
  if (spec.variables)
    throw new StoreError('FailedToParse', "Variables ('let') are only for pipeline-style updates");
  if (isOperatorDoc(update)) return compileOperators(update, compileArrayFilters(spec.arrayFilters), facts);
  if (spec.arrayFilters !== undefined) {
    throw new StoreError('FailedToParse', 'arrayFilters may not be specified for replacement-style updates');
  }
  if (spec.multi)
    throw new StoreError('FailedToParse', 'multi update is not supported for replacement-style update');
  for (const name of update.keys()) {
    if (name.startsWith('$'))
      throw new StoreError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${name}' is not allowed in a replacement.`,
      );
  }
  return { replaces: true, apply: (doc) => checked(doc, replaced(doc, update)) };
}

function replaced(doc: Doc, replacement: Doc): Doc {
  const result: Doc = new Map();
  const id = doc.get('_id') ?? replacement.get('_id');
  if (id !== undefined) result.set('_id', id);
  for (const [name, value] of replacement) {
    if (name === '_id' && doc.has('_id') && !equalValues(value, doc.get('_id')!)) throw immutableId();
    if (name !== '_id') result.set(name, cloneValue(value));
  }
  return result;
}

function immutableId(): StoreError {
  return new StoreError(
    'ImmutableField',
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  );
}

/** `_id` may not change, and stays the first field. */
function checked(before: Doc, after: Doc): Doc {
  const id = before.get('_id');
  if (id !== undefined) {
    const now = after.get('_id');
    if (now === undefined || !equalValues(now, id)) throw immutableId();
  }
  return withIdFirst(after);
}

function withIdFirst(doc: Doc): Doc {
  const [first] = doc.keys();
  if (first === '_id' || !doc.has('_id')) return doc;
  const result: Doc = new Map([['_id', doc.get('_id')!]]);
  for (const [name, value] of doc) if (name !== '_id') result.set(name, value);
  return result;
}

interface Change {
  readonly operator: string;
  readonly path: string;
  readonly operand: Value;
}

function compileOperators(update: Doc, arrayFilters: ArrayFilters, facts: UpdateFacts): Update {
  const changes: Change[] = [];
  for (const [operator, fields] of update) {
    if (operator !== '$rename' && !Object.hasOwn(FIELD_OPERATORS, operator)) {
      throw new StoreError(
        'FailedToParse',
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDoc(fields)) {
      throw new StoreError(
        'FailedToParse',
        `Modifiers operate on fields but we found another type for ${operator}. For example: {$mod: {<field>: ...}}`,
      );
    }
    for (const [path, operand] of fields) {
      checkPath(path);
      changes.push({ operator, path, operand });
      if (operator === '$rename') checkRename(path, operand);
    }
  }
  checkConflicts(changes);
  checkIdentifiers(changes, arrayFilters);
  // MongoDB handles the fields of an update in the order of their names, numbers in numeric order.
  const ordered = [...changes].sort((a, b) => comparePaths(a.path, b.path));
  const compiled = ordered.map((change) => ({
    ...change,
    run:
      change.operator === '$rename'
        ? undefined
        : FIELD_OPERATORS[change.operator]!.compile(change.operand, change.path, facts),
    creates: FIELD_OPERATORS[change.operator]?.creates ?? false,
  }));
  return {
    replaces: false,
    apply(doc, match) {
      const result = cloneValue(doc);
      for (const { operator, path, operand, run, creates } of compiled) {
        if (operator === '$setOnInsert' && !match.inserting) continue;
        if (!run) {
          rename(result, path, operand as string);
          continue;
        }
        const context = { arrayFilters, position: match.position, create: creates };
        for (const place of resolvePlaces(result, path, context)) run(place);
      }
      return checked(doc, result);
    },
  };
}

function checkPath(path: string): void {
  const parts = path.split('.');
  if (path === '' || parts.includes('')) {
    throw new StoreError(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
  if (parts[0]!.startsWith('$')) {
    if (parts[0] === '$' || parts[0]!.startsWith('$['))
      throw new StoreError(
        'BadValue',
        `Cannot have array filter or positional operator as the first component of path '${path}'`,
      );
    throw new StoreError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${path}' is not valid for storage.`,
    );
  }
  if (parts.filter((part) => part === '$').length > 1) {
    throw new StoreError('BadValue', `Too many positional (i.e. '$') elements found in path '${path}'`);
  }
  for (const part of parts) {
    if (
      part.startsWith('$') &&
      part !== '$' &&
      !part.startsWith('$[') &&
      !['$ref', '$id', '$db'].includes(part)
    ) {
      throw new StoreError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${part}' in '${path}' is not valid for storage.`,
      );
    }
  }
}

function checkRename(from: string, to: Value): void {
  if (typeof to !== 'string')
    throw new StoreError('BadValue', `The 'to' field for $rename must be a string: ${from}`);
  checkPath(to);
  if (from === to)
    throw new StoreError('BadValue', `The source and target field for $rename must differ: ${from}`);
  if ([from, to].some((path) => path.includes('$')))
    throw new StoreError('BadValue', 'The source and target of $rename may not be dynamic');
}

/** No two changes may touch the same field, or a field and one inside it. */
function checkConflicts(changes: readonly Change[]): void {
  const paths = changes.flatMap(({ operator, path, operand }) =>
    operator === '$rename' ? [path, operand as string] : [path],
  );
  const seen = new Set<string>();
  for (const path of paths) {
    if (seen.has(path)) throw conflict(path, path);
    seen.add(path);
  }
  for (const path of paths) {
    for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      const parent = path.slice(0, dot);
      if (seen.has(parent)) throw conflict(path, parent);
    }
  }
}

function conflict(path: string, at: string): StoreError {
  return new StoreError(
    'ConflictingUpdateOperators',
    `Updating the path '${path}' would create a conflict at '${at}'`,
  );
}

function checkIdentifiers(changes: readonly Change[], arrayFilters: ArrayFilters): void {
  const used = new Set(
    changes.flatMap(({ path }) => [...path.matchAll(/\$\[([^\]]+)\]/g)].map((found) => found[1]!)),
  );
  for (const name of arrayFilters.keys()) {
    if (!used.has(name))
      throw new StoreError(
        'FailedToParse',
        `The array filter for identifier '${name}' was not used in the update`,
      );
  }
}

function comparePaths(a: string, b: string): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i]!;
    const y = right[i]!;
    if (x === y) continue;
    if (isIndex(x) && isIndex(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

function rename(doc: Doc, from: string, to: string): void {
  const source = resolvePlaces(doc, from, { arrayFilters: new Map(), position: undefined, create: false })[0];
  const value = source && readPlace(source);
  if (!source || value === undefined) return;
  if (Array.isArray(source.container))
    throw new StoreError('BadValue', `The source field of $rename cannot be an array element: '${from}'`);
  source.container.delete(source.key);
  const target = resolvePlaces(doc, to, { arrayFilters: new Map(), position: undefined, create: true })[0]!;
  if (Array.isArray(target.container))
    throw new StoreError('BadValue', `The destination field of $rename cannot be an array element: '${to}'`);
  // A renamed field goes to the end, also where the target existed.
  target.container.delete(target.key);
  writePlace(target, value);
}

/**
 * The document that an upsert starts from: the equality conditions of the filter.
 */
export function upsertSeed(filter: Doc, replaces: boolean): Doc {
  const seed: Doc = new Map();
  collectEqualities(filter, seed, replaces);
  return seed;
}

function collectEqualities(filter: Doc, seed: Doc, onlyId: boolean): void {
  for (const [name, value] of filter) {
    if (name === '$and' && Array.isArray(value)) {
      for (const clause of value) if (isDoc(clause)) collectEqualities(clause, seed, onlyId);
    } else if (name === '$or' && Array.isArray(value) && value.length === 1 && isDoc(value[0])) {
      collectEqualities(value[0], seed, onlyId);
    } else if (!name.startsWith('$')) {
      const equal = equalityOf(value);
      if (equal === undefined || (onlyId && name !== '_id')) continue;
      const existing = resolvePlaces(seed, name, {
        arrayFilters: new Map(),
        position: undefined,
        create: false,
      })[0];
      if (existing && readPlace(existing) !== undefined) {
        throw new StoreError(
          'NotSingleValueField',
          `cannot infer query fields to set, path '${name}' is matched twice`,
        );
      }
      const [place] = resolvePlaces(seed, name, {
        arrayFilters: new Map(),
        position: undefined,
        create: true,
      });
      writePlace(place!, cloneValue(equal));
    }
  }
}

function equalityOf(value: Value): Value | undefined {
  if (!isDoc(value) || !isOperatorDoc(value)) {
    return value !== null &&
      typeof value === 'object' &&
      '_bsontype' in value &&
      value._bsontype === 'BSONRegExp'
      ? undefined
      : value;
  }
  if (value.has('$eq')) return value.get('$eq');
  const list = value.get('$in');
  if (Array.isArray(list) && list.length === 1) return equalityOf(list[0]!);
  const all = value.get('$all');
  if (Array.isArray(all) && all.length === 1) return equalityOf(all[0]!);
  return undefined;
}

/** The document that an upsert inserts. */
export function upsertDocument(filter: Doc, update: Update): Doc {
  const seed = upsertSeed(filter, update.replaces);
  const result = update.apply(seed, { position: undefined, inserting: true });
  if (!result.has('_id')) result.set('_id', new ObjectId());
  return withIdFirst(result);
}

/**
 * Checks a document that is about to be stored and returns its bytes.
 * @throws StoreError InvalidIdField, BSONObjectTooLarge
 */
export function storableBytes(doc: Doc): Buffer {
  checkId(doc.get('_id'));
  const bytes = encodeDocument(doc);
  checkSize(bytes.length);
  return bytes;
}

/** @throws StoreError BSONObjectTooLarge */
export function checkSize(length: number): void {
  if (length > MAX_DOCUMENT_BYTES) {
    throw new StoreError(
      'BSONObjectTooLarge',
      `BSONObj size: ${length} is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}`,
    );
  }
}

/** @throws StoreError InvalidIdField for an array, a regular expression or undefined */
export function checkId(id: Value | undefined): void {
  if (Array.isArray(id)) throw new StoreError('InvalidIdField', "The '_id' value cannot be of type array");
  if (id !== null && typeof id === 'object' && '_bsontype' in id) {
    if (id._bsontype === 'BSONRegExp')
      throw new StoreError('InvalidIdField', "The '_id' value cannot be of type regex");
    if (id._bsontype === 'Undefined')
      throw new StoreError('InvalidIdField', "The '_id' value cannot be of type undefined");
  }
  if (isDoc(id)) {
    for (const name of id.keys()) {
      if (name.startsWith('$') && !['$ref', '$id', '$db'].includes(name)) {
        throw new StoreError(
          'DollarPrefixedFieldName',
          `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
        );
      }
    }
  }
}
