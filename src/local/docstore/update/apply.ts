import { ObjectId } from 'bson';
import { equalValues } from '../bson/compare.ts';
import { encodeDocument } from '../bson/encode.ts';
import { cloneValue, isIndex } from '../bson/paths.ts';
import { type Doc, isDoc, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { isOperatorDoc } from '../query/match.ts';
import { FIELD_OPERATORS, remove, type UpdateFacts } from './operators.ts';
import {
  type ArrayFilters,
  compileArrayFilters,
  elementPaths,
  readPlace,
  resolvePlaces,
  writePlace,
} from './target-paths.ts';

/** Largest document (bytes). */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
/** Nothing larger is handled at all, wherever it comes from (bytes). */
const MAX_INTERNAL_BYTES = MAX_DOCUMENT_BYTES + 16 * 1024;

/** What makes a document, and with which code MongoDB refuses one that is a little too large. */
const TOO_LARGE = {
  insert: 'BadValue',
  update: 'Location17419',
  upsert: 'Location17420',
} as const;
export type MadeBy = keyof typeof TOO_LARGE;

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
    return { replaces: false, apply: (doc) => checked(doc, withIdOf(doc, run(doc))) };
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

/** A pipeline that leaves `_id` out keeps it. */
function withIdOf(before: Doc, after: Doc): Doc {
  const id = before.get('_id');
  return id === undefined || after.has('_id') ? after : new Map([['_id', id], ...after]);
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
  checkElements(changes);
  const isDynamic = changes.length > 1 && changes.some(({ path }) => path.includes('$'));
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
      const touched = isDynamic ? new Touched() : undefined;
      const changing = compiled
        .filter(({ operator }) => operator !== '$setOnInsert' || match.inserting)
        .map((change) => ({
          change,
          context: { arrayFilters, position: match.position, create: change.creates },
        }))
        // All array filters see the document as it was.
        .map(({ change, context }) => ({
          ...change,
          context,
          paths: elementPaths(result, change.path, context),
        }));
      for (const { path, operand, run, context, paths } of changing) {
        if (!run) {
          rename(result, path, operand as string);
          continue;
        }
        for (const place of paths.flatMap((one) => resolvePlaces(result, one, context))) {
          touched?.add(place.path);
          run(place);
        }
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
  if (`${to}.`.startsWith(`${from}.`) || `${from}.`.startsWith(`${to}.`))
    throw new StoreError(
      'BadValue',
      `The source and target field for $rename must not be on the same path: ${from}`,
    );
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

/** An array is changed by its elements, all or filtered, or by what is in it: not both ways in one update. */
function checkElements(changes: readonly Change[]): void {
  const ways = new Map<string, boolean>();
  for (const { path } of changes) {
    const parts = path.split('.');
    for (let at = 1; at < parts.length; at++) {
      const container = parts.slice(0, at).join('.');
      const byElement = parts[at]!.startsWith('$[');
      if ((ways.get(container) ?? byElement) !== byElement) throw conflict(path, container);
      ways.set(container, byElement);
    }
  }
}

/** The places that an update changed, with array positions filled in. */
class Touched {
  readonly #places = new Set<string>();
  readonly #around = new Set<string>();

  /** @throws StoreError when this place, or one around or inside it, was changed before */
  add(path: string): void {
    if (this.#places.has(path) || this.#around.has(path)) throw conflict(path, path);
    for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      const parent = path.slice(0, dot);
      if (this.#places.has(parent)) throw conflict(path, parent);
      this.#around.add(parent);
    }
    this.#places.add(path);
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
  if (!isRenamed(doc, from)) return;
  if (arrayOnTheWay(doc, to))
    throw new StoreError('BadValue', `The destination field cannot be an array element: '${to}'`);
  const [source] = resolvePlaces(doc, from, { arrayFilters: new Map(), position: undefined, create: false });
  const value = readPlace(source!)!;
  remove(source!);
  const [target] = resolvePlaces(doc, to, { arrayFilters: new Map(), position: undefined, create: true });
  // A renamed field goes to the end, also where the target existed.
  remove(target!);
  writePlace(target!, value);
}

/** Whether there is something to rename. @throws StoreError when the way to it is barred, or goes through an array */
function isRenamed(doc: Doc, from: string): boolean {
  let value: Value = doc;
  for (const part of from.split('.')) {
    const next: Value | undefined = isDoc(value)
      ? value.get(part)
      : Array.isArray(value) && isIndex(part)
        ? value[Number(part)]
        : undefined;
    if (next === undefined) {
      if (isDoc(value) || (Array.isArray(value) && isIndex(part))) return false;
      throw new StoreError(
        'PathNotViable',
        `cannot use the part '${part}' of '${from}' to traverse the element`,
      );
    }
    value = next;
  }
  if (arrayOnTheWay(doc, from))
    throw new StoreError('BadValue', `The source field cannot be an array element: '${from}'`);
  return true;
}

function arrayOnTheWay(doc: Doc, path: string): boolean {
  let value: Value | undefined = doc;
  for (const part of path.split('.')) {
    if (Array.isArray(value)) return true;
    value = isDoc(value) ? value.get(part) : undefined;
  }
  return false;
}

/**
 * The document that an upsert starts from: the equality conditions of the filter.
 */
export function upsertSeed(filter: Doc, replaces: boolean): Doc {
  const seed: Doc = new Map();
  collectEqualities(filter, seed, replaces, new Set());
  return seed;
}

function collectEqualities(filter: Doc, seed: Doc, onlyId: boolean, named: Set<string>): void {
  for (const [name, value] of filter) {
    if (name === '$and' && Array.isArray(value)) {
      for (const clause of value) if (isDoc(clause)) collectEqualities(clause, seed, onlyId, named);
    } else if (name === '$or' && Array.isArray(value) && value.length === 1 && isDoc(value[0])) {
      collectEqualities(value[0], seed, onlyId, named);
    } else if (!name.startsWith('$')) {
      const equal = equalityOf(value);
      if (equal === undefined || (onlyId && name !== '_id')) continue;
      for (const other of named) {
        if (`${name}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${name}.`))
          throw new StoreError(
            'NotSingleValueField',
            name === other
              ? `cannot infer query fields to set, path '${name}' is matched twice`
              : `cannot infer query fields to set, both paths '${name}' and '${other}' are matched`,
          );
      }
      named.add(name);
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
export function storableBytes(doc: Doc, madeBy: MadeBy): Buffer {
  checkId(doc.get('_id'));
  const bytes = encodeDocument(doc);
  checkSize(bytes.length, madeBy);
  return bytes;
}

/** @throws StoreError BSONObjectTooLarge, or the code of what made the document when it is hardly too large */
export function checkSize(length: number, madeBy: MadeBy): void {
  if (length > MAX_INTERNAL_BYTES)
    throw new StoreError(
      'BSONObjectTooLarge',
      `BSONObj size: ${length} is invalid. Size must be between 0 and ${MAX_INTERNAL_BYTES}`,
    );
  if (length > MAX_DOCUMENT_BYTES)
    throw new StoreError(
      TOO_LARGE[madeBy],
      `The document of this ${madeBy} is larger than ${MAX_DOCUMENT_BYTES} bytes: ${length}`,
    );
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
