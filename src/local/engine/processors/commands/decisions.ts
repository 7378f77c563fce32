import type { DecisionTrace } from '../../dmn/evaluate.ts';
import type { Logic } from '../../dmn/model.ts';
import type { Execution } from '../../execution.ts';
import { toJson } from '../../expression.ts';
import { CommandRejected, expectPresent } from '../../failures.ts';
import type { Command, EvaluatedDecision, Responses } from '../../records.ts';
import type { DecisionDefinition } from '../../rows.ts';
import { requirementsOf, takeDecision } from '../decisions.ts';
import { latestDecision } from '../definitions.ts';

type EvaluateDecision = Extract<Command, { type: 'evaluate-decision' }>;

/** Takes a decision on its own. A decision that fails is still an answer. */
export function evaluateDecisionCommand(
  execution: Execution,
  command: EvaluateDecision,
): Responses['evaluate-decision'] {
  const { state } = execution;
  const decision = chosenDecision(execution, command);
  const { variables = {} } = command;
  const { output, trace, failure } = takeDecision(
    state,
    decision,
    (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    execution,
  );
  const graph = requirementsOf(state, decision);
  const inGraph = new Map(
    state.decisionsOf.get(graph.key).map((key) => {
      const row = expectPresent(state.decisions.get(key), `Decision ${key}`);
      return [row.decisionId, row];
    }),
  );
  return {
    key: execution.nextKey(),
    decisionKey: decision.key,
    decisionId: decision.decisionId,
    decisionName: decision.name,
    decisionVersion: decision.version,
    decisionRequirementsId: graph.decisionRequirementsId,
    decisionRequirementsKey: graph.key,
    decisionOutput: jsonText(output),
    evaluatedDecisions: trace.map((taken) =>
      describe(taken, expectPresent(inGraph.get(taken.decision.id), `Decision '${taken.decision.id}'`)),
    ),
    ...(failure === undefined ? {} : { failure }),
  };
}

function chosenDecision({ state }: Execution, command: EvaluateDecision): DecisionDefinition {
  const { decisionKey, decisionId } = command;
  // As in Zeebe 8.5, the id wins when both are given.
  const byId = decisionId !== undefined;
  if (!byId && decisionKey === undefined) {
    throw new CommandRejected(
      'INVALID_ARGUMENT',
      'Expected either a decision id or a decision key, but none given',
    );
  }
  const decision = byId ? latestDecision(state, decisionId) : state.decisions.get(decisionKey ?? '');
  if (decision === undefined) {
    throw new CommandRejected(
      'INVALID_ARGUMENT',
      byId
        ? `Expected to evaluate decision '${decisionId}', but no decision found for id '${decisionId}'`
        : `Expected to evaluate decision with key '${decisionKey}', but no decision found for key '${decisionKey}'`,
    );
  }
  return decision;
}

const jsonText = (value: unknown): string => JSON.stringify(toJson(value));

const TYPES: Readonly<Record<Logic['kind'], string>> = {
  table: 'DECISION_TABLE',
  literal: 'LITERAL_EXPRESSION',
  context: 'CONTEXT',
  list: 'LIST',
  relation: 'RELATION',
  invocation: 'INVOCATION',
  function: 'UNKNOWN',
};

function describe(taken: DecisionTrace, { key, version }: DecisionDefinition): EvaluatedDecision {
  const { decision, output, inputs, matchedRules } = taken;
  return {
    decisionKey: key,
    decisionId: decision.id,
    decisionName: decision.name,
    decisionVersion: version,
    decisionType: TYPES[decision.logic.kind],
    decisionOutput: jsonText(output),
    matchedRules: matchedRules.map(({ ruleId, ruleIndex, outputs }) => ({
      ruleId,
      ruleIndex,
      evaluatedOutputs: outputs.map(({ outputId, outputName, value }) => ({
        outputId,
        outputName,
        outputValue: jsonText(value),
      })),
    })),
    evaluatedInputs: inputs.map(({ inputId, inputName, value }) => ({
      inputId,
      inputName,
      inputValue: jsonText(value),
    })),
  };
}
