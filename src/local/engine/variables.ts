import { collectedOutputs, outputCollectionOf } from './collected-outputs.ts';
import type { Circumstances } from './circumstances.ts';
import { evaluate, EvaluationFailure, toJson, type Lookup } from './expression.ts';
import { define } from './feel/values.ts';
import { ProcessingFailure } from './failures.ts';
import type { Expression, Mapping } from './model.ts';
import type { Recorder } from './recorder.ts';
import type { Key, Variables } from './records.ts';
import type { IncidentType } from './rows.ts';
import { variableKey, type EngineState } from './state.ts';

/** The value visible from a scope, innermost first; undefined: no scope has the variable. */
function findVariable(state: EngineState, scopeKey: Key, name: string): unknown {
  for (let key = scopeKey; key !== ''; key = state.elementInstances.get(key)?.scopeKey ?? '') {
    const variable = state.variables.get(variableKey(key, name));
    if (variable !== undefined) return variable.value;
    if (outputCollectionOf(state, key) === name) return collectedOutputs(state, key);
  }
  return undefined;
}

/** Lookup of the variables visible from a scope. */
export function lookupFrom(state: EngineState, scopeKey: Key): Lookup {
  return (name) => findVariable(state, scopeKey, name);
}

/** Of a longer collection of outputs every job of its items would carry all; it is there for who asks for it by name. */
const LONGEST_SHOWN_COLLECTION = 1_000;

/** All variables visible from a scope (or those of `names`), innermost wins. */
export function visibleVariables(
  state: EngineState,
  scopeKey: Key,
  names: readonly string[] = [],
): Variables {
  const result: Record<string, unknown> = {};
  if (names.length > 0) {
    for (const name of names) {
      const value = findVariable(state, scopeKey, name);
      if (value !== undefined) define(result, name, value);
    }
    return result;
  }
  for (let key = scopeKey; key !== ''; key = state.elementInstances.get(key)?.scopeKey ?? '') {
    for (const name of state.variableNames.get(key)) {
      if (!Object.hasOwn(result, name))
        define(result, name, state.variables.get(variableKey(key, name))?.value);
    }
    const collection = outputCollectionOf(state, key);
    if (collection === undefined || Object.hasOwn(result, collection)) continue;
    if ((state.multiInstances.get(key)?.size ?? 0) > LONGEST_SHOWN_COLLECTION) continue;
    define(result, collection, collectedOutputs(state, key));
  }
  return result;
}

/** The variables of exactly this scope. */
export function localVariables(state: EngineState, scopeKey: Key): Variables {
  const result: Record<string, unknown> = {};
  for (const name of state.variableNames.get(scopeKey)) {
    define(result, name, state.variables.get(variableKey(scopeKey, name))?.value);
  }
  return result;
}

export function setLocally(recorder: Recorder, scopeKey: Key, variables: Variables): void {
  for (const name of Object.keys(variables)) setVariable(recorder, scopeKey, name, variables[name]);
}

function setVariable(recorder: Recorder, scopeKey: Key, name: string, value: unknown): void {
  const before = recorder.state.variables.get(variableKey(scopeKey, name));
  // Objects are never compared: by identity the answer would differ after a restart.
  const isSimple = typeof value !== 'object' || value === null;
  if (isSimple && before !== undefined && before.value === value) return;
  recorder.emit({ type: 'variable-set', scopeKey, name, value });
}

/**
 * Each variable overwrites the nearest one of its name, from `scopeKey` outwards; a new one is created at the root. A
 * collection of outputs on the way keeps what it has collected.
 */
export function propagate(recorder: Recorder, scopeKey: Key, variables: Variables): void {
  const { state } = recorder;
  for (const name of Object.keys(variables)) {
    const target = scopeOf(state, scopeKey, name);
    if (target !== undefined) setVariable(recorder, target, name, variables[name]);
  }
}

/** The nearest scope that has a variable, else the root; undefined: it is a collection of outputs. */
function scopeOf(state: EngineState, scopeKey: Key, name: string): Key | undefined {
  let target = scopeKey;
  for (let key = scopeKey; key !== ''; key = state.elementInstances.get(key)?.scopeKey ?? '') {
    target = key;
    if (state.variables.has(variableKey(key, name))) break;
    if (outputCollectionOf(state, key) === name) return undefined;
  }
  return target;
}

/** Evaluates; a failure becomes an incident of this type. */
export function evaluateOr(
  type: IncidentType,
  expression: Expression,
  lookup: Lookup,
  circumstances: Circumstances,
): unknown {
  try {
    return evaluate(expression, lookup, circumstances);
  } catch (error) {
    if (error instanceof EvaluationFailure) throw new ProcessingFailure(type, error.message);
    throw error;
  }
}

/** A text, or an EXTRACT_VALUE_ERROR incident. */
export function evaluateText(expression: Expression, lookup: Lookup, circumstances: Circumstances): string {
  const value = evaluateOr('EXTRACT_VALUE_ERROR', expression, lookup, circumstances);
  if (typeof value === 'string') return value;
  throw unexpected(expression, 'STRING', value);
}

/** The incident for an expression whose value has the wrong type. */
export function unexpected(expression: Expression, expected: string, value: unknown): ProcessingFailure {
  const actual = zeebeType(value);
  return new ProcessingFailure(
    'EXTRACT_VALUE_ERROR',
    `Expected result of the expression '${expression.source}' to be '${expected}', but was '${actual}'.`,
  );
}

function zeebeType(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return 'ARRAY';
  switch (typeof value) {
    case 'boolean':
      return 'BOOLEAN';
    case 'number':
      return 'NUMBER';
    case 'string':
      return 'STRING';
    default:
      return typeof toJson(value) === 'string' ? 'DATE/DURATION' : 'OBJECT';
  }
}

/**
 * The variables that mappings give, in order; later ones see earlier ones. With `merge`, a path target is merged into
 * the existing value of its variable. Throws IO_MAPPING_ERROR.
 */
export function evaluateMappings(
  mappings: readonly Mapping[],
  lookup: Lookup,
  circumstances: Circumstances,
  merge: boolean,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const inner: Lookup = (name) => (Object.hasOwn(result, name) ? result[name] : lookup(name));
  for (const { source, target } of mappings) {
    const value = toJson(evaluateOr('IO_MAPPING_ERROR', source, inner, circumstances));
    const [name, ...path] = target.split('.');
    if (name === undefined) continue;
    if (path.length === 0) {
      define(result, name, value);
    } else {
      const base = Object.hasOwn(result, name) ? result[name] : merge ? lookup(name) : undefined;
      define(result, name, withPath(base, path, value));
    }
  }
  return result;
}

/** A copy of an object in which the value stands at the path. */
function withPath(base: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const copy = typeof base === 'object' && base !== null && !Array.isArray(base) ? { ...base } : {};
  const inner = (copy as Record<string, unknown>)[name];
  define(copy, name, withPath(inner, rest, value));
  return copy;
}
