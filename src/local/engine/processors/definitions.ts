import type {
  DecisionDefinition,
  DecisionRequirementsDefinition,
  FormDefinition,
  ProcessDefinition,
  Versions,
} from '../rows.ts';
import type { EngineState } from '../state.ts';
import type { Table } from '../table.ts';

/** The latest version of a process that still exists. */
export function latestDefinition(state: EngineState, bpmnProcessId: string): ProcessDefinition | undefined {
  return latest(state.processes, state.processVersions, bpmnProcessId);
}

export function latestDecision(state: EngineState, decisionId: string): DecisionDefinition | undefined {
  return latest(state.decisions, state.decisionVersions, decisionId);
}

export function latestDecisionRequirements(
  state: EngineState,
  id: string,
): DecisionRequirementsDefinition | undefined {
  return latest(state.decisionRequirements, state.decisionRequirementsVersions, id);
}

export function latestForm(state: EngineState, formId: string): FormDefinition | undefined {
  return latest(state.forms, state.formVersions, formId);
}

function latest<T extends object>(table: Table<T>, versions: Table<Versions>, id: string): T | undefined {
  const last = versions.get(id)?.versions.at(-1);
  return last === undefined ? undefined : table.get(last.key);
}

/** The number of the next version. */
export function nextVersion(versions: Table<Versions>, id: string): number {
  return (versions.get(id)?.lastVersion ?? 0) + 1;
}
