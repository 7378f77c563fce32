import { bufferedMessage } from '../catch-events.ts';
import type { Execution } from '../execution.ts';
import type { Key } from '../records.ts';
import { compareKeys } from '../ordered-keys.ts';
import type { ElementInstance, Message, MessageStartSubscription } from '../rows.ts';
import { pair } from '../state.ts';
import { latestDefinition } from './definitions.ts';

type Published = Pick<Message, 'key' | 'name' | 'correlationKey' | 'variables'>;

/** Correlates a message that has just been published: to at most one instance of each BPMN process id. */
export function correlate(execution: Execution, message: Published): void {
  const { state } = execution;
  const used = new Set<string>();
  for (const key of state.subscriptionsByNameAndKey.get(pair(message.name, message.correlationKey))) {
    const subscription = state.messageSubscriptions.get(key);
    if (subscription === undefined || used.has(subscription.bpmnProcessId)) continue;
    const { elementInstanceKey, elementId, bpmnProcessId } = subscription;
    if (!execution.trigger(elementInstanceKey, elementId, message.variables)) continue;
    used.add(bpmnProcessId);
    execution.emit({ type: 'message-correlated', key: message.key, bpmnProcessId });
  }
  for (const key of state.messageStartsByName.get(message.name)) {
    const subscription = state.messageStartSubscriptions.get(key);
    if (subscription === undefined || used.has(subscription.bpmnProcessId)) continue;
    if (
      message.correlationKey !== '' &&
      isLocked(execution, subscription.bpmnProcessId, message.correlationKey)
    )
      continue;
    used.add(subscription.bpmnProcessId);
    startByMessage(execution, subscription, message);
  }
}

function isLocked(execution: Execution, bpmnProcessId: string, correlationKey: string): boolean {
  return execution.state.messageStartLocks.has(pair(bpmnProcessId, correlationKey));
}

function startByMessage(
  execution: Execution,
  subscription: MessageStartSubscription,
  message: Published,
): Key {
  const { bpmnProcessId, processDefinitionKey, startEventId } = subscription;
  const definition = execution.definition(processDefinitionKey);
  execution.emit({ type: 'message-correlated', key: message.key, bpmnProcessId });
  const { correlationKey } = message;
  const processInstanceKey = execution.createProcessInstance(definition, {
    trigger: { elementId: startEventId, variables: message.variables },
    ...(correlationKey === '' ? {} : { startedByCorrelationKey: correlationKey }),
  });
  if (correlationKey !== '') {
    execution.emit({ type: 'message-start-locked', bpmnProcessId, correlationKey, processInstanceKey });
  }
  return processInstanceKey;
}

/** The instance that a message started has ended: the next buffered message of that key may start another. */
export function releaseMessageStart(execution: Execution, ended: ElementInstance): void {
  const correlationKey = ended.startedByCorrelationKey;
  if (correlationKey === undefined) return;
  const { state } = execution;
  const bpmnProcessId = execution.bpmnProcessId(ended.processDefinitionKey);
  execution.emit({ type: 'message-start-released', bpmnProcessId, correlationKey });
  const latest = latestDefinition(state, bpmnProcessId);
  if (latest === undefined) return;
  let next: { subscription: MessageStartSubscription; message: Message } | undefined;
  for (const key of state.messageStartsOf.get(latest.key)) {
    const subscription = state.messageStartSubscriptions.get(key);
    if (subscription === undefined) continue;
    const { messageName } = subscription;
    const message = bufferedMessage(execution, { messageName, correlationKey, bpmnProcessId });
    if (message !== undefined && (next === undefined || compareKeys(message.key, next.message.key) < 0)) {
      next = { subscription, message };
    }
  }
  if (next !== undefined) startByMessage(execution, next.subscription, next.message);
}
