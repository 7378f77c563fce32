import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { equalValues } from '../bson/compare.ts';
import { isIndex } from '../bson/paths.ts';
import { bracketOf, BRACKET, sortKey } from '../bson/sort-key.ts';
import { type Doc, isDoc, type Value } from '../bson/value.ts';
import { isOfValues, isOperatorDoc } from '../query/match.ts';

/** What a filter says about one field, as far as an index can use it. All are necessary conditions. */
export interface FieldBounds {
  /** The value is one of these (equality or `$in`). */
  points?: Value[];
  /** Ranges within one type bracket, each a necessary condition of its own. */
  lower?: { readonly value: Value; readonly inclusive: boolean };
  upper?: { readonly value: Value; readonly inclusive: boolean };
  /** One value outside the range that matches as well: the regular expression whose prefix is the range, stored. */
  besides?: BSONRegExp;
  /** The predicates themselves, to check what a partial index demands. */
  readonly predicates: { readonly operator: string; readonly operand: Value }[];
}

/** Per path, the conditions that every matching document must meet. */
export type FilterBounds = Map<string, FieldBounds>;

/** Collects what the top-level conjunction of a filter demands, with `$elemMatch`; `$or` and negations demand nothing here. */
export function filterBounds(filter: Doc, into: FilterBounds = new Map()): FilterBounds {
  for (const [name, value] of filter) {
    if (name === '$and' && Array.isArray(value)) {
      for (const clause of value) if (isDoc(clause)) filterBounds(clause, into);
    } else if (!name.startsWith('$')) addField(into, name, value);
  }
  return into;
}

function boundsOf(into: FilterBounds, path: string): FieldBounds {
  const bounds: FieldBounds = into.get(path) ?? { predicates: [] };
  into.set(path, bounds);
  return bounds;
}

/**
 * What one element must meet, some key of the index on the path through the array meets as well. The predicates are not
 * taken over: the document as a whole need not meet them (`$ne`, and null in an array within an array). Positions are left
 * out: in the path they are those of the array, in an element those of an array within it.
 */
function addElement(into: FilterBounds, path: string, operand: Value): void {
  if (!isDoc(operand)) return;
  const inner = isOfValues(operand)
    ? filterBounds(new Map([[path, operand]]))
    : new Map([...filterBounds(operand)].map(([name, bounds]) => [`${path}.${name}`, bounds]));
  for (const [name, { points, lower, upper, besides }] of inner) {
    if (name.split('.').some(isIndex)) continue;
    const bounds = boundsOf(into, name);
    if (points) bounds.points ??= points;
    // The range of a regular expression is one with the value besides it.
    if (besides && (bounds.lower ?? bounds.upper)) continue;
    if (besides) bounds.besides = besides;
    if (lower) bounds.lower ??= lower;
    if (upper) bounds.upper ??= upper;
  }
}

function addField(into: FilterBounds, path: string, value: Value): void {
  const bounds = boundsOf(into, path);
  if (value instanceof BSONRegExp) {
    addPredicate(bounds, '$regex', value);
    addRegexPrefix(bounds, value.pattern, value.options);
  } else if (isDoc(value) && isOperatorDoc(value)) {
    for (const [operator, operand] of value) {
      addPredicate(bounds, operator, operand);
      if (operator === '$elemMatch') addElement(into, path, operand);
      if (operator === '$regex') {
        const options = value.get('$options');
        if (operand instanceof BSONRegExp)
          addRegexPrefix(
            bounds,
            operand.pattern,
            `${operand.options}${typeof options === 'string' ? options : ''}`,
          );
        else if (typeof operand === 'string')
          addRegexPrefix(bounds, operand, typeof options === 'string' ? options : '');
      }
    }
  } else addPredicate(bounds, '$eq', value);
}

function addPredicate(bounds: FieldBounds, operator: string, operand: Value): void {
  bounds.predicates.push({ operator, operand });
  switch (operator) {
    case '$eq':
      if (isPoint(operand)) bounds.points ??= [operand];
      break;
    case '$in':
      if (Array.isArray(operand) && operand.every(isPoint)) bounds.points ??= distinct(operand);
      break;
    case '$gt':
    case '$gte':
      if (isRangeOperand(operand)) bounds.lower ??= { value: operand, inclusive: operator === '$gte' };
      break;
    case '$lt':
    case '$lte':
      if (isRangeOperand(operand)) bounds.upper ??= { value: operand, inclusive: operator === '$lte' };
      break;
    default:
  }
}

/** Equality with a whole array has no single index key; regular expressions in `$in` are patterns. */
function isPoint(value: Value): boolean {
  return !Array.isArray(value) && !(value instanceof BSONRegExp);
}

function isRangeOperand(value: Value): boolean {
  return (
    !Array.isArray(value) &&
    !(value instanceof MinKey) &&
    !(value instanceof MaxKey) &&
    bracketOf(value) !== BRACKET.null &&
    bracketOf(value) !== BRACKET.undefined
  );
}

function distinct(values: Value[]): Value[] {
  const seen = new Map<string, Value>();
  for (const value of values) seen.set(sortKey(value).toString('latin1'), value);
  // In index order, so that an ascending scan of the points is sorted.
  return [...seen].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value);
}

/** `^abc` without options limits strings to those that start with abc. */
function addRegexPrefix(bounds: FieldBounds, pattern: string, options: string): void {
  if (options !== '' || bounds.lower || bounds.upper || pattern.includes('|')) return;
  const match = /^\^([A-Za-z0-9 _:/@#%&=,;~-]+)(.*)$/s.exec(pattern);
  if (!match) return;
  // A quantifier after the last character makes that character optional or repeated.
  const prefix = /^[?*{+]/.test(match[2]!) ? match[1]!.slice(0, -1) : match[1]!;
  if (prefix === '') return;
  const last = prefix.charCodeAt(prefix.length - 1);
  bounds.besides = new BSONRegExp(pattern);
  bounds.lower = { value: prefix, inclusive: true };
  bounds.upper = { value: prefix.slice(0, -1) + String.fromCharCode(last + 1), inclusive: false };
}

/**
 * True when every document that matches the filter certainly belongs to a partial index: each condition of the index
 * occurs in the filter, or all values that the filter allows meet it.
 */
export function implies(bounds: FilterBounds, partial: Doc, test: (doc: Doc) => boolean): boolean {
  if (partial.has('$or') || partial.has('$nor')) return false;
  for (const [path, condition] of filterBounds(partial)) {
    const known = bounds.get(path);
    if (!known) return false;
    for (const { operator, operand } of condition.predicates) {
      const stated = known.predicates.some(
        (other) => other.operator === operator && equalValues(other.operand, operand),
      );
      if (stated) continue;
      if (operator === '$exists' && operand !== false && operand !== 0 && known.predicates.some(demandsValue))
        continue;
      if (!known.points || path.includes('.')) return false;
      if (!known.points.every((point) => fieldMeets(path, point, partial, test))) return false;
    }
  }
  return true;
}

/** Tests one value against the conditions of the index on that field, with the other fields taken as met. */
function fieldMeets(path: string, value: Value, partial: Doc, test: (doc: Doc) => boolean): boolean {
  if (partial.size !== 1) return false;
  return test(new Map([[path, value]]));
}

function demandsValue(predicate: { readonly operator: string; readonly operand: Value }): boolean {
  return (
    ['$gt', '$gte', '$lt', '$lte', '$regex'].includes(predicate.operator) ||
    (predicate.operator === '$eq' && predicate.operand !== null)
  );
}
