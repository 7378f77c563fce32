import { sortKey } from '../bson/sort-key.ts';
import { type Doc, isDoc, isNumeric, toJsNumber, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { parseSort, sortDocuments } from '../query/sort.ts';
import { compileExpression } from './expression.ts';
import { averageOf, CORE_OPERATORS, deviationOf, extremeOf, sumOf } from './operators/core.ts';
import { sortedValues } from './operators/arrays.ts';
import type { Expression, ExpressionScope } from './scope.ts';

/** Turns the values of one group, in order, into one. */
type Accumulate = (values: (Value | undefined)[]) => Value;

/** What a field of `$group` gathers from each document of a group, and what becomes of it. */
export interface Accumulator {
  readonly evaluate: Expression;
  readonly accumulate: Accumulate;
}

/** Accumulators of one expression. */
const OF_VALUES: Readonly<Record<string, Accumulate>> = {
  $sum: sumOf,
  $avg: averageOf,
  $min: (values) => extremeOf(values, -1),
  $max: (values) => extremeOf(values, 1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values.filter((value) => value !== undefined),
  $addToSet: (values) => [
    ...new Map(
      values
        .filter((value) => value !== undefined)
        .map((value) => [sortKey(value).toString('latin1'), value]),
    ).values(),
  ],
  $mergeObjects: (values) => CORE_OPERATORS['$mergeObjects']!([values.map((value) => value ?? null)])!,
  $stdDevPop: (values) => deviationOf(values, false),
  $stdDevSamp: (values) => deviationOf(values, true),
};

/** Accumulators of `{ input, n }`. */
const OF_N_VALUES: Readonly<Record<string, (values: Value[], n: number) => Value[]>> = {
  $firstN: (values, n) => values.slice(0, n),
  $lastN: (values, n) => values.slice(-n),
  $maxN: (values, n) => sortedValues(values, -1).slice(0, n),
  $minN: (values, n) => sortedValues(values, 1).slice(0, n),
};

/** Accumulators of `{ sortBy, output }`, which take the first or the last; those with an N are for more than one. */
const BY_ORDER: Readonly<Record<string, 'first' | 'last'>> = {
  $top: 'first',
  $topN: 'first',
  $bottom: 'last',
  $bottomN: 'last',
};

/**
 * Compiles an accumulator.
 * @throws StoreError for one that does not exist, or has other arguments
 */
export function compileAccumulator(operator: string, operand: Value, scope: ExpressionScope): Accumulator {
  const ofValues = Object.hasOwn(OF_VALUES, operator) ? OF_VALUES[operator] : undefined;
  if (ofValues) return { evaluate: compileExpression(operand, scope), accumulate: ofValues };
  const ofNValues = Object.hasOwn(OF_N_VALUES, operator) ? OF_N_VALUES[operator] : undefined;
  if (ofNValues) return compileOfN(operator, ofNValues, operand, scope);
  const end = Object.hasOwn(BY_ORDER, operator) ? BY_ORDER[operator] : undefined;
  if (end) return compileByOrder(operator, end, operand, scope);
  if (operator !== '$count') throw new StoreError('Location15952', `unknown group operator '${operator}'`);
  if (!isDoc(operand) || operand.size > 0)
    throw new StoreError('TypeMismatch', '$count takes no arguments, i.e. $count:{}');
  return { evaluate: () => 1, accumulate: sumOf };
}

function compileOfN(
  operator: string,
  take: (values: Value[], n: number) => Value[],
  operand: Value,
  scope: ExpressionScope,
): Accumulator {
  const given = namedArguments(operator, operand, ['input', 'n']);
  const n = countOf(operator, given.get('n')!, scope);
  const skipsNull = operator === '$maxN' || operator === '$minN';
  return {
    evaluate: compileExpression(given.get('input')!, scope),
    accumulate(values) {
      const known = values.map((value) => value ?? null);
      return take(skipsNull ? known.filter((value) => value !== null) : known, n);
    },
  };
}

function compileByOrder(
  operator: string,
  end: 'first' | 'last',
  operand: Value,
  scope: ExpressionScope,
): Accumulator {
  const many = operator.endsWith('N');
  const given = namedArguments(operator, operand, many ? ['n', 'output', 'sortBy'] : ['output', 'sortBy']);
  const sortBy = given.get('sortBy');
  if (!isDoc(sortBy)) throw new StoreError('TypeMismatch', `${operator} needs an object as sortBy`);
  parseSort(sortBy);
  const n = many ? countOf(operator, given.get('n')!, scope) : 1;
  const output = compileExpression(given.get('output')!, scope);
  return {
    evaluate: (doc) =>
      new Map<string, Value>([
        ['doc', doc],
        ['output', output(doc) ?? null],
      ]),
    accumulate(values) {
      const items = (values as Doc[]).map((held) => ({
        item: held.get('output')!,
        doc: held.get('doc') as Doc,
      }));
      const ordered = sortDocuments(items, sortBy);
      const taken = end === 'first' ? ordered.slice(0, n) : ordered.slice(-n);
      return many ? taken : (taken[0] ?? null);
    },
  };
}

function namedArguments(operator: string, operand: Value, names: readonly string[]): Doc {
  if (!isDoc(operand))
    throw new StoreError('Location5787900', `specification must be an object; found ${operator}`);
  for (const name of operand.keys())
    if (!names.includes(name))
      throw new StoreError('Location5787901', `Unknown argument for '${operator}' operator: ${name}`);
  for (const name of names)
    if (!operand.has(name))
      throw new StoreError('Location5787906', `Missing value for '${name}' of ${operator}`);
  return operand;
}

/** How many to take: the same for all documents. */
function countOf(operator: string, expression: Value, scope: ExpressionScope): number {
  const value = compileExpression(expression, scope)(new Map());
  const number = isNumeric(value) ? toJsNumber(value) : NaN;
  if (!Number.isSafeInteger(number))
    throw new StoreError('Location5787902', `Value for 'n' of ${operator} must be a constant whole number`);
  if (number < 1) throw new StoreError('Location5787908', `'n' of ${operator} must be greater than 0`);
  return number;
}
