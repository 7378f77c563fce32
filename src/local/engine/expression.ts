import type { Circumstances } from './circumstances.ts';
import { AssertionFailed } from './feel/builtins.ts';
import {
  compile,
  compileTests,
  FeelSyntaxError,
  MOST_STEPS,
  type Evaluator,
  type Lookup,
  type Scope,
  type Test,
} from './feel/compile.ts';
import type { Expression } from './model.ts';

export { toJson } from './feel/values.ts';
export type { Lookup } from './feel/compile.ts';

/** An evaluation that cannot give a value: the data's or the model's fault. Becomes an incident. */
export class EvaluationFailure extends Error {}

const CACHE_LIMIT = 10_000;

/** Compiles each source once. */
function remembered<T>(compileSource: (source: string) => T): (source: string) => T {
  const compiled = new Map<string, T>();
  return (source) => {
    let result = compiled.get(source);
    if (result === undefined) {
      result = compileSource(source);
      if (compiled.size >= CACHE_LIMIT) compiled.clear();
      compiled.set(source, result);
    }
    return result;
  };
}

const evaluatorOf: (source: string) => Evaluator = remembered(compile);
const testOf: (source: string) => Test = remembered(compileTests);

function problemOf(source: string, compileSource: (source: string) => unknown): string | undefined {
  try {
    compileSource(source);
    return undefined;
  } catch (error) {
    if (error instanceof FeelSyntaxError) return `failed to parse expression '${source}': ${error.message}`;
    throw error;
  }
}

/** What is wrong with an expression; undefined: nothing. Parsed expressions are kept for evaluation. */
export function parseExpression(expression: Expression): string | undefined {
  return expression.kind === 'static' ? undefined : problemOf(expression.source, evaluatorOf);
}

/** What is wrong with unary tests (a cell of a decision table); undefined: nothing. */
export function parseTests(source: string): string | undefined {
  return problemOf(source, testOf);
}

/**
 * The value of an expression: the text itself if static, otherwise the FEEL value (JSON, null, or a temporal value;
 * see `toJson`). Throws `EvaluationFailure`.
 */
export function evaluate(expression: Expression, lookup: Lookup, circumstances: Circumstances): unknown {
  if (expression.kind === 'static') return expression.source;
  return guarded(expression.source, () => evaluatorOf(expression.source)(scopeOf(lookup, circumstances)));
}

/** Whether a value passes unary tests; null: it cannot be said. Throws `EvaluationFailure`. */
export function test(
  source: string,
  value: unknown,
  lookup: Lookup,
  circumstances: Circumstances,
): boolean | null {
  return guarded(source, () => testOf(source)(value, scopeOf(lookup, circumstances)));
}

function scopeOf(lookup: Lookup, circumstances: Circumstances): Scope {
  return { lookup, circumstances, budget: { steps: MOST_STEPS } };
}

function guarded<T>(source: string, evaluation: () => T): T {
  try {
    return evaluation();
  } catch (error) {
    if (error instanceof AssertionFailed || error instanceof FeelSyntaxError || error instanceof RangeError) {
      throw new EvaluationFailure(`Failed to evaluate expression '${source}': ${error.message}`);
    }
    throw error;
  }
}
