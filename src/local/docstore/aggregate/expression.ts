import { Context, evalExpr, ProcessingMode } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import type { Doc, Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { fromPlain, toPlain } from './plain.ts';

/** What an expression may refer to besides the document. */
export interface ExpressionScope {
  readonly now: Date;
  /** `let` of the command: constants here. */
  readonly variables: Doc | undefined;
}

const context = Context.init({ expression: expressions as never, accumulator: accumulators as never });

/** Compiles an aggregation expression; the result is undefined when it has no value. */
export function compileExpression(
  expression: Value,
  scope: ExpressionScope,
): (doc: Doc) => Value | undefined {
  const plain = toPlain(expression);
  const variables = scope.variables ? (toPlain(scope.variables) as Record<string, unknown>) : {};
  const options = {
    context,
    scriptEnabled: false,
    processingMode: ProcessingMode.CLONE_OFF,
    variables,
    idKey: '_id',
  };
  return (doc) => {
    try {
      return fromPlain(evalExpr(toPlain(doc) as never, plain as never, options as never));
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError('BadValue', `Expression cannot be evaluated: ${(error as Error).message}`);
    }
  };
}

/** `$expr` of a filter. */
export function expressionTest(scope: ExpressionScope): (expression: Value) => (doc: Doc) => boolean {
  return (expression) => {
    const evaluate = compileExpression(expression, scope);
    return (doc) => {
      const value = evaluate(doc);
      return value !== undefined && value !== null && value !== false && value !== 0;
    };
  };
}
