import type { Execution } from '../execution.ts';
import { compareKeys } from '../ordered-keys.ts';
import type { Key, Variables } from '../records.ts';
import type { SignalBroadcast } from '../rows.ts';

/** Triggers everything that waits for a signal of this name now. Signals are never buffered. Returns its key. */
export function broadcastSignal(execution: Execution, signalName: string, variables: Variables): Key {
  const key = execution.nextKey();
  execution.emit({ type: 'signal-broadcast', key, signalName });
  triggerNext(execution, { key, signalName, variables, after: '', since: execution.now });
  return key;
}

/** Triggers what waited for a signal when it was broadcast and has not had it, as much as one command may. */
export function triggerNext(execution: Execution, broadcast: SignalBroadcast): void {
  const { state, signalledAtOnce } = execution;
  const { key, variables } = broadcast;
  const waiting = subscriptionsFor(execution, broadcast, signalledAtOnce + 1);
  const next = waiting.slice(0, signalledAtOnce);
  for (const subscriptionKey of next) {
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
  if (waiting.length > next.length)
    execution.emit({ type: 'signal-goes-on', row: { ...broadcast, after: next.at(-1) ?? '' } });
  else if (state.signalBroadcasts.has(key)) execution.emit({ type: 'signal-spread', key });
}

/** Subscriptions that are older than the signal and behind those that have had it, so many at most. */
function subscriptionsFor(
  { state }: Execution,
  { key, signalName, after }: SignalBroadcast,
  limit: number,
): Key[] {
  const found: Key[] = [];
  for (const subscriptionKey of state.signalsByName.walk(signalName)) {
    if (found.length === limit || compareKeys(subscriptionKey, key) > 0) break;
    if (compareKeys(subscriptionKey, after) > 0) found.push(subscriptionKey);
  }
  return found;
}
