import { Execution } from './execution.ts';
import { CommandRejected, InvariantViolation } from './failures.ts';
import { evaluateDecisionCommand } from './processors/commands/decisions.ts';
import { deleteResource, deployResources } from './processors/commands/deployments.ts';
import {
  broadcastSignal,
  expireMessage,
  publishMessage,
  triggerTimer,
} from './processors/commands/events.ts';
import {
  cancelProcessInstance,
  createProcessInstance,
  setVariables,
} from './processors/commands/instances.ts';
import {
  activateJobs,
  completeJob,
  endJobBackOff,
  failJob,
  resolveIncident,
  returnJobs,
  throwJobError,
  timeOutJob,
  updateJobRetries,
  updateJobTimeout,
} from './processors/commands/jobs.ts';
import { migrateProcessInstance } from './processors/commands/migration.ts';
import { clearRemains, spreadSignal, startItems } from './processors/commands/portions.ts';
import { modifyProcessInstance } from './processors/commands/modification.ts';
import { elementProcessors } from './processors/registry.ts';
import type { Command, CommandContext, CommandResult, Responses } from './records.ts';
import type { EngineState } from './state.ts';

/** How a command is decided, and its name in Zeebe's error texts. */
interface Handler<T extends Command['type']> {
  readonly intent: string;
  readonly decide: (execution: Execution, command: Extract<Command, { type: T }>) => Responses[T];
}

const handlers: { readonly [T in Command['type']]: Handler<T> } = {
  'deploy-resources': { intent: 'CREATE', decide: deployResources },
  'delete-resource': { intent: 'DELETE', decide: deleteResource },
  'evaluate-decision': { intent: 'EVALUATE', decide: evaluateDecisionCommand },
  'create-process-instance': { intent: 'CREATE', decide: createProcessInstance },
  'cancel-process-instance': { intent: 'CANCEL', decide: cancelProcessInstance },
  'activate-jobs': { intent: 'ACTIVATE', decide: activateJobs },
  'return-jobs': { intent: 'YIELD', decide: returnJobs },
  'complete-job': { intent: 'COMPLETE', decide: completeJob },
  'fail-job': { intent: 'FAIL', decide: failJob },
  'throw-error': { intent: 'THROW_ERROR', decide: throwJobError },
  'update-job-retries': { intent: 'UPDATE_RETRIES', decide: updateJobRetries },
  'update-job-timeout': { intent: 'UPDATE_TIMEOUT', decide: updateJobTimeout },
  'set-variables': { intent: 'UPDATE', decide: setVariables },
  'resolve-incident': { intent: 'RESOLVE', decide: resolveIncident },
  'publish-message': { intent: 'PUBLISH', decide: publishMessage },
  'broadcast-signal': { intent: 'BROADCAST', decide: broadcastSignal },
  'modify-process-instance': { intent: 'MODIFY', decide: modifyProcessInstance },
  'migrate-process-instance': { intent: 'MIGRATE', decide: migrateProcessInstance },
  'trigger-timer': { intent: 'TRIGGER', decide: triggerTimer },
  'time-out-job': { intent: 'TIME_OUT', decide: timeOutJob },
  'end-job-back-off': { intent: 'RECUR_AFTER_BACKOFF', decide: endJobBackOff },
  'start-items': { intent: 'ACTIVATE', decide: startItems },
  'clear-remains': { intent: 'TERMINATE', decide: clearRemains },
  'spread-signal': { intent: 'BROADCAST', decide: spreadSignal },
  'expire-message': { intent: 'EXPIRE', decide: expireMessage },
};

/**
 * Decides one command and everything that follows from it. Deterministic: the same state, command and circumstances give the
 * same events and keys. A rejected command has undone itself. Afterwards the caller persists `state.takeChanges()` and
 * only then answers and executes the side effects.
 *
 * Throws `InvariantViolation` (or whatever a bug throws) after undoing the command: stop the broker.
 */
export function processCommand<T extends Command['type']>(
  state: EngineState,
  command: Extract<Command, { type: T }>,
  context: CommandContext,
): CommandResult<T> {
  if (state.hasChanges) {
    throw new InvariantViolation(
      'The changes of the previous command were not taken: takeChanges after every command',
    );
  }
  const execution = new Execution(state, context, elementProcessors);
  const handler = handlers[command.type] as Handler<T>;
  try {
    const response = handler.decide(execution, command);
    execution.run();
    const sideEffects = execution.close();
    return { response, events: execution.events, sideEffects };
  } catch (error) {
    state.rollback();
    if (!(error instanceof CommandRejected)) throw error;
    return { rejection: error.toRejection(handler.intent), events: [], sideEffects: [] };
  }
}
