import { compileProcess } from './compiled-process.ts';
import type { Key } from './key-and-variables.ts';
import { outputKey, type EngineState } from './state.ts';

/** What a multi-instance body has collected so far, null where an item gave nothing yet. */
export function collectedOutputs(state: EngineState, bodyKey: Key): unknown[] {
  const size = state.multiInstances.get(bodyKey)?.size ?? 0;
  return Array.from(
    { length: size },
    (_, index) => state.multiInstanceOutputs.get(outputKey(bodyKey, index))?.value ?? null,
  );
}

/**
 * The name under which a scope shows its collected outputs to everything in it, as a local variable that only the items'
 * ends change; undefined: the scope collects nothing.
 */
export function outputCollectionOf(state: EngineState, scopeKey: Key): string | undefined {
  if (!state.multiInstances.has(scopeKey)) return undefined;
  const body = state.elementInstances.get(scopeKey);
  const model = state.processes.get(body?.processDefinitionKey ?? '')?.model;
  if (body === undefined || model === undefined) return undefined;
  return compileProcess(model).elements.get(body.elementId)?.node.multiInstance?.outputCollection;
}
