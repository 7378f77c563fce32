import { takeDecision } from '../decisions.ts';
import type { ElementProcessor } from '../../execution.ts';
import { toJson } from '../../expression.ts';
import { ProcessingFailure } from '../../failures.ts';
import { evaluateText, lookupFrom } from '../../variables.ts';
import { latestDecision } from '../definitions.ts';
import { jobTask } from './job-task.ts';

/** A deployed decision is taken at once; any other rule is a worker's. */
export const businessRuleTask: ElementProcessor = {
  activate(execution, instance, element) {
    const { decision: called } = element.node;
    if (called === undefined) return jobTask.activate(execution, instance, element);
    const { state } = execution;
    const lookup = lookupFrom(state, instance.key);
    const decisionId = evaluateText(called.decisionId, lookup, execution);
    const decision = latestDecision(state, decisionId);
    if (decision === undefined) {
      throw new ProcessingFailure(
        'CALLED_DECISION_ERROR',
        `Expected to evaluate decision '${decisionId}', but no decision found for id '${decisionId}'`,
      );
    }
    const { output, failure } = takeDecision(state, decision, lookup, execution);
    if (failure !== undefined) throw new ProcessingFailure('DECISION_EVALUATION_ERROR', failure.message);
    execution.deliver(instance, { [called.resultVariable]: toJson(output) });
    return 'complete';
  },
};
