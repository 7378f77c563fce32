import { Double } from 'bson';
import { sortKey } from '../bson/sort-key.ts';
import { type Doc, isDoc, isNumeric, toJsNumber, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { type Flow, type Paced, PAUSE } from '../pace.ts';
import { compileExpression } from './expression.ts';
import { averageOf, CORE_OPERATORS, extremeOf, sumOf } from './operators/core.ts';
import type { Expression, ExpressionScope } from './scope.ts';

/** Turns the values of one group, in order, into one. */
type Accumulator = (values: (Value | undefined)[]) => Value;

function deviation(values: (Value | undefined)[], sample: boolean): Value {
  const numbers = values.filter(isNumeric).map(toJsNumber);
  if (numbers.length < (sample ? 2 : 1)) return null;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return new Double(Math.sqrt(squares / (numbers.length - (sample ? 1 : 0))));
}

const ACCUMULATORS: Readonly<Record<string, Accumulator>> = {
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
  $count: (values) => values.length,
  $mergeObjects: (values) => CORE_OPERATORS['$mergeObjects']!([values.map((value) => value ?? null)])!,
  $stdDevPop: (values) => deviation(values, false),
  $stdDevSamp: (values) => deviation(values, true),
};

interface GroupField {
  readonly name: string;
  readonly accumulate: Accumulator;
  readonly evaluate: Expression;
}

/** Compiles the accumulated fields of `$group` and `$bucket`. */
export function accumulatedFields(fields: Iterable<[string, Value]>, scope: ExpressionScope): GroupField[] {
  return [...fields].map(([name, spec]) => {
    if (name.includes('.'))
      throw new StoreError('Location40235', `The field name '${name}' cannot contain '.'`);
    const [entry, ...others] = isDoc(spec) ? [...spec] : [];
    if (!entry || others.length > 0)
      throw new StoreError('Location40234', `The field '${name}' must be an accumulator object`);
    const [operator, operand] = entry;
    const accumulate = Object.hasOwn(ACCUMULATORS, operator) ? ACCUMULATORS[operator] : undefined;
    if (!accumulate) throw new StoreError('Location15952', `unknown group operator '${operator}'`);
    return {
      name,
      accumulate,
      evaluate: operator === '$count' ? () => 1 : compileExpression(operand, scope),
    };
  });
}

/** Groups documents by a key; groups come in the order in which they were first seen. */
export function* grouped(input: Flow<Doc>, key: Expression, fields: readonly GroupField[]): Paced<Doc> {
  const groups = new Map<string, { id: Value; values: (Value | undefined)[][] }>();
  for (const doc of input) {
    if (doc === PAUSE) {
      yield PAUSE;
      continue;
    }
    const id = key(doc) ?? null;
    const name = sortKey(id).toString('latin1');
    let group = groups.get(name);
    if (!group) {
      group = { id, values: fields.map(() => []) };
      groups.set(name, group);
    }
    fields.forEach((field, i) => group.values[i]!.push(field.evaluate(doc)));
  }
  for (const { id, values } of groups.values()) {
    const result: Doc = new Map([['_id', id]]);
    fields.forEach((field, i) => result.set(field.name, field.accumulate(values[i]!)));
    yield result;
  }
}

/** `$group` */
export function compileGroup(operand: Value, scope: ExpressionScope): (input: Flow<Doc>) => Flow<Doc> {
  if (!isDoc(operand))
    throw new StoreError('Location15947', "a group's fields must be specified in an object");
  const id = operand.get('_id');
  if (id === undefined) throw new StoreError('Location15955', 'a group specification must include an _id');
  const key = compileExpression(id, scope);
  const fields = accumulatedFields(
    [...operand].filter(([name]) => name !== '_id'),
    scope,
  );
  return (input) => grouped(input, key, fields);
}
