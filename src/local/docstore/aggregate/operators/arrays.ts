import { compareValues, equalValues } from '../../bson/compare.ts';
import { type Doc, isDoc, isNumeric, toJsNumber, type Value } from '../../bson/value.ts';
import { StoreError } from '../../errors.ts';
import { documentOrder } from '../../query/sort.ts';
import {
  arity,
  arrayOf,
  int32,
  isNil,
  isTrue,
  kindOf,
  type NamedOperator,
  type Operator,
} from './operator.ts';

/** Elements that `$range` makes at most: each takes 16 bytes of the 100 MB that MongoDB allows a stage. */
const MAX_RANGE = 6_000_000;

const elementAt: Operator = ([list, position]) => {
  if (isNil(list) || isNil(position)) return null;
  const array = arrayOf(list, 28689, "$arrayElemAt's first argument");
  return array.at(int32(position, 28691, "$arrayElemAt's second argument"));
};

const toObject: Operator = ([list]) => {
  if (isNil(list)) return null;
  const doc: Doc = new Map();
  for (const item of arrayOf(list, 40386, '$arrayToObject')) {
    let key: Value | undefined;
    let value: Value | undefined;
    if (Array.isArray(item)) {
      if (item.length !== 2)
        throw new StoreError('Location40397', '$arrayToObject requires arrays of size 2 as elements');
      [key, value] = item;
    } else if (isDoc(item)) {
      if (item.size !== 2 || !item.has('k') || !item.has('v'))
        throw new StoreError('Location40392', "$arrayToObject requires objects with the keys 'k' and 'v'");
      [key, value] = [item.get('k'), item.get('v')];
    } else throw new StoreError('Location40398', `Unrecognised input of $arrayToObject: ${kindOf(item)}`);
    if (typeof key !== 'string')
      throw new StoreError(
        'Location40395',
        `$arrayToObject requires keys of type string, not ${kindOf(key)}`,
      );
    if (key.includes('\0'))
      throw new StoreError('Location4940400', 'Key field cannot contain an embedded null byte');
    doc.set(key, value!);
  }
  return doc;
};

const toArray: Operator = ([object]) => {
  if (isNil(object)) return null;
  if (!isDoc(object))
    throw new StoreError(
      'Location40390',
      `$objectToArray requires a document input, found: ${kindOf(object)}`,
    );
  return [...object].map(
    ([k, v]): Doc =>
      new Map<string, Value>([
        ['k', k],
        ['v', v],
      ]),
  );
};

const concatenate: Operator = (args) => {
  if (args.some(isNil)) return null;
  return args.flatMap((list) => arrayOf(list, 28664, '$concatArrays'));
};

const slice: Operator = ([list, second, third]) => {
  if (isNil(list) || isNil(second) || third === null) return null;
  const array = arrayOf(list, 28724, 'First argument to $slice');
  const first = int32(second, 28726, 'Second argument to $slice');
  if (third === undefined) return first < 0 ? array.slice(first) : array.slice(0, first);
  const count = int32(third, 28728, 'Third argument to $slice');
  if (count <= 0) throw new StoreError('Location28729', 'Third argument to $slice must be positive');
  const from = first < 0 ? Math.max(0, array.length + first) : first;
  return array.slice(from, from + count);
};

const range: Operator = ([start, end, step]) => {
  const from = int32(start, 34444, '$range start');
  const to = int32(end, 34446, '$range end');
  const by = step === undefined ? 1 : int32(step, 34448, '$range step');
  if (by === 0) throw new StoreError('Location34449', '$range requires a non-zero step value');
  const count = Math.max(0, Math.ceil((to - from) / by));
  if (count > MAX_RANGE)
    throw new StoreError('ExceededMemoryLimit', '$range would use too much memory; ask for fewer numbers.');
  return Array.from({ length: count }, (_, i) => from + i * by);
};

/** Where to look in a list of some length, from optional positions. */
export function searchBounds(
  [from, to]: readonly (Value | undefined)[],
  length: number,
  name: string,
): [number, number] {
  const position = (value: Value | undefined, otherwise: number): number => {
    if (value === undefined) return otherwise;
    const number = int32(value, 40096, `${name} starting and ending positions`);
    if (number < 0) throw new StoreError('Location40097', `${name} positions must not be negative`);
    return number;
  };
  return [position(from, 0), Math.min(length, position(to, length))];
}

const indexOf: Operator = ([list, wanted, ...bounds]) => {
  if (isNil(list)) return null;
  const array = arrayOf(list, 40090, '$indexOfArray');
  const [from, to] = searchBounds(bounds, array.length, '$indexOfArray');
  for (let i = from; i < to; i++) if (wanted !== undefined && equalValues(array[i]!, wanted)) return i;
  return -1;
};

const firstOf =
  (name: string, some: (list: readonly Value[], count: number) => Value[]) =>
  ({ n, input }: Readonly<Record<string, Value | undefined>>): Value => {
    const count = isNumeric(n) ? toJsNumber(n) : NaN;
    if (!Number.isInteger(count) || count < 1)
      throw new StoreError('Location5787908', `'n' of ${name} must be a positive whole number`);
    return some(arrayOf(input, 5788200, `the input of ${name}`), count);
  };
const withN = (name: string, some: (list: readonly Value[], count: number) => Value[]): NamedOperator => ({
  required: ['n', 'input'],
  optional: [],
  run: firstOf(name, some),
});
/** Values in BSON order (1) or its reverse (-1), nothing and null left out. */
export const sortedValues = (list: readonly Value[], sign: number): Value[] =>
  list.filter((item) => !isNil(item)).sort((a, b) => sign * compareValues(a, b));

const zip: NamedOperator = {
  required: ['inputs'],
  optional: ['useLongestLength', 'defaults'],
  run: ({ inputs, useLongestLength, defaults }) => {
    if (isNil(inputs)) return null;
    const lists = arrayOf(inputs, 34461, 'the inputs of $zip');
    if (lists.length === 0) throw new StoreError('Location34465', '$zip requires at least one input array');
    if (lists.some(isNil)) return null;
    const arrays = lists.map((list) => arrayOf(list, 34468, 'each input of $zip'));
    if (useLongestLength !== undefined && typeof useLongestLength !== 'boolean')
      throw new StoreError('Location34463', 'useLongestLength of $zip must be a bool');
    const fill = defaults === undefined ? undefined : arrayOf(defaults, 34462, 'the defaults of $zip');
    if (fill && useLongestLength !== true)
      throw new StoreError('Location34466', "cannot specify 'defaults' unless 'useLongestLength' is true.");
    if (fill && fill.length !== arrays.length)
      throw new StoreError('Location34467', 'defaults and inputs of $zip must have the same length');
    const lengths = arrays.map((array) => array.length);
    const length = useLongestLength === true ? Math.max(...lengths) : Math.min(...lengths);
    return Array.from({ length }, (_, i) => arrays.map((array, n) => array[i] ?? fill?.[n] ?? null));
  },
};

const sortArray: NamedOperator = {
  required: ['input', 'sortBy'],
  optional: [],
  run: ({ input, sortBy }) => {
    if (isNil(input)) return null;
    const list = arrayOf(input, 2942504, 'the input of $sortArray');
    if (isDoc(sortBy)) {
      const order = documentOrder(sortBy);
      const key = (item: Value): Doc => (isDoc(item) ? item : new Map<string, Value>());
      return [...list].sort((a, b) => order(key(a), key(b)));
    }
    const sign = isNumeric(sortBy) ? toJsNumber(sortBy) : NaN;
    if (sign !== 1 && sign !== -1)
      throw new StoreError('Location2942503', 'sortBy of $sortArray must be 1, -1 or an object');
    return [...list].sort((a, b) => sign * compareValues(a, b));
  },
};

/** Operators on arrays and on objects as arrays. */
export const ARRAY_OPERATORS: Readonly<Record<string, Operator>> = {
  $arrayElemAt: arity('$arrayElemAt', 2, elementAt),
  $arrayToObject: arity('$arrayToObject', 1, toObject),
  $objectToArray: arity('$objectToArray', 1, toArray),
  $concatArrays: concatenate,
  $slice: arity('$slice', 2, slice, 3),
  $range: arity('$range', 2, range, 3),
  $indexOfArray: arity('$indexOfArray', 2, indexOf, 4),
  $reverseArray: arity('$reverseArray', 1, ([list]) =>
    isNil(list) ? null : [...arrayOf(list, 34435, 'The argument to $reverseArray')].reverse(),
  ),
  $allElementsTrue: arity('$allElementsTrue', 1, ([list]) =>
    arrayOf(list, 17040, "$allElementsTrue's argument").every(isTrue),
  ),
  $anyElementTrue: arity('$anyElementTrue', 1, ([list]) =>
    arrayOf(list, 17041, "$anyElementTrue's argument").some(isTrue),
  ),
};

/** Operators on arrays with named arguments. */
export const NAMED_ARRAY_OPERATORS: Readonly<Record<string, NamedOperator>> = {
  $zip: zip,
  $sortArray: sortArray,
  $firstN: withN('$firstN', (list, n) => list.slice(0, n)),
  $lastN: withN('$lastN', (list, n) => list.slice(-n)),
  $minN: withN('$minN', (list, n) => sortedValues(list, 1).slice(0, n)),
  $maxN: withN('$maxN', (list, n) => sortedValues(list, -1).slice(0, n)),
};
