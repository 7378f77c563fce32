import { isDoc, type Doc, type Value } from './value.ts';

/** True for a path component that can be an array index. */
export function isIndex(part: string): boolean {
  return /^(0|[1-9]\d*)$/.test(part);
}

/**
 * Called for each value that a path reaches; `undefined` for "no such field". `index` is the position in the outermost
 * array that was passed through. Returning true stops the walk.
 */
export type PathVisitor = (value: Value | undefined, index: number | undefined) => boolean;

/**
 * Walks a dotted path as MongoDB's query matcher does: arrays on the way are searched element by element, a numeric
 * component may also be an array position, and an array at the end is visited by element and then as a whole.
 * @param expandLeaf false to visit an array at the end only as a whole (`$size`, `$elemMatch`, `$exists`)
 * @returns true when the visitor stopped the walk
 */
export function walkPath(
  doc: Doc,
  parts: readonly string[],
  expandLeaf: boolean,
  visit: PathVisitor,
  at = 0,
  outer?: number,
): boolean {
  const child = doc.get(parts[at]!);
  if (at === parts.length - 1) return visitLeaf(child, expandLeaf, visit, outer);
  if (isDoc(child)) return walkPath(child, parts, expandLeaf, visit, at + 1, outer);
  if (Array.isArray(child)) return walkArray(child, parts, expandLeaf, visit, at + 1, outer);
  return visit(undefined, outer);
}

function visitLeaf(
  value: Value | undefined,
  expandLeaf: boolean,
  visit: PathVisitor,
  outer: number | undefined,
): boolean {
  if (expandLeaf && Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (visit(value[i], outer ?? i)) return true;
  }
  return visit(value, outer);
}

function walkArray(
  array: Value[],
  parts: readonly string[],
  expandLeaf: boolean,
  visit: PathVisitor,
  at: number,
  outer: number | undefined,
): boolean {
  const part = parts[at]!;
  if (isIndex(part)) {
    const index = Number(part);
    const element = array[index];
    if (element !== undefined) {
      if (at === parts.length - 1) {
        if (visit(element, outer ?? index)) return true;
      } else if (isDoc(element)) {
        if (walkPath(element, parts, expandLeaf, visit, at + 1, outer ?? index)) return true;
      } else if (Array.isArray(element)) {
        if (walkArray(element, parts, expandLeaf, visit, at + 1, outer ?? index)) return true;
      }
    }
  }
  for (let i = 0; i < array.length; i++) {
    const element = array[i];
    if (isDoc(element) && walkPath(element, parts, expandLeaf, visit, at, outer ?? i)) return true;
  }
  return false;
}

/** The value at a path through documents only (no arrays); `undefined` when there is none. */
export function getPath(doc: Doc, path: string): Value | undefined {
  let value: Value | undefined = doc;
  for (const part of path.split('.')) {
    if (!isDoc(value)) return undefined;
    value = value.get(part);
  }
  return value;
}

/** A deep copy, so that a change of one does not show in the other. Scalars are shared: they are never changed. */
export function cloneValue<T extends Value>(value: T): T;
export function cloneValue(value: Value): Value {
  if (Array.isArray(value)) return value.map((item) => cloneValue(item));
  if (value instanceof Map) {
    const copy: Doc = new Map();
    for (const [name, item] of value) copy.set(name, cloneValue(item));
    return copy;
  }
  return value;
}
