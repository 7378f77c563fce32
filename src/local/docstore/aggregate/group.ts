import { sortKey } from '../bson/sort-key.ts';
import { type Doc, isDoc, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { type Flow, type Paced, PAUSE } from '../pace.ts';
import { type Accumulator, compileAccumulator } from './accumulators.ts';
import { compileExpression } from './expression.ts';
import type { Expression, ExpressionScope } from './scope.ts';

interface GroupField extends Accumulator {
  readonly name: string;
}

/** Compiles the accumulated fields of `$group` and `$bucket`. */
export function accumulatedFields(fields: Iterable<[string, Value]>, scope: ExpressionScope): GroupField[] {
  return [...fields].map(([name, spec]) => {
    if (name.includes('.'))
      throw new StoreError('Location40235', `The field name '${name}' cannot contain '.'`);
    if (name.startsWith('$'))
      throw new StoreError('Location40236', `The field name '${name}' cannot be an operator name`);
    const [entry, ...others] = isDoc(spec) ? [...spec] : [];
    if (others.length > 0)
      throw new StoreError('Location40238', `The field '${name}' must specify one accumulator`);
    if (!entry) throw new StoreError('Location40234', `The field '${name}' must be an accumulator object`);
    const [operator, operand] = entry;
    return { name, ...compileAccumulator(operator, operand, scope) };
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
