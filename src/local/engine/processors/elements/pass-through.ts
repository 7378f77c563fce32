import type { ElementProcessor } from '../../execution.ts';

/** None start events, parallel gateways, manual and undefined tasks: nothing happens. Parallel joins are tokens' work. */
export const passThrough: ElementProcessor = {
  activate(execution, instance) {
    if (instance.trigger !== undefined) execution.deliver(instance, instance.trigger.variables);
    return 'complete';
  },
};
