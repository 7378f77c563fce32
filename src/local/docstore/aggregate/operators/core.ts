import { Decimal128, Double, Long } from 'bson';
import { add, fromInteger, multiply } from '../../bson/arithmetic.ts';
import { compareValues, equalValues } from '../../bson/compare.ts';
import {
  BSON_UNDEFINED,
  isDoc,
  isNumeric,
  type NumericValue,
  toJsNumber,
  typeName,
  type Value,
} from '../../bson/value.ts';
import { StoreError } from '../../errors.ts';
import {
  arity,
  bigint,
  isNil,
  isTrue,
  noDecimal,
  numbersOnly,
  type Operator,
  type OperatorArguments,
} from './operator.ts';

function comparison(name: string, test: (order: number) => Value): Operator {
  // Missing sorts before everything, as undefined does.
  return arity(name, 2, ([a, b]) => test(compareValues(a ?? missing(a), b ?? missing(b))));
}

function missing(value: Value | undefined): Value {
  return value === null ? null : BSON_UNDEFINED;
}

function checkedOverflow(
  name: string,
  value: NumericValue | undefined,
  a: NumericValue,
  b: NumericValue,
): NumericValue {
  // Beyond 64 bits aggregation goes on in doubles.
  return (
    value ?? new Double(name === '$multiply' ? toJsNumber(a) * toJsNumber(b) : toJsNumber(a) + toJsNumber(b))
  );
}

function negate(value: NumericValue): NumericValue {
  return multiply(value, -1) ?? new Double(-toJsNumber(value));
}

function plus(args: OperatorArguments): Value | undefined {
  let sum: NumericValue = 0;
  let date: Date | undefined;
  for (const item of args) {
    if (isNil(item)) return null;
    if (item instanceof Date) {
      if (date) throw new StoreError('Location16612', 'only one date allowed in an $add expression');
      date = item;
    } else {
      const number = numbersOnly('$add', item);
      sum = checkedOverflow('$add', add(sum, number), sum, number);
    }
  }
  return date ? new Date(date.getTime() + Math.round(toJsNumber(sum))) : sum;
}

function minus([a, b]: OperatorArguments): Value | undefined {
  if (isNil(a) || isNil(b)) return null;
  if (a instanceof Date) {
    if (b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
    return new Date(a.getTime() - Math.round(toJsNumber(numbersOnly('$subtract', b))));
  }
  const left = numbersOnly('$subtract', a);
  const right = negate(numbersOnly('$subtract', b));
  return checkedOverflow('$add', add(left, right), left, right);
}

function times(args: OperatorArguments): Value | undefined {
  let product: NumericValue = 1;
  for (const item of args) {
    if (isNil(item)) return null;
    const number = numbersOnly('$multiply', item);
    product = checkedOverflow('$multiply', multiply(product, number), product, number);
  }
  return product;
}

function divide([a, b]: OperatorArguments): Value | undefined {
  if (isNil(a) || isNil(b)) return null;
  const [x, y] = [numbersOnly('$divide', a), numbersOnly('$divide', b)];
  noDecimal('$divide', x, y);
  if (toJsNumber(y) === 0) throw new StoreError('BadValue', "can't $divide by zero");
  return new Double(toJsNumber(x) / toJsNumber(y));
}

function modulo([a, b]: OperatorArguments): Value | undefined {
  if (isNil(a) || isNil(b)) return null;
  const [x, y] = [numbersOnly('$mod', a), numbersOnly('$mod', b)];
  noDecimal('$mod', x, y);
  if (toJsNumber(y) === 0) throw new StoreError('Location16610', "can't $mod by zero");
  if (x instanceof Double || y instanceof Double) return new Double(toJsNumber(x) % toJsNumber(y));
  const rest = bigint(x) % bigint(y);
  return fromInteger(rest, x instanceof Long || y instanceof Long ? 'long' : 'int');
}

function rounding(name: string, round: (value: number) => number): Operator {
  return arity(name, 1, ([value]) => {
    if (isNil(value)) return null;
    const number = numbersOnly(name, value);
    noDecimal(name, number);
    return number instanceof Double ? new Double(round(number.value)) : number;
  });
}

function absolute([value]: OperatorArguments): Value | undefined {
  if (isNil(value)) return null;
  const number = numbersOnly('$abs', value);
  return compareValues(number, 0) < 0 ? negate(number) : number;
}

/** A single array argument stands for its elements, as in `{ $max: '$scores' }`. */
function spread(args: OperatorArguments): OperatorArguments {
  return args.length === 1 && Array.isArray(args[0]) ? args[0] : args;
}

/** The sum of the numeric values, 0 when there are none. */
export function sumOf(values: Iterable<Value | undefined>): NumericValue {
  let sum: NumericValue = 0;
  for (const value of values) {
    if (isNumeric(value)) sum = checkedOverflow('$add', add(sum, value), sum, value);
  }
  return sum;
}

/** The mean of the numeric values, null when there are none. */
export function averageOf(values: Iterable<Value | undefined>): Value {
  const numbers = [...values].filter(isNumeric);
  if (numbers.length === 0) return null;
  const sum = sumOf(numbers);
  if (sum instanceof Decimal128) {
    noDecimal('$avg', sum);
  }
  return new Double(toJsNumber(sum) / numbers.length);
}

/** The least (-1) or greatest (1) value in BSON order, nothing and null left out. */
export function extremeOf(values: Iterable<Value | undefined>, sign: 1 | -1): Value {
  let best: Value = null;
  for (const value of values) {
    if (value === undefined || isNil(value)) continue;
    if (best === null || sign * compareValues(value, best) > 0) best = value;
  }
  return best;
}

/** Comparison, logic, arithmetic, and what accumulators share with them. */
export const CORE_OPERATORS: Readonly<Record<string, Operator>> = {
  $eq: comparison('$eq', (order) => order === 0),
  $ne: comparison('$ne', (order) => order !== 0),
  $gt: comparison('$gt', (order) => order > 0),
  $gte: comparison('$gte', (order) => order >= 0),
  $lt: comparison('$lt', (order) => order < 0),
  $lte: comparison('$lte', (order) => order <= 0),
  $cmp: comparison('$cmp', (order) => Math.sign(order)),
  $and: (args) => args.every(isTrue),
  $or: (args) => args.some(isTrue),
  $not: arity('$not', 1, ([value]) => !isTrue(value)),
  $add: plus,
  $subtract: arity('$subtract', 2, minus),
  $multiply: times,
  $divide: arity('$divide', 2, divide),
  $mod: arity('$mod', 2, modulo),
  $abs: arity('$abs', 1, absolute),
  $ceil: rounding('$ceil', Math.ceil),
  $floor: rounding('$floor', Math.floor),
  $sum: (args) => sumOf(spread(args)),
  $avg: (args) => averageOf(spread(args)),
  $min: (args) => extremeOf(spread(args), -1),
  $max: (args) => extremeOf(spread(args), 1),
  $in: arity('$in', 2, ([value, list]) => {
    if (!Array.isArray(list))
      throw new StoreError('Location40081', '$in requires an array as a second argument');
    return list.some((item) => equalValues(item, value ?? BSON_UNDEFINED));
  }),
  $type: arity('$type', 1, ([value]) => (value === undefined ? 'missing' : typeName(value))),
  $isNumber: arity('$isNumber', 1, ([value]) => isNumeric(value)),
  $isArray: arity('$isArray', 1, ([value]) => Array.isArray(value)),
  $size: arity('$size', 1, ([value]) => {
    if (!Array.isArray(value))
      throw new StoreError(
        'Location17124',
        `The argument to $size must be an array, but was of type: ${value === undefined ? 'missing' : typeName(value)}`,
      );
    return value.length;
  }),
  $ifNull: (args) => args.find((value) => !isNil(value)) ?? args.at(-1),
  $first: arity('$first', 1, ([value]) =>
    isNil(value) ? null : Array.isArray(value) ? value[0] : refuseArray('$first'),
  ),
  $last: arity('$last', 1, ([value]) =>
    isNil(value) ? null : Array.isArray(value) ? value.at(-1) : refuseArray('$last'),
  ),
  $mergeObjects: (args) => {
    const merged = new Map<string, Value>();
    for (const item of spread(args)) {
      if (isNil(item)) continue;
      if (!isDoc(item)) throw new StoreError('Location40400', '$mergeObjects requires object inputs');
      for (const [name, value] of item) merged.set(name, value);
    }
    return merged;
  },
};

function refuseArray(name: string): never {
  throw new StoreError('Location28689', `${name}'s argument must be an array`);
}
