import type { ElementProcessor } from '../../execution.ts';

/** An embedded sub-process: a scope of its own, done when nothing in it is active. */
export const subProcess: ElementProcessor = {
  activate(execution, instance, element) {
    if (instance.startAt === undefined) execution.start(instance, element.startEvents[0]);
    else execution.openEvents(instance, execution.prepareEventSubProcesses(instance, element));
    return 'wait';
  },
};

/** An event sub-process: begins at its start event, which has happened already. */
export const eventSubProcess: ElementProcessor = subProcess;
