import type { Circumstances } from '../circumstances.ts';
import { evaluateDecision, type DecisionOutcome } from '../dmn/evaluate.ts';
import type { Lookup } from '../expression.ts';
import { expectPresent } from '../failures.ts';
import type { DecisionDefinition, DecisionRequirementsDefinition } from '../rows.ts';
import type { EngineState } from '../state.ts';

/** The graph that a decision stands in. */
export function requirementsOf(
  state: EngineState,
  decision: DecisionDefinition,
): DecisionRequirementsDefinition {
  return expectPresent(
    state.decisionRequirements.get(decision.decisionRequirementsKey),
    `Decision graph ${decision.decisionRequirementsKey}`,
  );
}

/** Takes a deployed decision. What data or model do wrong is an outcome. */
export function takeDecision(
  state: EngineState,
  decision: DecisionDefinition,
  lookup: Lookup,
  circumstances: Circumstances,
): DecisionOutcome {
  return evaluateDecision(requirementsOf(state, decision).model, decision.decisionId, lookup, circumstances);
}
