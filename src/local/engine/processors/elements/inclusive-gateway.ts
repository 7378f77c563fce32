import type { ElementProcessor } from '../../execution.ts';
import { ProcessingFailure } from '../../failures.ts';
import { holds } from '../conditions.ts';

/** All flows whose condition is true; else the default flow; else an incident. Joining is tokens' work. */
export const inclusiveGateway: ElementProcessor = {
  activate: () => 'complete',
  outgoing(execution, instance, element) {
    const { defaultFlow } = element.node;
    const [only] = element.outgoing;
    if (only === undefined) return [];
    if (element.outgoing.length === 1 && only.flow.condition === undefined) return [only];
    const taken = element.outgoing.filter(
      ({ id, flow }) =>
        id !== defaultFlow && (flow.condition === undefined || holds(execution, instance, flow.condition)),
    );
    if (taken.length > 0) return taken;
    const byDefault = element.outgoing.find(({ id }) => id === defaultFlow);
    if (byDefault !== undefined) return [byDefault];
    throw new ProcessingFailure(
      'CONDITION_ERROR',
      'Expected at least one condition to evaluate to true, or to have a default flow',
    );
  },
};
