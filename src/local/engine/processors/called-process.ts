import type { Execution } from '../execution.ts';
import type { Key } from '../records.ts';
import type { ElementInstance } from '../rows.ts';
import { localVariables, propagate, setLocally } from '../variables.ts';

/** Hands the root variables of a called process to the call activity that waits for it. */
export function calledProcessCompleting(
  execution: Execution,
  callActivityKey: Key,
  called: ElementInstance,
): void {
  const caller = execution.instance(callActivityKey);
  const { outputs, called: definition } = execution.elementOf(caller).node;
  const variables = localVariables(execution.state, called.key);
  if (outputs !== undefined && outputs.length > 0) setLocally(execution, caller.key, variables);
  else if (definition?.propagateAllChildVariables !== false) propagate(execution, caller.key, variables);
}
