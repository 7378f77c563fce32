import type { JSONDoc } from 'zeebe-node';
import type { Variables } from './process-client.ts';
import { ProcessEngineError } from './process-engine-error.ts';

/** Where in the variables something is, without saying what: names and indexes only. */
const describe = (path: readonly string[]): string => path.join('.') || '(root)';

/** The path of the first thing that JSON would drop, change or fail on; undefined when everything survives. */
const findUnsafe = (
  value: unknown,
  path: readonly string[],
  ancestors: readonly object[],
): { at: string; reason: string } | undefined => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : { at: describe(path), reason: 'is not a finite number' };
    case 'object':
      break;
    default:
      return { at: describe(path), reason: `is of type ${typeof value}` };
  }
  if (value === null) return undefined;
  if (ancestors.includes(value)) return { at: describe(path), reason: 'contains itself' };
  const inside = [...ancestors, value];
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const unsafe = findUnsafe(item, [...path, String(index)], inside);
      if (unsafe) return unsafe;
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return { at: describe(path), reason: 'is a class instance, not plain data' };
  }
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const unsafe = findUnsafe(item, [...path, name], inside);
    if (unsafe) return unsafe;
  }
  return undefined;
};

/**
 * Checks that variables survive JSON unchanged. Properties that are `undefined` count as absent, as in JSON.
 *
 * @throws ProcessEngineError `invalid-argument`, naming the variable's path and never its value
 */
export const assertJsonVariables = (
  variables: Variables,
  operation: string,
  key: string | undefined,
): JSONDoc => {
  const isObject = typeof variables === 'object' && variables !== null && !Array.isArray(variables);
  const unsafe = isObject ? findUnsafe(variables, [], []) : { at: '(root)', reason: 'is not an object' };
  if (unsafe) {
    throw new ProcessEngineError(
      'invalid-argument',
      operation,
      key,
      `the variables are not a JSON object: ${unsafe.at} ${unsafe.reason}`,
    );
  }
  return variables as unknown as JSONDoc;
};

/** Whether a text is a JSON document whose root is an object. */
export const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};
