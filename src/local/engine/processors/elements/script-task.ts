import type { ElementProcessor } from '../../execution.ts';
import { toJson } from '../../expression.ts';
import { evaluateOr, lookupFrom } from '../../variables.ts';
import { jobTask } from './job-task.ts';

/** A FEEL script is evaluated at once; any other script is a worker's. */
export const scriptTask: ElementProcessor = {
  activate(execution, instance, element) {
    const { script } = element.node;
    if (script === undefined) return jobTask.activate(execution, instance, element);
    const lookup = lookupFrom(execution.state, instance.key);
    const result = evaluateOr('EXTRACT_VALUE_ERROR', script.expression, lookup, execution);
    execution.deliver(instance, { [script.resultVariable]: toJson(result) });
    return 'complete';
  },
};
