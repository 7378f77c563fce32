import { Binary, Decimal128, Double, Long, Timestamp } from 'bson';
import { add, fromInteger, multiply } from '../../bson/arithmetic.ts';
import { compareValues, equalValues } from '../../bson/compare.ts';
import { encodeDocument } from '../../bson/encode.ts';
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
  const numbers: NumericValue[] = [];
  let date: Date | undefined;
  for (const item of args) {
    if (isNil(item)) return null;
    if (item instanceof Date) {
      if (date) throw new StoreError('Location16612', 'only one date allowed in an $add expression');
      date = item;
    } else numbers.push(numbersOnly('$add', item));
  }
  const sum = sumOf(numbers);
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

/** A sum of doubles that keeps what each addition rounds off, as MongoDB's does. */
class DoubleSum {
  #sum = 0;
  #rest = 0;
  /** The sum without the rest: right where numbers are no longer finite. */
  #plain = 0;

  add(value: number): void {
    this.#plain += value;
    const sum = this.#sum + value;
    const part = sum - this.#sum;
    this.#rest += this.#sum - (sum - part) + (value - part);
    this.#sum = sum;
  }

  get value(): number {
    return Number.isFinite(this.#plain) ? this.#sum + this.#rest : this.#plain;
  }
}

/** The sum of the numeric values, 0 when there are none. */
export function sumOf(values: Iterable<Value | undefined>): NumericValue {
  let exact: NumericValue = 0;
  let doubles: DoubleSum | undefined;
  for (const value of values) {
    if (value instanceof Double) (doubles ??= new DoubleSum()).add(value.value);
    else if (isNumeric(value)) exact = checkedOverflow('$add', add(exact, value), exact, value);
  }
  if (!doubles) return exact;
  if (exact instanceof Decimal128) return add(exact, new Double(doubles.value))!;
  if (exact instanceof Long) {
    const rounded = exact.toNumber();
    doubles.add(rounded);
    doubles.add(Number(exact.toBigInt() - BigInt(rounded)));
  } else doubles.add(toJsNumber(exact));
  return new Double(doubles.value);
}

/** The standard deviation of the numeric values; null when there are too few. */
export function deviationOf(values: Iterable<Value | undefined>, sample: boolean): Value {
  const numbers = [...values].filter(isNumeric).map(toJsNumber);
  if (numbers.length < (sample ? 2 : 1)) return null;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return new Double(Math.sqrt(squares / (numbers.length - (sample ? 1 : 0))));
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
  $stdDevPop: (args) => deviationOf(spread(args), false),
  $stdDevSamp: (args) => deviationOf(spread(args), true),
  // It is given an empty document, as it has no arguments.
  $rand: arity('$rand', 0, () => new Double(Math.random()), 1),
  $bsonSize: arity('$bsonSize', 1, ([value]) => {
    if (isNil(value)) return null;
    if (!isDoc(value))
      throw new StoreError('Location31393', `$bsonSize requires a document input, found: ${typeName(value)}`);
    return encodeDocument(value).length;
  }),
  $binarySize: arity('$binarySize', 1, ([value]) => {
    if (isNil(value)) return null;
    if (typeof value === 'string') return Buffer.byteLength(value);
    if (value instanceof Binary) return value.position;
    throw new StoreError(
      'Location51276',
      `$binarySize requires a string or BinData argument, found: ${typeName(value)}`,
    );
  }),
  $tsSecond: arity('$tsSecond', 1, ([value]) =>
    isNil(value) ? null : Long.fromNumber(timestampOf('$tsSecond', value).high >>> 0),
  ),
  $tsIncrement: arity('$tsIncrement', 1, ([value]) =>
    isNil(value) ? null : Long.fromNumber(timestampOf('$tsIncrement', value).low >>> 0),
  ),
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

function timestampOf(name: string, value: Value): Timestamp {
  if (!(value instanceof Timestamp))
    throw new StoreError(
      name === '$tsSecond' ? 'Location5687301' : 'Location5687302',
      `Argument to ${name} must be a timestamp, but is ${typeName(value)}`,
    );
  return value;
}

function refuseArray(name: string): never {
  throw new StoreError('Location28689', `${name}'s argument must be an array`);
}
