import type { ElementProcessor } from '../../execution.ts';
import { ProcessingFailure } from '../../failures.ts';
import { evaluateText, localVariables, lookupFrom, visibleVariables } from '../../variables.ts';
import { latestDefinition } from '../definitions.ts';
import { compileProcess } from '../../compiled-process.ts';

const DEEPEST_CALL = 1_000;

/** Starts the latest version of another process and waits for it. */
export const callActivity: ElementProcessor = {
  activate(execution, instance, element) {
    const { state } = execution;
    const { called } = element.node;
    const processId = evaluateText(
      called?.processId ?? { source: '', kind: 'static' },
      lookupFrom(state, instance.key),
      execution,
    );
    const definition = latestDefinition(state, processId);
    if (definition === undefined) {
      throw new ProcessingFailure(
        'CALLED_ELEMENT_ERROR',
        `Expected process with BPMN process id '${processId}' to be deployed, but not found.`,
      );
    }
    const { root } = compileProcess(definition.model);
    if (!root.startEvents.some(({ node }) => (node.event?.kind ?? 'none') === 'none')) {
      throw new ProcessingFailure(
        'CALLED_ELEMENT_ERROR',
        `Expected process with BPMN process id '${processId}' to have a none start event, but not found.`,
      );
    }
    const depth = (execution.instance(instance.processInstanceKey).depth ?? 0) + 1;
    if (depth > DEEPEST_CALL) {
      throw new ProcessingFailure(
        'CALLED_ELEMENT_ERROR',
        `The call depth has reached the maximum of ${DEEPEST_CALL}; the processes probably call each other endlessly.`,
      );
    }
    const variables =
      called?.propagateAllParentVariables === false
        ? localVariables(state, instance.key)
        : visibleVariables(state, instance.key);
    const calledInstanceKey = execution.createProcessInstance(definition, {
      variables,
      parentElementInstanceKey: instance.key,
      depth,
    });
    execution.emit({ type: 'process-called', key: instance.key, calledInstanceKey });
    return 'wait';
  },
};
