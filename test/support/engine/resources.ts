import type { DecisionRequirements } from '../../../src/local/engine/dmn/model.ts';
import type { DeployedResource, Responses } from '../../../src/local/engine/index.ts';
import type { EngineDriver } from './engine-driver.ts';

/** A graph of decisions with literal expressions: `{ id: 'expression' }`. */
export const literals = (id: string, decisions: Readonly<Record<string, string>>): DecisionRequirements => ({
  id,
  name: `Graph ${id}`,
  knowledge: [],
  decisions: Object.entries(decisions).map(([decisionId, expression]) => ({
    id: decisionId,
    name: `Decision ${decisionId}`,
    resultName: decisionId,
    requiredDecisions: [],
    requiredKnowledge: [],
    logic: { kind: 'literal', expression },
  })),
});

/** A file with decisions, whose content is what it decides. */
export const decisionFile = (
  graph: DecisionRequirements,
  resourceName = `${graph.id}.dmn`,
): DeployedResource => ({
  resourceName,
  checksum: JSON.stringify(graph),
  content: '',
  processes: [],
  decisionRequirements: graph,
});

export const formFile = (
  formId: string,
  checksum = '1',
  resourceName = `${formId}.form`,
): DeployedResource => ({
  resourceName,
  checksum,
  content: '',
  processes: [],
  formId,
});

export const deployFiles = (
  engine: EngineDriver,
  ...resources: readonly DeployedResource[]
): Responses['deploy-resources'] => engine.do({ type: 'deploy-resources', resources });
