import { compareValues } from '../../bson/compare.ts';
import { sortKey } from '../../bson/sort-key.ts';
import type { Value } from '../../bson/value.ts';
import { StoreError } from '../../errors.ts';
import { arity, arrayOf, isNil, kindOf, type Operator } from './operator.ts';

type ValueSet = ReadonlyMap<string, Value>;

/** Of equal values, such as 2 and 2.0, the first stays. */
function setOf(list: readonly Value[]): ValueSet {
  const set = new Map<string, Value>();
  for (const item of list) {
    const key = sortKey(item).toString('latin1');
    if (!set.has(key)) set.set(key, item);
  }
  return set;
}

/** MongoDB leaves the order open; the order of values makes a result repeatable. */
const listOf = (set: ValueSet): Value[] => [...set.values()].sort(compareValues);

function sets(name: string, code: number, args: readonly (Value | undefined)[]): ValueSet[] {
  return args.map((list) => {
    if (!Array.isArray(list))
      throw new StoreError(
        `Location${code}`,
        `All operands of ${name} must be arrays. One is ${kindOf(list)}`,
      );
    return setOf(list);
  });
}

const subset = (inner: ValueSet, outer: ValueSet): boolean =>
  [...inner.keys()].every((key) => outer.has(key));

/** Operators that take arrays as sets. */
export const SET_OPERATORS: Readonly<Record<string, Operator>> = {
  $setUnion: (args) => {
    if (args.some(isNil)) return null;
    return listOf(setOf(sets('$setUnion', 17043, args).flatMap((set) => [...set.values()])));
  },
  $setIntersection: (args) => {
    if (args.some(isNil)) return null;
    const [first, ...others] = sets('$setIntersection', 17047, args);
    if (!first) return [];
    return listOf(new Map([...first].filter(([key]) => others.every((set) => set.has(key)))));
  },
  $setDifference: arity('$setDifference', 2, ([list, without]) => {
    if (isNil(list) || isNil(without)) return null;
    const kept = arrayOf(list, 17048, 'The first operand of $setDifference');
    const taken = setOf(arrayOf(without, 17049, 'The second operand of $setDifference'));
    return [...new Map([...setOf(kept)].filter(([key]) => !taken.has(key))).values()];
  }),
  $setEquals: (args) => {
    if (args.length < 2)
      throw new StoreError('Location17045', `$setEquals needs at least two arguments had: ${args.length}`);
    const [first, ...others] = sets('$setEquals', 17044, args);
    return others.every((set) => set.size === first!.size && subset(set, first!));
  },
  $setIsSubset: arity('$setIsSubset', 2, (args) => {
    const [inner, outer] = sets('$setIsSubset', 17046, args);
    return subset(inner!, outer!);
  }),
};
