import { prepareEvents } from '../../catch-events.ts';
import type { ElementProcessor } from '../../execution.ts';

/** Message, timer and signal catch events and receive tasks: wait, unless a gateway already did. Link: passes. */
export const intermediateCatchEvent: ElementProcessor = {
  activate(execution, instance, element) {
    if (instance.trigger !== undefined) {
      execution.deliver(instance, instance.trigger.variables);
      return 'complete';
    }
    const events = prepareEvents(execution, instance.key, [element]);
    if (events.length === 0) return 'complete';
    execution.openEvents(instance, events);
    return 'wait';
  },
};
