import type { CompiledElement } from './compiled-process.ts';
import { expectPresent } from './failures.ts';
import type { Recorder } from './recorder.ts';
import type { Key } from './records.ts';
import type { CompensationSubscription, ElementInstance } from './rows.ts';

/**
 * Remembers an activity that completes, if it has a compensation handler or holds completed activities that have one.
 * Items of a multi-instance activity count only for what is in them: the handler belongs to the whole.
 */
export function subscribeCompensation(
  recorder: Recorder,
  instance: ElementInstance,
  element: CompiledElement,
): void {
  if (instance.scopeKey === '') return;
  const handler = instance.loopCounter === undefined ? element.compensationHandler : undefined;
  if (handler === undefined && !recorder.state.compensationsOf.has(instance.key)) return;
  recorder.emit({
    type: 'compensation-subscribed',
    row: {
      key: instance.key,
      activityId: instance.elementId,
      scopeKey: instance.scopeKey,
      processInstanceKey: instance.processInstanceKey,
      ...(handler === undefined ? {} : { handlerId: handler.id }),
    },
  });
}

/** A handler to start, and the subscription it serves. */
export interface Compensation {
  readonly handler: CompiledElement;
  readonly compensates: Key;
}

/**
 * Triggers what completed in the scope of a throw event (only the activity `activityRef`, if given) and was not
 * triggered before. A sub-process with a handler of its own is undone by that, otherwise by what completed in it.
 */
export function triggerCompensation(
  recorder: Recorder,
  thrower: ElementInstance,
  activityRef: string | undefined,
): Compensation[] {
  const { state } = recorder;
  const found: Compensation[] = [];
  const visit = (subscription: CompensationSubscription): void => {
    if (subscription.throwKey !== undefined) return;
    if (subscription.handlerId === undefined) {
      for (const nested of state.compensationsOf.get(subscription.key)) visit(row(recorder, nested));
      return;
    }
    recorder.emit({ type: 'compensation-triggered', key: subscription.key, throwKey: thrower.key });
    const handler = recorder.element(thrower.processDefinitionKey, subscription.handlerId);
    found.push({ handler, compensates: subscription.key });
  };
  for (const key of state.compensationsOf.get(thrower.scopeKey)) {
    const subscription = row(recorder, key);
    if (activityRef === undefined || subscription.activityId === activityRef) visit(subscription);
  }
  return found;
}

/** A handler has completed. Returns the throw event that waited for it, when it waits for no other. */
export function compensationEnded(recorder: Recorder, key: Key): Key | undefined {
  const { state } = recorder;
  const throwKey = state.compensations.get(key)?.throwKey;
  recorder.emit({ type: 'compensation-ended', key });
  if (throwKey === undefined || state.compensationsThrownBy.has(throwKey)) return undefined;
  return throwKey;
}

function row(recorder: Recorder, key: Key): CompensationSubscription {
  return expectPresent(recorder.state.compensations.get(key), `Compensation subscription ${key}`);
}
