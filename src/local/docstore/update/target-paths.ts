import { isIndex } from '../bson/paths.ts';
import { type Doc, isDoc, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { compileFilter, type Predicate } from '../query/match.ts';

/** Conditions of `$[identifier]`, by identifier. */
export type ArrayFilters = ReadonlyMap<string, Predicate>;

/**
 * Compiles `arrayFilters`. Each filter names one identifier; the predicate is asked with a document that holds the
 * array element under that name.
 */
export function compileArrayFilters(filters: Value | undefined): ArrayFilters {
  const compiled = new Map<string, Predicate>();
  if (filters === undefined) return compiled;
  if (!Array.isArray(filters)) throw new StoreError('TypeMismatch', 'arrayFilters must be an array');
  for (const filter of filters) {
    if (!isDoc(filter) || filter.size === 0) {
      throw new StoreError(
        'FailedToParse',
        'Cannot use an expression without a top-level field name in arrayFilters',
      );
    }
    const names = new Set<string>();
    collectNames(filter, names);
    const [name] = names;
    if (names.size !== 1 || name === undefined) {
      throw new StoreError('FailedToParse', 'Each array filter must use exactly one top-level field name');
    }
    if (!/^[a-z][A-Za-z0-9]*$/.test(name)) {
      throw new StoreError(
        'BadValue',
        `The identifier '${name}' must begin with a lower-case letter and hold only letters and digits`,
      );
    }
    if (compiled.has(name)) {
      throw new StoreError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${name}`,
      );
    }
    compiled.set(name, compileFilter(filter));
  }
  return compiled;
}

function collectNames(filter: Doc, names: Set<string>): void {
  for (const [key, value] of filter) {
    if (!key.startsWith('$')) names.add(key.split('.')[0]!);
    else if (Array.isArray(value)) for (const clause of value) if (isDoc(clause)) collectNames(clause, names);
  }
}

/** A place in a document: the container and the name or index in it. */
export interface Place {
  readonly container: Doc | Value[];
  readonly key: string;
  /** The path with positions filled in. */
  readonly path: string;
}

/** The value at a place. */
export function readPlace(place: Place): Value | undefined {
  return Array.isArray(place.container) ? place.container[Number(place.key)] : place.container.get(place.key);
}

/** Arrays are not stretched further than this by writing to a far position. */
const MAX_PADDING = 1_500_000;

/** Sets the value at a place; positions beyond the end of an array are filled with null. */
export function writePlace(place: Place, value: Value): void {
  if (!Array.isArray(place.container)) {
    place.container.set(place.key, value);
    return;
  }
  if (!isIndex(place.key)) {
    throw new StoreError(
      'PathNotViable',
      `Cannot create field '${place.key}' in an array element at '${place.path}'`,
    );
  }
  const index = Number(place.key);
  if (index > place.container.length + MAX_PADDING) {
    throw new StoreError('BadValue', `Cannot fill the array up to position ${index}`);
  }
  while (place.container.length < index) place.container.push(null);
  place.container[index] = value;
}

/** What resolving a path needs to know. */
export interface PathContext {
  readonly arrayFilters: ArrayFilters;
  /** Position for `$`, from the query's match. */
  readonly position: number | undefined;
  /** Containers that are missing on the way are made (`$set`) or not (`$unset`). */
  readonly create: boolean;
}

/**
 * Finds the places that an update path names; several with `$[]` and `$[identifier]`, none when the path does not exist
 * and nothing is to be created.
 * @throws StoreError PathNotViable when the path goes through a scalar
 */
export function resolvePlaces(doc: Doc, path: string, context: PathContext): Place[] {
  const parts = path.split('.');
  const places: Place[] = [];
  step(doc, parts, 0, [], context, path, places);
  return places;
}

/** The paths that `$[]` and `$[identifier]` stand for in this document; any other path as it is. */
export function elementPaths(doc: Doc, path: string, context: PathContext): string[] {
  const parts = path.split('.');
  const last = parts.findLastIndex((part) => part.startsWith('$['));
  if (last < 0) return [path];
  return resolvePlaces(doc, parts.slice(0, last + 1).join('.'), context).map((place) =>
    [place.path, ...parts.slice(last + 1)].join('.'),
  );
}

function step(
  container: Doc | Value[],
  parts: readonly string[],
  at: number,
  resolved: readonly string[],
  context: PathContext,
  whole: string,
  places: Place[],
): void {
  const part = parts[at]!;
  for (const key of keysFor(container, part, context, whole)) {
    const path = [...resolved, key];
    if (at === parts.length - 1) {
      if (Array.isArray(container) && !isIndex(key)) {
        if (!context.create) continue;
        throw new StoreError(
          'PathNotViable',
          `Cannot create field '${key}' in element {${resolved.at(-1)}: array} at '${path.join('.')}'`,
        );
      }
      places.push({ container, key, path: path.join('.') });
      continue;
    }
    const place: Place = { container, key, path: path.join('.') };
    let child = readPlace(place);
    if (parts[at + 1]!.startsWith('$[') && !Array.isArray(child)) {
      throw new StoreError(
        'BadValue',
        child === undefined
          ? `The path '${place.path}' must exist in the document in order to apply array updates.`
          : `Cannot apply array updates to non-array element '${place.path}'`,
      );
    }
    if (child === undefined) {
      if (!context.create) continue;
      if (Array.isArray(container) && !isIndex(key)) {
        throw new StoreError(
          'PathNotViable',
          `Cannot create field '${key}' in element {${resolved.at(-1)}: array} at '${path.join('.')}'`,
        );
      }
      child = new Map<string, Value>();
      writePlace(place, child);
    }
    if (isDoc(child) || Array.isArray(child)) step(child, parts, at + 1, path, context, whole, places);
    else if (context.create) {
      throw new StoreError(
        'PathNotViable',
        `Cannot create field '${parts[at + 1]}' in element {${key}: scalar} at '${path.join('.')}'`,
      );
    }
  }
}

/** The names or positions that one component of a path stands for. */
function keysFor(container: Doc | Value[], part: string, context: PathContext, whole: string): string[] {
  if (part === '$') {
    if (context.position === undefined) {
      throw new StoreError(
        'BadValue',
        'The positional operator did not find the match needed from the query.',
      );
    }
    return [String(context.position)];
  }
  if (!part.startsWith('$[')) return [part];
  if (!part.endsWith(']')) throw new StoreError('BadValue', `Path '${whole}' has an unclosed '$['`);
  if (!Array.isArray(container)) {
    throw new StoreError(
      'BadValue',
      `Cannot apply array updates to a value that is not an array (path '${whole}')`,
    );
  }
  const identifier = part.slice(2, -1);
  if (identifier === '') return container.map((_, index) => String(index));
  const filter = context.arrayFilters.get(identifier);
  if (!filter)
    throw new StoreError(
      'BadValue',
      `No array filter found for identifier '${identifier}' in path '${whole}'`,
    );
  return container.flatMap((element, index) =>
    filter(new Map([[identifier, element]])) ? [String(index)] : [],
  );
}
