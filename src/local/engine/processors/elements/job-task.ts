import type { ElementProcessor } from '../../execution.ts';
import { createJob, evaluateTaskDefinition } from '../../jobs.ts';

/** Service, send, script and business rule tasks, message throw and end events: a worker does the work. */
export const jobTask: ElementProcessor = {
  activate(execution, instance, element) {
    createJob(execution, instance, evaluateTaskDefinition(execution, instance, element));
    return 'wait';
  },
};
