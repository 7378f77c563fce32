import type { Execution } from '../execution.ts';
import type { Key, Variables } from '../records.ts';

/** Triggers everything that waits for a signal of this name now. Signals are never buffered. Returns its key. */
export function broadcastSignal(execution: Execution, signalName: string, variables: Variables): Key {
  const { state } = execution;
  const key = execution.nextKey();
  execution.emit({ type: 'signal-broadcast', key, signalName });
  for (const subscriptionKey of state.signalsByName.get(signalName)) {
    const subscription = state.signalSubscriptions.get(subscriptionKey);
    if (subscription === undefined) continue;
    const { elementInstanceKey, elementId, processDefinitionKey } = subscription;
    if (elementInstanceKey !== '') {
      execution.trigger(elementInstanceKey, elementId, variables);
    } else {
      const definition = execution.definition(processDefinitionKey);
      execution.createProcessInstance(definition, { trigger: { elementId, variables } });
    }
  }
  return key;
}
