import { triggerCompensation } from '../../compensation.ts';
import type { CompiledElement } from '../../compiled-process.ts';
import type { ElementProcessor, Execution, Outcome } from '../../execution.ts';
import type { ElementInstance } from '../../rows.ts';
import { localVariables, lookupFrom, evaluateText } from '../../variables.ts';
import { throwError, throwEscalation } from '../error-handling.ts';
import { broadcastSignal } from '../signals.ts';
import { jobTask } from './job-task.ts';
import { ProcessingFailure } from '../../failures.ts';

/** What intermediate throw events and end events do when they are reached. */
function happen(execution: Execution, instance: ElementInstance, element: CompiledElement): Outcome {
  const { event } = element.node;
  const lookup = lookupFrom(execution.state, instance.key);
  switch (event?.kind) {
    case 'message':
      return jobTask.activate(execution, instance, element);
    case 'signal': {
      const name = evaluateText(event.signalName, lookup, execution);
      broadcastSignal(execution, name, localVariables(execution.state, instance.key));
      return 'complete';
    }
    case 'error': {
      const code = event.errorCode === undefined ? '' : evaluateText(event.errorCode, lookup, execution);
      if (throwError(execution, instance, code, {})) return 'wait';
      throw new ProcessingFailure(
        'UNHANDLED_ERROR_EVENT',
        `Expected to throw an error event with the code '${code}', but it was not caught.`,
      );
    }
    case 'escalation': {
      const code =
        event.escalationCode === undefined ? '' : evaluateText(event.escalationCode, lookup, execution);
      throwEscalation(execution, instance, code, {});
      return 'complete';
    }
    case 'compensation': {
      const handlers = triggerCompensation(execution, instance, event.activityRef);
      for (const { handler, compensates } of handlers) {
        execution.enter(instance.scopeKey, handler, { compensates });
      }
      return handlers.length === 0 ? 'complete' : 'wait';
    }
    default:
      return 'complete';
  }
}

/** None, message, signal, escalation, link and compensation throw events. */
export const intermediateThrowEvent: ElementProcessor = {
  activate: happen,
  completed(execution, instance, element) {
    if (element.linkTarget !== undefined) execution.enter(instance.scopeKey, element.linkTarget);
  },
};

/** None, message, signal, error, escalation and terminate end events. */
export const endEvent: ElementProcessor = {
  activate: happen,
  completing(execution, instance, element) {
    if (element.node.event?.kind === 'terminate') execution.endScopeContent(instance.scopeKey, instance.key);
  },
};
