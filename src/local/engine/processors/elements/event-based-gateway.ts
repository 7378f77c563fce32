import { prepareEvents } from '../../catch-events.ts';
import type { ElementProcessor } from '../../execution.ts';
import { expectPresent } from '../../failures.ts';

/** Waits for the first of the events behind it; the others are closed. */
export const eventBasedGateway: ElementProcessor = {
  activate(execution, instance, element) {
    const events = prepareEvents(
      execution,
      instance.key,
      element.outgoing.map(({ target }) => target),
    );
    execution.openEvents(instance, events);
    return 'wait';
  },
  outgoing: () => [],
  completed(execution, instance, element) {
    const trigger = expectPresent(instance.trigger, `The event that triggered gateway '${element.id}'`);
    const flow = expectPresent(
      element.outgoing.find(({ target }) => target.id === trigger.elementId),
      `A flow from '${element.id}' to '${trigger.elementId}'`,
    );
    execution.takeTriggeredFlow(instance.scopeKey, flow, trigger);
  },
};
