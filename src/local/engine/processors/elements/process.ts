import type { ElementProcessor } from '../../execution.ts';
import { expectPresent } from '../../failures.ts';
import { visibleVariables } from '../../variables.ts';
import { calledProcessCompleting } from '../called-process.ts';
import { releaseMessageStart } from '../message-correlation.ts';
import { startAtElements } from '../start-elements.ts';

/** A process instance: the outermost scope. */
export const process: ElementProcessor = {
  activate(execution, instance, element) {
    const { trigger, startAt } = instance;
    if (startAt !== undefined) {
      const events = execution.prepareEventSubProcesses(instance, element);
      startAtElements(execution, instance, startAt);
      execution.openEvents(instance, events);
    } else {
      const start = element.startEvents.find(({ id, node }) =>
        trigger === undefined ? (node.event?.kind ?? 'none') === 'none' : id === trigger.elementId,
      );
      execution.start(instance, expectPresent(start, `The start event of process '${element.id}'`));
    }
    return 'wait';
  },
  completing(execution, instance) {
    if (instance.parentElementInstanceKey !== undefined) {
      calledProcessCompleting(execution, instance.parentElementInstanceKey, instance);
    }
    if (instance.awaited !== undefined) {
      const definition = execution.definition(instance.processDefinitionKey);
      execution.addEffect({
        kind: 'instance-completed',
        processInstanceKey: instance.key,
        processDefinitionKey: definition.key,
        bpmnProcessId: definition.bpmnProcessId,
        version: definition.version,
        variables: visibleVariables(execution.state, instance.key, instance.awaited),
      });
    }
  },
  completed(execution, instance) {
    if (instance.parentElementInstanceKey !== undefined)
      execution.complete(instance.parentElementInstanceKey);
    releaseMessageStart(execution, instance);
  },
  terminated(execution, instance) {
    if (instance.awaited !== undefined) {
      execution.addEffect({ kind: 'instance-terminated', processInstanceKey: instance.key });
    }
    releaseMessageStart(execution, instance);
  },
};
