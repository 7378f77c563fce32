import { AssertionFailed } from './feel/builtins.ts';
import { compile, FeelSyntaxError, type Evaluator, type Lookup } from './feel/compile.ts';
import type { Expression } from './model.ts';

export { toJson } from './feel/values.ts';
export type { Lookup } from './feel/compile.ts';

/** An evaluation that cannot give a value: the data's or the model's fault. Becomes an incident. */
export class EvaluationFailure extends Error {}

const compiled = new Map<string, Evaluator>();
const CACHE_LIMIT = 10_000;

function evaluatorOf(source: string): Evaluator {
  let evaluator = compiled.get(source);
  if (evaluator === undefined) {
    evaluator = compile(source);
    if (compiled.size >= CACHE_LIMIT) compiled.clear();
    compiled.set(source, evaluator);
  }
  return evaluator;
}

/** What is wrong with an expression; undefined: nothing. Parsed expressions are kept for evaluation. */
export function parseExpression(expression: Expression): string | undefined {
  if (expression.kind === 'static') return undefined;
  try {
    evaluatorOf(expression.source);
    return undefined;
  } catch (error) {
    if (error instanceof FeelSyntaxError) {
      return `failed to parse expression '${expression.source}': ${error.message}`;
    }
    throw error;
  }
}

/**
 * The value of an expression: the text itself if static, otherwise the FEEL value (JSON, null, or a temporal value;
 * see `toJson`). `now` is epoch milliseconds. Throws `EvaluationFailure`.
 */
export function evaluate(expression: Expression, lookup: Lookup, now: number): unknown {
  if (expression.kind === 'static') return expression.source;
  try {
    return evaluatorOf(expression.source)({ lookup, now });
  } catch (error) {
    if (error instanceof AssertionFailed || error instanceof FeelSyntaxError || error instanceof RangeError) {
      throw new EvaluationFailure(`Failed to evaluate expression '${expression.source}': ${error.message}`);
    }
    throw error;
  }
}
