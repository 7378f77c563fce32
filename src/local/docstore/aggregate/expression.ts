import { Context, evalExpr, ProcessingMode } from 'mingo/core';
import * as expressions from 'mingo/operators/expression';
import { type Doc, isDoc, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { isTrue, NATIVE_OPERATORS } from './native-operators.ts';
import { fromPlain, toPlain } from './plain.ts';

/** What an expression may refer to besides the document. */
export interface ExpressionScope {
  /** `$$NOW` */
  readonly now: Date;
  /** Variables (`let`), with their values. */
  readonly variables: Doc | undefined;
}

/** A compiled expression; undefined means "no value". */
export type Expression = (doc: Doc) => Value | undefined;

/** Operators that run code of the client, or that need what this store does not have. */
const REFUSED = new Set([
  '$function',
  '$accumulator',
  '$meta',
  '$where',
  '$toHashedIndexKey',
  '$rand',
  '$sampleRate',
]);

type PlainOperator = (obj: unknown, expression: unknown, options: unknown) => unknown;

/** The native operators in the form in which mingo calls them, for use inside `$map`, `$filter` and the like. */
function nativeForMingo(): Record<string, PlainOperator> {
  const operators: Record<string, PlainOperator> = {};
  for (const [name, operator] of Object.entries(NATIVE_OPERATORS)) {
    operators[name] = (obj, expression, options) => {
      const list = Array.isArray(expression) ? expression : [expression];
      return toPlain(
        operator(list.map((item) => fromPlain(evalExpr(obj as never, item as never, options as never)))),
      );
    };
  }
  return operators;
}

const context = Context.init({
  // Operators given first win over those added later.
  expression: { ...(expressions as unknown as Record<string, PlainOperator>), ...nativeForMingo() },
});

/**
 * Compiles an aggregation expression (MongoDB manual, "Aggregation Expressions"). Field paths, constants, documents and
 * the native operators are evaluated on BSON values; the other operators by mingo on plain values.
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
  const inside = (value: Value | undefined): Value | undefined => resolvePath(value, rest, 0);
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
  const parts = path.split('.');
  if (parts.includes(''))
    throw new StoreError('Location40353', 'FieldPath must not be empty or end with a dot.');
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
  const native = Object.hasOwn(NATIVE_OPERATORS, name) ? NATIVE_OPERATORS[name] : undefined;
  if (!native) return compileWithMingo(name, operand, scope);
  const list = Array.isArray(operand) ? operand : [operand];
  const items = list.map((item) => compileExpression(item, scope));
  return (doc) => native(items.map((item) => item(doc)));
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

function compileWithMingo(name: string, operand: Value, scope: ExpressionScope): Expression {
  const whole: Doc = new Map([[name, operand]]);
  checkOperators(whole);
  const plain = toPlain(withNow(whole, scope.now));
  const options = {
    context,
    scriptEnabled: false,
    processingMode: ProcessingMode.CLONE_OFF,
    variables: scope.variables ? toPlain(scope.variables) : {},
    idKey: '_id',
  };
  return (doc) => {
    try {
      return fromPlain(evalExpr(toPlain(doc), plain, options as never));
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError('BadValue', `${name} cannot be evaluated: ${(error as Error).message}`);
    }
  };
}

/** Every operator in the tree must exist: an unknown one would otherwise show only when it is reached. */
function checkOperators(value: Value): void {
  if (Array.isArray(value)) value.forEach(checkOperators);
  else if (isDoc(value)) {
    for (const [name, item] of value) {
      if (name === '$literal') continue;
      if (name.startsWith('$')) {
        const known = Object.hasOwn(expressions, name) || Object.hasOwn(NATIVE_OPERATORS, name);
        if (!known || REFUSED.has(name))
          throw new StoreError('Location168', `Unrecognized expression '${name}'`);
      }
      checkOperators(item);
    }
  }
}

function withNow(value: Value, now: Date): Value {
  if (value === '$$NOW') return now;
  if (Array.isArray(value)) return value.map((item) => withNow(item, now));
  if (isDoc(value))
    return new Map([...value].map(([name, item]) => [name, name === '$literal' ? item : withNow(item, now)]));
  return value;
}

/** `$expr` of a filter. */
export function expressionTest(scope: ExpressionScope): (expression: Value) => (doc: Doc) => boolean {
  return (expression) => {
    const evaluate = compileExpression(expression, scope);
    return (doc) => isTrue(evaluate(doc));
  };
}
