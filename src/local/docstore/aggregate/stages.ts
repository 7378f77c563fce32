import { cloneValue } from '../bson/paths.ts';
import { type Doc, isDoc, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { fieldPath } from '../query/field-path.ts';
import { compileProjection } from '../query/project.ts';
import { compileExpression } from './expression.ts';
import type { ExpressionScope } from './scope.ts';

/** Changes one document into another. */
export type DocumentStage = (doc: Doc) => Doc;

/** The stages that turn each document into one document; undefined for other stages. */
export function documentStage(
  name: string,
  operand: Value,
  scope: ExpressionScope,
): DocumentStage | undefined {
  switch (name) {
    case '$addFields':
    case '$set':
      return addFields(name, operand, scope);
    case '$project':
      return project(operand, scope);
    case '$unset':
      return unset(operand, scope);
    case '$replaceRoot': {
      const newRoot = isDoc(operand) ? operand.get('newRoot') : undefined;
      if (newRoot === undefined) throw new StoreError('Location40231', '$replaceRoot needs newRoot');
      return replaceWith(newRoot, scope);
    }
    case '$replaceWith':
      return replaceWith(operand, scope);
    default:
      return undefined;
  }
}

function project(operand: Value, scope: ExpressionScope): DocumentStage {
  if (!isDoc(operand)) throw new StoreError('Location15969', '$project specification must be an object');
  if (operand.size === 0)
    throw new StoreError('Location51272', 'projection specification must have at least one field');
  const projection = compileProjection(
    operand,
    (expression) => compileExpression(expression, scope),
    undefined,
  )!;
  return (doc) => projection(doc, { position: undefined });
}

function unset(operand: Value, scope: ExpressionScope): DocumentStage {
  const names = Array.isArray(operand) ? operand : [operand];
  if (names.length === 0)
    throw new StoreError('Location31119', '$unset specification must have at least one field');
  if (!names.every((name) => typeof name === 'string')) {
    throw new StoreError('Location31002', '$unset specification must be a string or an array of strings');
  }
  return project(new Map(names.map((name) => [name, 0])), scope);
}

function replaceWith(operand: Value, scope: ExpressionScope): DocumentStage {
  const evaluate = compileExpression(operand, scope);
  return (doc) => {
    const value = evaluate(doc);
    if (!isDoc(value))
      throw new StoreError('Location40228', "'newRoot' expression must evaluate to an object");
    return value;
  };
}

function addFields(stage: string, operand: Value, scope: ExpressionScope): DocumentStage {
  if (!isDoc(operand))
    throw new StoreError('Location40272', `${stage} specification stage must be an object`);
  if (operand.size === 0)
    throw new StoreError('Location40177', `Invalid ${stage}: specification must have at least one field`);
  const fields = [...flattened(operand)].map(([path, expression]) => ({
    parts: path.split('.'),
    evaluate: compileExpression(expression, scope),
  }));
  return (doc) => {
    const result = cloneValue(doc);
    // Every expression sees the document as it came in.
    for (const { parts, evaluate } of fields) setComputed(result, parts, 0, evaluate(doc));
    return result;
  };
}

/** `{ a: { b: expression } }` sets `a.b`. */
function* flattened(spec: Doc, prefix = ''): Generator<[string, Value]> {
  for (const [name, value] of spec) {
    const path = prefix + name;
    fieldPath(path);
    if (isDoc(value) && value.size === 0)
      throw new StoreError(
        'Location40180',
        `an empty object is not a valid value. Found empty object at path ${path}`,
      );
    if (isDoc(value) && value.size > 0 && ![...value.keys()].some((key) => key.startsWith('$')))
      yield* flattened(value, `${path}.`);
    else yield [path, value];
  }
}

function setComputed(doc: Doc, parts: readonly string[], at: number, value: Value | undefined): void {
  const name = parts[at]!;
  if (at === parts.length - 1) {
    if (value === undefined) doc.delete(name);
    else doc.set(name, value);
    return;
  }
  const child = doc.get(name);
  if (Array.isArray(child))
    doc.set(
      name,
      child.map((item) => setInside(item, parts, at + 1, value)),
    );
  else if (isDoc(child)) setComputed(child, parts, at + 1, value);
  else if (value !== undefined) doc.set(name, setInside(null, parts, at + 1, value));
}

function setInside(item: Value, parts: readonly string[], at: number, value: Value | undefined): Value {
  if (Array.isArray(item)) return item.map((inner) => setInside(inner, parts, at, value));
  const doc: Doc = isDoc(item) ? item : new Map<string, Value>();
  setComputed(doc, parts, at, value);
  return doc;
}
