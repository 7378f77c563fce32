import { BSON_UNDEFINED, type Doc, isDoc, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { fieldPath } from '../query/field-path.ts';
import { compileBinding } from './bindings.ts';
import { DATE_PARTS, NAMED_OPERATORS, OPERATORS, UNSUPPORTED } from './operators/index.ts';
import { isTrue, type NamedOperator } from './operators/operator.ts';
import type { Expression, ExpressionScope } from './scope.ts';

/**
 * Compiles an aggregation expression (MongoDB manual, "Aggregation Expressions") to a function on BSON values.
 * @throws StoreError for an operator that does not exist
 */
export function compileExpression(expression: Value, scope: ExpressionScope): Expression {
  if (typeof expression === 'string')
    return expression.startsWith('$') ? compilePath(expression, scope) : () => expression;
  if (Array.isArray(expression)) {
    const items = expression.map((item) => compileExpression(item, scope));
    return (doc) => items.map((item) => item(doc) ?? null);
  }
  if (!isDoc(expression)) return () => expression;
  const [first] = expression;
  if (first?.[0].startsWith('$')) {
    if (expression.size > 1) {
      throw new StoreError(
        'Location15983',
        'An object representing an expression must have exactly one field.',
      );
    }
    return compileOperator(first[0], first[1], scope);
  }
  const fields = [...expression].map(([name, item]) => [name, compileExpression(item, scope)] as const);
  return (doc) => {
    const result: Doc = new Map();
    for (const [name, evaluate] of fields) {
      const value = evaluate(doc);
      if (value !== undefined) result.set(name, value);
    }
    return result;
  };
}

function compilePath(text: string, scope: ExpressionScope): Expression {
  if (!text.startsWith('$$')) return compileFieldPath(text.slice(1));
  const [name, ...rest] = text.slice(2).split('.');
  const inside = (value: Value | undefined): Value | undefined =>
    value === BSON_UNDEFINED ? undefined : resolvePath(value, rest, 0);
  const local = scope.locals?.get(name!);
  if (local) return () => inside(local.value);
  switch (name) {
    case 'ROOT':
    case 'CURRENT':
      return inside;
    case 'NOW':
      return () => inside(scope.now);
    case 'REMOVE':
      return () => undefined;
    default: {
      const value = scope.variables?.get(name!);
      if (!scope.variables?.has(name!))
        throw new StoreError('Location17276', `Use of undefined variable: ${name}`);
      return () => inside(value);
    }
  }
}

function compileFieldPath(path: string): Expression {
  const parts = fieldPath(path);
  return (doc) => resolvePath(doc, parts, 0);
}

/** Through arrays the path collects the values of the elements that have one. */
function resolvePath(value: Value | undefined, parts: readonly string[], at: number): Value | undefined {
  if (at === parts.length) return value;
  if (isDoc(value)) return resolvePath(value.get(parts[at]!), parts, at + 1);
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((item) => {
    const found = resolvePath(item, parts, at);
    return found === undefined ? [] : [found];
  });
}

function compileOperator(name: string, operand: Value, scope: ExpressionScope): Expression {
  switch (name) {
    case '$literal':
      return () => operand;
    case '$cond':
      return compileCondition(operand, scope);
    case '$switch':
      return compileSwitch(operand, scope);
    case '$and':
    case '$or': {
      const items = (Array.isArray(operand) ? operand : [operand]).map((item) =>
        compileExpression(item, scope),
      );
      // Evaluated only as far as needed: a guard protects what follows.
      return name === '$and'
        ? (doc) => items.every((item) => isTrue(item(doc)))
        : (doc) => items.some((item) => isTrue(item(doc)));
    }
    default:
  }
  const binding = compileBinding(name, operand, scope, compileExpression);
  if (binding) return binding;
  const operator = OPERATORS.get(name);
  if (operator) {
    const list = Array.isArray(operand) ? operand : [operand];
    const items = list.map((item) => compileExpression(item, scope));
    return (doc) => operator(items.map((item) => item(doc)));
  }
  const named = NAMED_OPERATORS.get(name);
  if (named) return compileNamed(name, named, operand, scope);
  const datePart = DATE_PARTS.get(name);
  if (datePart) return compileDatePart(name, datePart, operand, scope);
  if (UNSUPPORTED.has(name))
    throw new StoreError('NotImplemented', `The expression ${name} is not supported by this store.`);
  throw new StoreError('Location168', `Unrecognized expression '${name}'`);
}

function compileNamed(
  name: string,
  { required, optional, run }: NamedOperator,
  operand: Value,
  scope: ExpressionScope,
): Expression {
  if (!isDoc(operand)) throw new StoreError('FailedToParse', `${name} expects an object of named arguments.`);
  const missing = required.find((argument) => !operand.has(argument));
  if (missing !== undefined)
    throw new StoreError('FailedToParse', `Missing '${missing}' parameter to ${name}`);
  const parts = [...operand].map(([argument, expression]) => {
    if (!required.includes(argument) && !optional.includes(argument))
      throw new StoreError('FailedToParse', `Unrecognized argument to ${name}: ${argument}`);
    // An optional argument that is given and has no value is null, which is not the same as left out.
    const otherwise = required.includes(argument) || argument.startsWith('on') ? undefined : null;
    return { argument, otherwise, evaluate: compileExpression(expression, scope) };
  });
  return (doc) =>
    run(
      Object.fromEntries(
        parts.map(({ argument, otherwise, evaluate }) => [argument, evaluate(doc) ?? otherwise]),
      ),
    );
}

function compileDatePart(
  name: string,
  operator: NamedOperator,
  operand: Value,
  scope: ExpressionScope,
): Expression {
  if (isDoc(operand) && ![...operand.keys()].some((key) => key.startsWith('$')))
    return compileNamed(name, operator, operand, scope);
  if (Array.isArray(operand) && operand.length !== 1)
    throw new StoreError('Location40536', `${name} accepts exactly one argument if given an array`);
  const date = compileExpression(Array.isArray(operand) ? operand[0]! : operand, scope);
  return (doc) => operator.run({ date: date(doc) });
}

function compileCondition(operand: Value, scope: ExpressionScope): Expression {
  let parts: (Value | undefined)[];
  if (Array.isArray(operand)) parts = operand;
  else if (isDoc(operand) && operand.size === 3)
    parts = ['if', 'then', 'else'].map((name) => operand.get(name));
  else parts = [];
  if (parts.length !== 3 || parts.includes(undefined)) {
    throw new StoreError('Location17080', '$cond needs if, then and else');
  }
  const [test, yes, no] = parts.map((part) => compileExpression(part!, scope));
  return (doc) => (isTrue(test!(doc)) ? yes!(doc) : no!(doc));
}

function compileSwitch(operand: Value, scope: ExpressionScope): Expression {
  const list = isDoc(operand) ? operand.get('branches') : undefined;
  if (!Array.isArray(list) || list.length === 0)
    throw new StoreError('Location40068', '$switch requires at least one branch');
  const branches = list.map((branch) => {
    if (!isDoc(branch) || !branch.has('case') || !branch.has('then')) {
      throw new StoreError('Location40067', '$switch requires each branch to have a case and a then');
    }
    return {
      test: compileExpression(branch.get('case')!, scope),
      then: compileExpression(branch.get('then')!, scope),
    };
  });
  const otherwise = (operand as Doc).get('default');
  const fallback = otherwise === undefined ? undefined : compileExpression(otherwise, scope);
  return (doc) => {
    const branch = branches.find(({ test }) => isTrue(test(doc)));
    if (branch) return branch.then(doc);
    if (!fallback)
      throw new StoreError(
        'Location40066',
        '$switch could not find a matching branch for an input, and no default was specified',
      );
    return fallback(doc);
  };
}

/** `$expr` of a filter. */
export function expressionTest(scope: ExpressionScope): (expression: Value) => (doc: Doc) => boolean {
  return (expression) => {
    const evaluate = compileExpression(expression, scope);
    return (doc) => isTrue(evaluate(doc));
  };
}
