import type { ElementProcessor } from '../../execution.ts';
import { passThrough } from './pass-through.ts';

/**
 * A start event of any kind. Its scope's event sub-processes open when it is done, so that their correlation keys and
 * timers see what it brought in and its output mappings made of that.
 */
export const startEvent: ElementProcessor = {
  ...passThrough,
  outgoing(execution, instance, element) {
    const scope = execution.instance(instance.scopeKey);
    const events = execution.prepareEventSubProcesses(scope, execution.elementOf(scope));
    execution.openEvents(scope, events);
    return element.outgoing;
  },
};
