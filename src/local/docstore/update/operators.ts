import { Double, Long, Timestamp } from 'bson';
import { add, multiply } from '../bson/arithmetic.ts';
import { compareValues, equalValues } from '../bson/compare.ts';
import { cloneValue } from '../bson/paths.ts';
import { type Doc, isDoc, isNumeric, toJsNumber, typeName, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { compileFilter, integerOperand, isOperatorDoc } from '../query/match.ts';
import { sortDocuments } from '../query/sort.ts';
import { type Place, readPlace, writePlace } from './target-paths.ts';

/** Facts that operators may use. */
export interface UpdateFacts {
  /** The server's time, one for the whole command. */
  readonly now: Date;
}

/** Changes the value at one place. */
type Apply = (place: Place) => void;

/** An update operator for fields. */
export interface FieldOperator {
  /** Whether missing containers on the way are made. */
  readonly creates: boolean;
  /** Checks the operand and returns the change. */
  compile(operand: Value, path: string, facts: UpdateFacts): Apply;
}

function bad(message: string): StoreError {
  return new StoreError('BadValue', message);
}

function setter(operand: Value): Apply {
  return (place) => writePlace(place, cloneValue(operand));
}

/** Takes a field away; in an array it leaves null. */
export function remove(place: Place): void {
  const { container, key } = place;
  if (Array.isArray(container)) {
    // Removing from an array leaves a hole filled with null, so that other positions stay.
    if (Number(key) < container.length) container[Number(key)] = null;
  } else container.delete(key);
}

function arithmetic(name: '$inc' | '$mul'): FieldOperator {
  return {
    creates: true,
    compile(operand, path) {
      if (!isNumeric(operand)) {
        throw new StoreError(
          'TypeMismatch',
          `Cannot ${name === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${typeName(operand)}}`,
        );
      }
      return (place) => {
        const current = readPlace(place);
        if (current === undefined) {
          writePlace(place, name === '$inc' ? operand : multiply(operand, 0)!);
          return;
        }
        if (!isNumeric(current)) {
          throw new StoreError(
            'TypeMismatch',
            `Cannot apply ${name} to a value of non-numeric type. The field '${path}' is of type ${typeName(current)}`,
          );
        }
        const result = name === '$inc' ? add(current, operand) : multiply(current, operand);
        if (result === undefined)
          throw bad(`Failed to apply ${name} to '${path}': the result does not fit in 64 bits`);
        writePlace(place, result);
      };
    },
  };
}

function extreme(sign: 1 | -1): FieldOperator {
  return {
    creates: true,
    compile: (operand) => (place) => {
      const current = readPlace(place);
      if (current === undefined || sign * compareValues(operand, current) > 0)
        writePlace(place, cloneValue(operand));
    },
  };
}

function arrayAt(place: Place, operator: string, path: string): Value[] | undefined {
  const current = readPlace(place);
  if (current === undefined) return undefined;
  if (!Array.isArray(current)) {
    throw bad(
      `The field '${path}' must be an array but is of type ${typeName(current)} in the document (${operator})`,
    );
  }
  return current;
}

interface PushPlan {
  readonly items: Value[];
  readonly position: number | undefined;
  readonly slice: number | undefined;
  readonly sort: Value | undefined;
}

function pushPlan(operand: Value): PushPlan {
  if (!isDoc(operand) || !operand.has('$each')) {
    if (isDoc(operand)) {
      const modifier = [...operand.keys()].find(
        (name) => name.startsWith('$') && !['$ref', '$id', '$db'].includes(name),
      );
      if (modifier) throw bad(`$push with modifiers needs $each, found ${modifier}`);
    }
    return { items: [operand], position: undefined, slice: undefined, sort: undefined };
  }
  for (const name of operand.keys()) {
    if (!['$each', '$position', '$slice', '$sort'].includes(name))
      throw bad(`Unrecognized clause in $push: ${name}`);
  }
  const items = operand.get('$each');
  if (!Array.isArray(items))
    throw bad(`The argument to $each in $push must be an array but it was of type: ${typeName(items!)}`);
  const position = operand.get('$position');
  const slice = operand.get('$slice');
  const sort = operand.get('$sort');
  const isDirection = (value: Value): boolean => isNumeric(value) && Math.abs(toJsNumber(value)) === 1;
  if (sort !== undefined && !isDirection(sort) && !(isDoc(sort) && [...sort.values()].every(isDirection))) {
    throw bad(
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  }
  if (isDoc(sort) && sort.size === 0)
    throw bad('The $sort pattern is empty when it should be a set of fields.');
  return {
    items,
    position: position === undefined ? undefined : integerOperand(position, '$position'),
    slice: slice === undefined ? undefined : integerOperand(slice, '$slice'),
    sort,
  };
}

function applyPush(array: Value[], plan: PushPlan): Value[] {
  const items = plan.items.map((item) => cloneValue(item));
  let result = [...array];
  if (plan.position === undefined) result.push(...items);
  else
    result.splice(
      plan.position < 0 ? Math.max(0, result.length + plan.position) : plan.position,
      0,
      ...items,
    );
  if (isDoc(plan.sort)) {
    const spec = plan.sort;
    result = sortDocuments(
      result.map((item) => ({ item, doc: isDoc(item) ? item : (new Map() as Doc) })),
      spec,
    );
  } else if (isNumeric(plan.sort)) {
    const sign = toJsNumber(plan.sort);
    result.sort((a, b) => sign * compareValues(a, b));
  }
  if (plan.slice !== undefined) {
    result = plan.slice >= 0 ? result.slice(0, plan.slice) : result.slice(plan.slice);
  }
  return result;
}

function pullTest(operand: Value): (item: Value) => boolean {
  if (isOperatorDoc(operand)) {
    const predicate = compileFilter(new Map([['item', new Map<string, Value>([['$elemMatch', operand]])]]));
    return (item) => predicate(new Map([['item', [item]]]));
  }
  if (isDoc(operand)) {
    const predicate = compileFilter(operand);
    return (item) => isDoc(item) && predicate(item);
  }
  if (
    operand !== null &&
    typeof operand === 'object' &&
    '_bsontype' in operand &&
    operand._bsontype === 'BSONRegExp'
  ) {
    const predicate = compileFilter(new Map([['item', operand]]));
    return (item) => predicate(new Map([['item', item]]));
  }
  return (item) => equalValues(item, operand);
}

function filterArray(place: Place, array: Value[], drop: (item: Value) => boolean): void {
  const kept = array.filter((item) => !drop(item));
  if (kept.length !== array.length) writePlace(place, kept);
}

/** The update operators that work on fields (MongoDB manual, "Update Operators"). */
export const FIELD_OPERATORS: Readonly<Record<string, FieldOperator>> = {
  $set: { creates: true, compile: setter },
  $setOnInsert: { creates: true, compile: setter },
  $unset: { creates: false, compile: () => remove },
  $inc: arithmetic('$inc'),
  $mul: arithmetic('$mul'),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: {
    creates: true,
    compile(operand, path, facts) {
      const type = isDoc(operand) ? operand.get('$type') : operand === true ? 'date' : undefined;
      if (isDoc(operand) && operand.size !== 1) throw bad('Unrecognized $currentDate option');
      if (type === 'date' || operand === false) return (place) => writePlace(place, new Date(facts.now));
      if (type !== 'timestamp')
        throw bad(`$currentDate of '${path}' needs true or {$type: 'date' | 'timestamp'}`);
      return (place) => writePlace(place, new Timestamp({ t: Math.floor(facts.now.getTime() / 1000), i: 1 }));
    },
  },
  $push: {
    creates: true,
    compile(operand, path) {
      const plan = pushPlan(operand);
      return (place) => writePlace(place, applyPush(arrayAt(place, '$push', path) ?? [], plan));
    },
  },
  $addToSet: {
    creates: true,
    compile(operand, path) {
      let items = [operand];
      if (isDoc(operand) && operand.has('$each')) {
        const each = operand.get('$each');
        if (!Array.isArray(each))
          throw new StoreError('TypeMismatch', 'The argument to $each in $addToSet must be an array');
        if (operand.size > 1) throw bad('Found unexpected fields after $each in $addToSet');
        items = each;
      }
      return (place) => {
        const result = [...(arrayAt(place, '$addToSet', path) ?? [])];
        for (const item of items) {
          if (!result.some((other) => equalValues(other, item))) result.push(cloneValue(item));
        }
        writePlace(place, result);
      };
    },
  },
  $pop: {
    creates: false,
    compile(operand, path) {
      if (!isNumeric(operand)) throw new StoreError('FailedToParse', `Expected a number in: ${path}`);
      const end = toJsNumber(operand);
      if (end !== 1 && end !== -1)
        throw new StoreError('FailedToParse', `$pop expects 1 or -1, found: ${end}`);
      return (place) => {
        const current = readPlace(place);
        if (current === undefined) return;
        if (!Array.isArray(current)) {
          throw new StoreError(
            'TypeMismatch',
            `Path '${path}' contains an element of non-array type '${typeName(current)}'`,
          );
        }
        writePlace(place, end === 1 ? current.slice(0, -1) : current.slice(1));
      };
    },
  },
  $pull: {
    creates: false,
    compile(operand) {
      const test = pullTest(operand);
      return (place) => {
        const current = readPlace(place);
        if (current === undefined) return;
        if (!Array.isArray(current)) throw bad('Cannot apply $pull to a non-array value');
        filterArray(place, current, test);
      };
    },
  },
  $pullAll: {
    creates: false,
    compile(operand, path) {
      if (!Array.isArray(operand))
        throw bad(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
      return (place) => {
        const current = arrayAt(place, '$pullAll', path);
        if (current) filterArray(place, current, (item) => operand.some((other) => equalValues(item, other)));
      };
    },
  },
  $bit: {
    creates: true,
    compile(operand, path) {
      if (!isDoc(operand) || operand.size === 0)
        throw bad('The $bit modifier needs a document such as {and: 1}');
      const steps = [...operand].map(([name, mask]) => {
        if (name !== 'and' && name !== 'or' && name !== 'xor')
          throw bad(`The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
        if (typeof mask !== 'number' && !(mask instanceof Long))
          throw bad(
            `The $bit modifier field must be an Integer(32/64 bit); '${path}' was given ${typeName(mask)}`,
          );
        return { name, mask } as const;
      });
      return (place) => {
        let current = readPlace(place) ?? 0;
        for (const { name, mask } of steps) {
          if (typeof current !== 'number' && !(current instanceof Long)) {
            throw bad(`Cannot apply $bit to a value of non-integral type: ${typeName(current)}`);
          }
          if (typeof current === 'number' && typeof mask === 'number') {
            current = name === 'and' ? current & mask : name === 'or' ? current | mask : current ^ mask;
          } else {
            const a: Long = Long.fromValue(current);
            const b = Long.fromValue(mask);
            current = name === 'and' ? a.and(b) : name === 'or' ? a.or(b) : a.xor(b);
          }
        }
        writePlace(place, current);
      };
    },
  },
};

/** True for a value that MongoDB treats as zero or false in an option. */
export function isFalsy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false || value === 0) return true;
  return value instanceof Double && value.value === 0;
}
