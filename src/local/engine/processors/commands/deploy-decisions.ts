import { validateDecisions } from '../../dmn/validate.ts';
import type { DecisionRequirements } from '../../dmn/model.ts';
import type { Execution } from '../../execution.ts';
import { expectPresent } from '../../failures.ts';
import type { DeployedDecision, DeployedDecisionRequirements, DeployedResource, Key } from '../../records.ts';
import type { DecisionDefinition, DecisionRequirementsDefinition } from '../../rows.ts';
import { latestDecision, latestDecisionRequirements, nextVersion } from '../definitions.ts';

/** What is wrong with the decisions of a resource. */
export function decisionProblems({ decisionRequirements }: DeployedResource): string[] {
  if (decisionRequirements === undefined) return [];
  return validateDecisions(decisionRequirements).map(
    ({ elementId, message }) => `- Element: ${elementId}\n    - ERROR: ${message}`,
  );
}

export interface DeployedGraph {
  readonly requirements: DeployedDecisionRequirements;
  readonly decisions: readonly DeployedDecision[];
}

/**
 * Deploys a graph with its decisions. The same file again is no new version, unless another file has meanwhile brought a
 * newer version of one of its decisions.
 */
export function deployDecisions(
  execution: Execution,
  resource: DeployedResource,
  model: DecisionRequirements,
): DeployedGraph {
  const { state } = execution;
  const { resourceName, checksum, content } = resource;
  const latest = latestDecisionRequirements(state, model.id);
  if (latest?.resourceName === resourceName && latest.checksum === checksum) {
    const decisions = model.decisions.map(({ id }) => latestDecision(state, id));
    if (decisions.every((decision) => decision?.decisionRequirementsKey === latest.key)) {
      return describe(
        latest,
        decisions.map((decision) => expectPresent(decision, `A decision of graph ${latest.key}`)),
      );
    }
  }
  const requirements: DecisionRequirementsDefinition = {
    key: execution.nextKey(),
    decisionRequirementsId: model.id,
    name: model.name,
    version: nextVersion(state.decisionRequirementsVersions, model.id),
    resourceName,
    checksum,
    content,
    model,
  };
  execution.emit({ type: 'decision-requirements-deployed', row: requirements });
  const decisions = model.decisions.map(({ id, name }) => {
    const row: DecisionDefinition = {
      key: execution.nextKey(),
      decisionId: id,
      name,
      version: nextVersion(state.decisionVersions, id),
      decisionRequirementsKey: requirements.key,
    };
    execution.emit({ type: 'decision-deployed', row });
    return row;
  });
  return describe(requirements, decisions);
}

function describe(
  requirements: DecisionRequirementsDefinition,
  decisions: readonly DecisionDefinition[],
): DeployedGraph {
  const { key, decisionRequirementsId, name, version, resourceName } = requirements;
  return {
    requirements: { decisionRequirementsKey: key, decisionRequirementsId, name, version, resourceName },
    decisions: decisions.map((decision) => ({
      decisionKey: decision.key,
      decisionId: decision.decisionId,
      name: decision.name,
      version: decision.version,
      decisionRequirementsId,
      decisionRequirementsKey: key,
    })),
  };
}

/** Deletes a graph with its decisions, when the key is one of a graph. The version before becomes the latest. */
export function deleteDecisions(execution: Execution, key: Key): boolean {
  const { state } = execution;
  if (!state.decisionRequirements.has(key)) return false;
  for (const decisionKey of state.decisionsOf.get(key)) {
    execution.emit({ type: 'decision-deleted', key: decisionKey });
  }
  execution.emit({ type: 'decision-requirements-deleted', key });
  return true;
}
