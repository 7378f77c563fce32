import type { ElementProcessor } from '../../execution.ts';
import { ProcessingFailure } from '../../failures.ts';
import { holds } from '../conditions.ts';

/** The first flow, in XML order, whose condition is true; else the default flow; else an incident. */
export const exclusiveGateway: ElementProcessor = {
  activate: () => 'complete',
  outgoing(execution, instance, element) {
    const { defaultFlow } = element.node;
    const [only] = element.outgoing;
    if (only === undefined) return [];
    if (element.outgoing.length === 1 && only.flow.condition === undefined) return [only];
    for (const flow of element.outgoing) {
      if (
        flow.id !== defaultFlow &&
        flow.flow.condition !== undefined &&
        holds(execution, instance, flow.flow.condition)
      ) {
        return [flow];
      }
    }
    const byDefault = element.outgoing.find(({ id }) => id === defaultFlow);
    if (byDefault !== undefined) return [byDefault];
    throw new ProcessingFailure(
      'CONDITION_ERROR',
      'Expected at least one condition to evaluate to true, or to have a default flow',
    );
  },
};
