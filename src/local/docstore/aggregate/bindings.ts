import { type Doc, isDoc, isNumeric, toJsNumber, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { arrayOf, isNil, isTrue } from './operators/operator.ts';
import type { Expression, ExpressionScope, Local } from './scope.ts';

type Compile = (expression: Value, scope: ExpressionScope) => Expression;

/** The arguments of an operator by name, all of them known and the required ones there. */
function namedArguments(
  name: string,
  operand: Value,
  required: readonly string[],
  optional: readonly string[],
): ReadonlyMap<string, Value> {
  if (!isDoc(operand))
    throw new StoreError('Location16878', `${name} only supports an object as its argument`);
  for (const argument of operand.keys())
    if (!required.includes(argument) && !optional.includes(argument))
      throw new StoreError('Location16879', `Unrecognized parameter to ${name}: ${argument}`);
  for (const argument of required)
    if (!operand.has(argument))
      throw new StoreError('Location16880', `Missing '${argument}' parameter to ${name}`);
  return operand;
}

function variableName(value: Value | undefined, otherwise: string): string {
  if (value === undefined) return otherwise;
  if (typeof value !== 'string' || !/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(value))
    throw new StoreError(
      'Location16867',
      'The name of a user variable must start with a lower-case letter and have letters, digits and _ only',
    );
  return value;
}

/** The scope with some variables of its own. */
function withLocals(scope: ExpressionScope, locals: Readonly<Record<string, Local>>): ExpressionScope {
  return { ...scope, locals: new Map([...(scope.locals ?? []), ...Object.entries(locals)]) };
}

/** The operators that give names to values and evaluate an expression with them; undefined for any other. */
export function compileBinding(
  name: string,
  operand: Value,
  scope: ExpressionScope,
  compile: Compile,
): Expression | undefined {
  switch (name) {
    case '$map':
      return compileMap(operand, scope, compile);
    case '$filter':
      return compileFilter(operand, scope, compile);
    case '$reduce':
      return compileReduce(operand, scope, compile);
    case '$let':
      return compileLet(operand, scope, compile);
    case '$getField':
      return compileGetField(operand, scope, compile);
    case '$setField':
      return compileSetField(operand, scope, compile);
    case '$unsetField':
      return compileSetField(
        isDoc(operand) ? new Map<string, Value>([...operand, ['value', '$$REMOVE']]) : operand,
        scope,
        compile,
      );
    default:
      return undefined;
  }
}

function compileMap(operand: Value, scope: ExpressionScope, compile: Compile): Expression {
  const given = namedArguments('$map', operand, ['input', 'in'], ['as']);
  const item: Local = { value: undefined };
  const input = compile(given.get('input')!, scope);
  const each = compile(
    given.get('in')!,
    withLocals(scope, { [variableName(given.get('as'), 'this')]: item }),
  );
  return (doc) => {
    const list = input(doc);
    if (isNil(list)) return null;
    return arrayOf(list, 16883, 'input to $map').map((value) => {
      item.value = value;
      return each(doc) ?? null;
    });
  };
}

function compileFilter(operand: Value, scope: ExpressionScope, compile: Compile): Expression {
  const given = namedArguments('$filter', operand, ['input', 'cond'], ['as', 'limit']);
  const item: Local = { value: undefined };
  const input = compile(given.get('input')!, scope);
  const test = compile(
    given.get('cond')!,
    withLocals(scope, { [variableName(given.get('as'), 'this')]: item }),
  );
  const limit = compile(given.get('limit') ?? null, scope);
  return (doc) => {
    const list = input(doc);
    if (isNil(list)) return null;
    const most = limit(doc);
    const count = isNil(most) ? Infinity : isNumeric(most) ? toJsNumber(most) : NaN;
    if (!(count >= 1) || (count !== Infinity && !Number.isInteger(count)))
      throw new StoreError('Location327391', '$filter: limit must be a whole number greater than 0');
    const kept: Value[] = [];
    for (const value of arrayOf(list, 28651, 'input to $filter')) {
      if (kept.length >= count) break;
      item.value = value;
      if (isTrue(test(doc))) kept.push(value);
    }
    return kept;
  };
}

function compileReduce(operand: Value, scope: ExpressionScope, compile: Compile): Expression {
  const given = namedArguments('$reduce', operand, ['input', 'initialValue', 'in'], []);
  const [value, item]: [Local, Local] = [{ value: undefined }, { value: undefined }];
  const input = compile(given.get('input')!, scope);
  const initial = compile(given.get('initialValue')!, scope);
  const next = compile(given.get('in')!, withLocals(scope, { value, this: item }));
  return (doc) => {
    const list = input(doc);
    if (isNil(list)) return null;
    let result = initial(doc);
    for (const element of arrayOf(list, 40080, 'input to $reduce')) {
      value.value = result;
      item.value = element;
      result = next(doc);
    }
    return result;
  };
}

function compileLet(operand: Value, scope: ExpressionScope, compile: Compile): Expression {
  const given = namedArguments('$let', operand, ['vars', 'in'], []);
  const vars = given.get('vars');
  if (!isDoc(vars)) throw new StoreError('Location16876', "$let's vars must be an object");
  const bound = [...vars].map(([name, expression]) => {
    const local: Local = { value: undefined };
    return { name: variableName(name, name), local, evaluate: compile(expression, scope) };
  });
  const inside = compile(
    given.get('in')!,
    withLocals(scope, Object.fromEntries(bound.map(({ name, local }) => [name, local]))),
  );
  return (doc) => {
    // All first: none sees another.
    const values = bound.map(({ evaluate }) => evaluate(doc));
    bound.forEach(({ local }, i) => (local.value = values[i]));
    return inside(doc);
  };
}

/** The name of a field, which must be a constant; unlike a path it may have dots and dollars in it. */
function fieldName(name: string, value: Value, scope: ExpressionScope, compile: Compile): string {
  const constant =
    typeof value === 'string' && !value.startsWith('$')
      ? value
      : isDoc(value) && value.has('$literal')
        ? compile(value, scope)(new Map())
        : undefined;
  if (typeof constant !== 'string')
    throw new StoreError('Location5654602', `${name} requires 'field' to be a constant string`);
  return constant;
}

function compileGetField(operand: Value, scope: ExpressionScope, compile: Compile): Expression {
  const short = !isDoc(operand) || operand.has('$literal');
  const given = short
    ? new Map<string, Value>([['field', operand]])
    : namedArguments('$getField', operand, ['field'], ['input']);
  const field = fieldName('$getField', given.get('field')!, scope, compile);
  const input = compile(given.get('input') ?? '$$CURRENT', scope);
  return (doc) => {
    const object = input(doc);
    if (isNil(object)) return object === undefined ? undefined : null;
    return isDoc(object) ? object.get(field) : undefined;
  };
}

function compileSetField(operand: Value, scope: ExpressionScope, compile: Compile): Expression {
  const given = namedArguments('$setField', operand, ['field', 'input', 'value'], []);
  const field = fieldName('$setField', given.get('field')!, scope, compile);
  const input = compile(given.get('input')!, scope);
  const change = compile(given.get('value')!, scope);
  return (doc) => {
    const object = input(doc);
    if (isNil(object)) return null;
    if (!isDoc(object)) throw new StoreError('Location4161105', '$setField requires an object as its input');
    const result: Doc = new Map(object);
    const value = change(doc);
    if (value === undefined) result.delete(field);
    else result.set(field, value);
    return result;
  };
}
