import type { Circumstances } from './circumstances.ts';
import type { CompiledElement } from './compiled-process.ts';
import { ProcessingFailure } from './failures.ts';
import type { Expression, MessageDefinition, TimerDefinition } from './model.ts';
import type { Recorder } from './recorder.ts';
import type { Key } from './records.ts';
import type { ElementInstance, Message, MessageSubscription } from './rows.ts';
import { pair } from './state.ts';
import { schedule, type Schedule } from './timer-schedule.ts';
import { evaluateOr, evaluateText, lookupFrom, unexpected } from './variables.ts';
import type { Lookup } from './expression.ts';

/** A catching event whose expressions are evaluated, ready to be opened. */
export type PreparedEvent =
  | { readonly kind: 'timer'; readonly element: CompiledElement; readonly schedule: Schedule }
  | {
      readonly kind: 'message';
      readonly element: CompiledElement;
      readonly name: string;
      readonly correlationKey: string;
    }
  | { readonly kind: 'signal'; readonly element: CompiledElement; readonly name: string };

/**
 * Evaluates what these catching events (and receive tasks) wait for, as seen from `scopeKey`, without changing
 * anything. Throws EXTRACT_VALUE_ERROR.
 */
export function prepareEvents(
  recorder: Recorder,
  scopeKey: Key,
  elements: readonly CompiledElement[],
): PreparedEvent[] {
  const lookup = lookupFrom(recorder.state, scopeKey);
  const prepared: PreparedEvent[] = [];
  for (const element of elements) {
    const { event, message } = element.node;
    if (message !== undefined) prepared.push(prepareMessage(recorder, element, message, lookup));
    else if (event?.kind === 'message' && event.message !== undefined) {
      prepared.push(prepareMessage(recorder, element, event.message, lookup));
    } else if (event?.kind === 'timer') {
      prepared.push({ kind: 'timer', element, schedule: evaluateTimer(event.timer, lookup, recorder) });
    } else if (event?.kind === 'signal') {
      prepared.push({ kind: 'signal', element, name: evaluateText(event.signalName, lookup, recorder) });
    }
  }
  return prepared;
}

function prepareMessage(
  recorder: Recorder,
  element: CompiledElement,
  message: MessageDefinition,
  lookup: Lookup,
): PreparedEvent {
  return {
    kind: 'message',
    element,
    name: evaluateText(message.name, lookup, recorder),
    correlationKey: correlationKey(message.correlationKey, lookup, recorder),
  };
}

function correlationKey(
  expression: Expression | undefined,
  lookup: Lookup,
  circumstances: Circumstances,
): string {
  if (expression === undefined) return '';
  const value = evaluateOr('EXTRACT_VALUE_ERROR', expression, lookup, circumstances);
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new ProcessingFailure(
    'EXTRACT_VALUE_ERROR',
    `Failed to extract the correlation key for '${expression.source}': The value must be either a string or a number, ` +
      `but was '${value === null ? 'NULL' : Array.isArray(value) ? 'ARRAY' : (typeof value).toUpperCase()}'.`,
  );
}

/** When a timer definition fires. Throws EXTRACT_VALUE_ERROR. */
export function evaluateTimer(
  timer: TimerDefinition,
  lookup: Lookup,
  circumstances: Circumstances,
): Schedule {
  const value = evaluateOr('EXTRACT_VALUE_ERROR', timer.expression, lookup, circumstances);
  const result = schedule(timer.type, value, circumstances.now);
  if (result !== undefined) return result;
  if (typeof value !== 'string') throw unexpected(timer.expression, `timer ${timer.type}`, value);
  throw new ProcessingFailure(
    'EXTRACT_VALUE_ERROR',
    `Invalid ${timer.type} format '${value}' for expression '${timer.expression.source}'`,
  );
}

/** Opens prepared events for the instance that waits for them. Returns the keys of new message subscriptions. */
export function openEvents(
  recorder: Recorder,
  owner: ElementInstance,
  prepared: readonly PreparedEvent[],
): Key[] {
  const subscriptions: Key[] = [];
  for (const event of prepared) {
    const key = recorder.nextKey();
    const place = {
      key,
      elementInstanceKey: owner.key,
      elementId: event.element.id,
      processInstanceKey: owner.processInstanceKey,
    };
    switch (event.kind) {
      case 'timer':
        if (event.schedule.repetitions === 0) break;
        recorder.emit({
          type: 'timer-created',
          row: { ...place, processDefinitionKey: owner.processDefinitionKey, ...event.schedule },
        });
        break;
      case 'message':
        recorder.emit({
          type: 'message-subscription-opened',
          row: {
            ...place,
            bpmnProcessId: recorder.bpmnProcessId(owner.processDefinitionKey),
            messageName: event.name,
            correlationKey: event.correlationKey,
          },
        });
        subscriptions.push(key);
        break;
      case 'signal':
        recorder.emit({
          type: 'signal-subscription-opened',
          row: { ...place, processDefinitionKey: owner.processDefinitionKey, signalName: event.name },
        });
        break;
    }
  }
  return subscriptions;
}

/** Closes what an instance waits for: all of it, or only events for which `which` holds. */
export function closeEvents(
  recorder: Recorder,
  elementInstanceKey: Key,
  which: (elementId: string) => boolean = () => true,
): void {
  const { state } = recorder;
  for (const key of state.timersOf.get(elementInstanceKey)) {
    if (which(state.timers.get(key)?.elementId ?? '')) recorder.emit({ type: 'timer-cancelled', key });
  }
  for (const key of state.subscriptionsOf.get(elementInstanceKey)) {
    if (which(state.messageSubscriptions.get(key)?.elementId ?? '')) {
      recorder.emit({ type: 'message-subscription-closed', key });
    }
  }
  for (const key of state.signalsOf.get(elementInstanceKey)) {
    if (which(state.signalSubscriptions.get(key)?.elementId ?? '')) {
      recorder.emit({ type: 'signal-subscription-closed', key });
    }
  }
}

/** The earliest buffered message that a subscription may take. */
export function bufferedMessage(
  recorder: Recorder,
  subscription: Pick<MessageSubscription, 'messageName' | 'correlationKey' | 'bpmnProcessId'>,
): Message | undefined {
  const { state, now } = recorder;
  for (const key of state.messagesByNameAndKey.walk(
    pair(subscription.messageName, subscription.correlationKey),
  )) {
    const message = state.messages.get(key);
    if (message === undefined || message.expiresAt <= now) continue;
    if (!message.correlatedTo.includes(subscription.bpmnProcessId)) return message;
  }
  return undefined;
}
