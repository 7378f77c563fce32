import { BSONRegExp, BSONSymbol, Binary, Double, Long } from 'bson';
import { compareValues, equalValues } from '../bson/compare.ts';
import { walkPath } from '../bson/paths.ts';
import { BRACKET, bracketOf } from '../bson/sort-key.ts';
import {
  BSON_TYPE,
  type BsonTypeName,
  type Doc,
  isDoc,
  isNumeric,
  toJsNumber,
  typeName,
  type Value,
} from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { compileRegex } from './regex.ts';

/** What a match tells besides yes: the array position for the positional operator `$`. */
export interface MatchContext {
  /** Position in the array that the last matching array predicate went through. */
  position: number | undefined;
}

/** A compiled filter. */
export type Predicate = (doc: Doc, context?: MatchContext) => boolean;

/** Evaluates `$expr`; given by the aggregation language so that filters do not depend on it. */
export type ExpressionTest = (expression: Value) => (doc: Doc) => boolean;

type ValueTest = (value: Value | undefined) => boolean;

function bad(message: string): StoreError {
  return new StoreError('BadValue', message);
}

/**
 * Compiles a filter document (MongoDB manual, "Query Predicates").
 * @throws StoreError BadValue for an operator that is unknown or wrongly used; nothing is ignored
 */
export function compileFilter(filter: Doc, expression?: ExpressionTest): Predicate {
  const predicates: Predicate[] = [];
  for (const [name, value] of filter) predicates.push(compileEntry(name, value, expression));
  return allOf(predicates);
}

function allOf(predicates: Predicate[]): Predicate {
  if (predicates.length === 1) return predicates[0]!;
  return (doc, context) => {
    for (const predicate of predicates) if (!predicate(doc, context)) return false;
    return true;
  };
}

function clauses(operator: string, value: Value, expression?: ExpressionTest): Predicate[] {
  if (!Array.isArray(value) || value.length === 0) throw bad(`${operator} must be a nonempty array`);
  return value.map((clause) => {
    if (!isDoc(clause)) throw bad(`${operator} argument's entries must be objects`);
    return compileFilter(clause, expression);
  });
}

function compileEntry(name: string, value: Value, expression?: ExpressionTest): Predicate {
  if (!name.startsWith('$')) return compileField(name, value, expression);
  switch (name) {
    case '$and':
      return allOf(clauses(name, value, expression));
    case '$or': {
      const options = clauses(name, value, expression);
      return (doc, context) => options.some((option) => option(doc, context));
    }
    case '$nor': {
      const options = clauses(name, value, expression);
      return (doc) => !options.some((option) => option(doc));
    }
    case '$comment':
      return () => true;
    case '$expr':
      if (!expression) throw bad('$expr is not allowed in this context');
      return expression(value);
    case '$alwaysTrue':
      return () => true;
    case '$alwaysFalse':
      return () => false;
    case '$where':
      throw bad('$where is not supported: this store runs no JavaScript of its clients. Use $expr.');
    case '$text':
      throw bad('$text is not supported: there are no text indexes. Use $regex.');
    case '$jsonSchema':
      throw bad('$jsonSchema is not supported in filters. Validate in the application.');
    default:
      throw bad(
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, use $getField.`,
      );
  }
}

/** True for `{ $gt: 1 }`; false for a document to be compared as a value. */
export function isOperatorDoc(value: Value | undefined): boolean {
  if (!isDoc(value)) return false;
  for (const name of value.keys()) return name.startsWith('$') && !['$ref', '$id', '$db'].includes(name);
  return false;
}

function compileField(path: string, value: Value, expression?: ExpressionTest): Predicate {
  const parts = path.split('.');
  if (value instanceof BSONRegExp) return onPath(parts, regexTest(value));
  if (!isDoc(value) || !isOperatorDoc(value)) return onPath(parts, equalityTest(value));
  return compileOperators(parts, value, expression);
}

/** The path of an array element under `$elemMatch`: an element that is itself an array is one value, not searched. */
const ELEMENT: readonly string[] = ['element'];

/** True when a value that the path reaches passes the test. */
function onPath(parts: readonly string[], test: ValueTest, expandLeaf = true): Predicate {
  return (doc, context) =>
    walkPath(doc, parts, expandLeaf && parts !== ELEMENT, (value, index) => {
      if (!test(value)) return false;
      if (context && index !== undefined) context.position = index;
      return true;
    });
}

function not(predicate: Predicate): Predicate {
  return (doc) => !predicate(doc);
}

function compileOperators(parts: readonly string[], operators: Doc, expression?: ExpressionTest): Predicate {
  const predicates: Predicate[] = [];
  for (const [name, operand] of operators) {
    if (name === '$options') {
      if (!operators.has('$regex')) throw bad('$options needs a $regex');
      continue;
    }
    if (!name.startsWith('$')) throw bad(`unknown operator: ${name}`);
    predicates.push(compileOperator(parts, name, operand, operators, expression));
  }
  return allOf(predicates);
}

function compileOperator(
  parts: readonly string[],
  name: string,
  operand: Value,
  siblings: Doc,
  expression?: ExpressionTest,
): Predicate {
  switch (name) {
    case '$eq':
      return onPath(parts, equalityTest(operand));
    case '$ne':
      if (operand instanceof BSONRegExp) throw bad("Can't have regex as arg to $ne.");
      return not(onPath(parts, equalityTest(operand)));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return onPath(parts, rangeTest(name, operand));
    case '$in':
      return onPath(parts, inTest('$in', operand));
    case '$nin':
      return not(onPath(parts, inTest('$nin', operand)));
    case '$exists': {
      const exists = truthy(operand);
      const found = onPath(parts, (value) => value !== undefined, false);
      return exists ? found : not(found);
    }
    case '$not':
      if (operand instanceof BSONRegExp) return not(onPath(parts, regexTest(operand)));
      if (!isDoc(operand)) throw bad('$not needs a regex or a document');
      if (operand.size === 0) throw bad('$not cannot be empty');
      if (!isOperatorDoc(operand)) throw bad('$not needs an operator expression');
      return not(compileOperators(parts, operand, expression));
    case '$regex': {
      const options = siblings.get('$options');
      if (options !== undefined && typeof options !== 'string') throw bad('$options has to be a string');
      if (operand instanceof BSONRegExp) {
        if (options !== undefined && operand.options !== '')
          throw new StoreError('Location51075', 'options set in both $regex and $options');
        return onPath(parts, regexTest(new BSONRegExp(operand.pattern, options ?? operand.options)));
      }
      if (typeof operand !== 'string') throw bad('$regex has to be a string');
      return onPath(parts, regexTest({ pattern: operand, options: options ?? '' }));
    }
    case '$type':
      return onPath(parts, typeTest(operand));
    case '$size': {
      const size = integerOperand(operand, '$size');
      if (size < 0) throw bad('$size may not be negative');
      return onPath(parts, (value) => Array.isArray(value) && value.length === size, false);
    }
    case '$mod':
      return onPath(parts, modTest(operand));
    case '$all':
      return compileAll(parts, operand, expression);
    case '$elemMatch':
      return compileElemMatch(parts, operand, expression);
    case '$bitsAllSet':
    case '$bitsAnySet':
    case '$bitsAllClear':
    case '$bitsAnyClear':
      return onPath(parts, bitsTest(name, operand));
    case '$comment':
      return () => true;
    case '$near':
    case '$nearSphere':
    case '$geoWithin':
    case '$geoIntersects':
      throw bad(`${name} is not supported: this store has no geospatial queries.`);
    default:
      throw bad(`unknown operator: ${name}`);
  }
}

function truthy(value: Value): boolean {
  if (value === null || value === false) return false;
  return !(isNumeric(value) && toJsNumber(value) === 0);
}

function equalityTest(operand: Value): ValueTest {
  if (operand === null) return (value) => value === undefined || value === null;
  if (typeof operand === 'string')
    return (value) =>
      value === operand || (value !== undefined && typeof value !== 'string' && equalValues(value, operand));
  return (value) => value !== undefined && equalValues(value, operand);
}

function rangeTest(name: string, operand: Value): ValueTest {
  if (operand instanceof BSONRegExp)
    throw bad(`Can't have RegEx as arg to predicate over field with ${name}.`);
  const accepts =
    name === '$gt'
      ? (order: number) => order > 0
      : name === '$gte'
        ? (order: number) => order >= 0
        : name === '$lt'
          ? (order: number) => order < 0
          : (order: number) => order <= 0;
  const bracket = bracketOf(operand);
  if (bracket === BRACKET.null) {
    // Null equals missing, and nothing of the same type is greater or smaller.
    return (value) => accepts(0) && (value === undefined || value === null);
  }
  if (bracket === BRACKET.minKey || bracket === BRACKET.maxKey) {
    return (value) => accepts(compareValues(value ?? null, operand));
  }
  const operandNaN = isNumeric(operand) && Number.isNaN(toJsNumber(operand));
  return (value) => {
    if (value === undefined || bracketOf(value) !== bracket) return false;
    if (bracket === BRACKET.number) {
      // NaN is comparable only to itself.
      const valueNaN = value instanceof Double && Number.isNaN(value.value);
      if (valueNaN !== operandNaN) return false;
    }
    return accepts(compareValues(value, operand));
  };
}

function inTest(name: string, operand: Value): ValueTest {
  if (!Array.isArray(operand)) throw bad(`${name} needs an array`);
  const tests: ValueTest[] = [];
  const strings = new Set<Value>();
  for (const item of operand) {
    if (isOperatorDoc(item)) throw bad(`cannot nest $ under ${name}`);
    if (item instanceof BSONRegExp) tests.push(regexTest(item));
    else if (typeof item === 'string') strings.add(item);
    else tests.push(equalityTest(item));
  }
  return (value) => {
    // A symbol equals the string with its text.
    const text = value instanceof BSONSymbol ? value.value : value;
    return (text !== undefined && strings.has(text)) || tests.some((test) => test(value));
  };
}

function regexTest(regex: { readonly pattern: string; readonly options: string }): ValueTest {
  const compiled = compileRegex(regex.pattern, regex.options);
  return (value) => {
    if (typeof value === 'string') return compiled.test(value);
    return value instanceof BSONRegExp && value.pattern === regex.pattern && value.options === regex.options;
  };
}

/** The types that `$type` names: aliases, numeric codes, or a list of them. */
function typeTest(operand: Value): ValueTest {
  const wanted = new Set<BsonTypeName>();
  const list = Array.isArray(operand) ? operand : [operand];
  if (list.length === 0) throw new StoreError('FailedToParse', '$type must match at least one type');
  for (const item of list) {
    if (item === 'number') for (const name of ['int', 'long', 'double', 'decimal'] as const) wanted.add(name);
    else if (typeof item === 'string') {
      if (!Object.hasOwn(BSON_TYPE, item)) throw bad(`Unknown type name alias: ${item}`);
      wanted.add(item as BsonTypeName);
    } else if (isNumeric(item)) {
      const code = toJsNumber(item);
      const entry = Object.entries(BSON_TYPE).find(([, number]) => number === code);
      if (!entry) throw bad(`Invalid numerical type code: ${code}`);
      wanted.add(entry[0] as BsonTypeName);
    } else throw new StoreError('TypeMismatch', 'type must be represented as a number or a string');
  }
  return (value) => value !== undefined && wanted.has(typeName(value));
}

/** An integer operand in any numeric type; anything else is refused. */
export function integerOperand(value: Value, what: string): number {
  if (!isNumeric(value)) throw bad(`${what} needs a number`);
  const number = toJsNumber(value);
  if (!Number.isInteger(number)) throw bad(`${what} must be a whole number`);
  return number;
}

function modTest(operand: Value): ValueTest {
  if (!Array.isArray(operand)) throw bad('malformed mod, needs to be an array');
  if (operand.length < 2) throw bad('malformed mod, not enough elements');
  if (operand.length > 2) throw bad('malformed mod, too many elements');
  if (!isNumeric(operand[0]) || !isNumeric(operand[1]))
    throw bad('malformed mod, divisor and remainder must be numbers');
  const divisor = Math.trunc(toJsNumber(operand[0]));
  const remainder = Math.trunc(toJsNumber(operand[1]));
  if (!Number.isFinite(divisor) || !Number.isFinite(remainder))
    throw bad('malformed mod, divisor or remainder is not finite');
  if (divisor === 0) throw bad('divisor cannot be 0');
  return (value) => {
    if (!isNumeric(value)) return false;
    if (value instanceof Long) return value.toBigInt() % BigInt(divisor) === BigInt(remainder);
    const number = Math.trunc(toJsNumber(value));
    // `+ 0` turns -0 into 0.
    return Number.isFinite(number) && (number % divisor) + 0 === remainder;
  };
}

function compileAll(parts: readonly string[], operand: Value, expression?: ExpressionTest): Predicate {
  if (!Array.isArray(operand)) throw bad('$all needs an array');
  if (operand.length === 0) return () => false;
  const first = operand[0];
  const elemMatches = isDoc(first) && first.has('$elemMatch');
  return allOf(
    operand.map((item) => {
      if (elemMatches) {
        if (!isDoc(item) || !item.has('$elemMatch') || item.size !== 1)
          throw bad('$all/$elemMatch has to be consistent');
        return compileElemMatch(parts, item.get('$elemMatch')!, expression);
      }
      if (isOperatorDoc(item)) throw bad('no $ expressions in $all');
      return onPath(parts, item instanceof BSONRegExp ? regexTest(item) : equalityTest(item));
    }),
  );
}

/** Whether an operand of `$elemMatch` has operators for the elements themselves, and not a filter for documents. */
export function isOfValues(operand: Doc): boolean {
  const [first] = operand.keys();
  return isOperatorDoc(operand) && !['$and', '$or', '$nor', '$where', '$expr'].includes(first ?? '');
}

function compileElemMatch(parts: readonly string[], operand: Value, expression?: ExpressionTest): Predicate {
  if (!isDoc(operand)) throw bad('$elemMatch needs an Object');
  const test: (item: Value) => boolean = isOfValues(operand)
    ? valueElemMatch(compileOperators(ELEMENT, operand, expression))
    : documentElemMatch(compileFilter(operand, expression));
  return (doc, context) =>
    walkPath(doc, parts, false, (value, outer) => {
      if (!Array.isArray(value)) return false;
      const index = value.findIndex((item) => test(item));
      if (index < 0) return false;
      if (context) context.position = outer ?? index;
      return true;
    });
}

function valueElemMatch(predicate: Predicate): (item: Value) => boolean {
  const holder: Doc = new Map();
  return (item) => {
    holder.set(ELEMENT[0]!, item);
    return predicate(holder);
  };
}

function documentElemMatch(predicate: Predicate): (item: Value) => boolean {
  return (item) => {
    if (isDoc(item)) return predicate(item);
    // An array element is addressed by its positions, as a document would be by its names.
    if (Array.isArray(item)) return predicate(new Map(item.map((value, index) => [String(index), value])));
    return false;
  };
}

/** The last bit of the largest document. */
const MAX_BIT = 16 * 1024 * 1024 * 8 - 1;

function bitsTest(name: string, operand: Value): ValueTest {
  let mask: bigint;
  if (Array.isArray(operand)) {
    mask = 0n;
    for (const position of operand) {
      const bit = integerOperand(position, name);
      if (bit < 0 || bit > MAX_BIT) throw bad(`bit positions must be from 0 to ${MAX_BIT}`);
      mask |= 1n << BigInt(bit);
    }
  } else if (operand instanceof Binary) mask = littleEndian(operand);
  else {
    const number = integerOperand(operand, name);
    if (number < 0) throw bad(`${name} cannot take a negative bit mask`);
    mask = operand instanceof Long ? operand.toBigInt() : BigInt(number);
  }
  const test =
    name === '$bitsAllSet'
      ? (bits: bigint) => (bits & mask) === mask
      : name === '$bitsAnySet'
        ? (bits: bigint) => (bits & mask) !== 0n
        : name === '$bitsAllClear'
          ? (bits: bigint) => (bits & mask) === 0n
          : (bits: bigint) => (bits & mask) !== mask;
  return (value) => {
    if (value instanceof Binary) return test(littleEndian(value));
    if (!isNumeric(value)) return false;
    if (value instanceof Long) return test(value.toBigInt());
    const number = toJsNumber(value);
    return Number.isInteger(number) && Math.abs(number) < 2 ** 63 && test(BigInt(number));
  };
}

function littleEndian(value: Binary): bigint {
  let bits = 0n;
  for (let i = value.position - 1; i >= 0; i--) bits = (bits << 8n) | BigInt(value.buffer[i]!);
  return bits;
}
