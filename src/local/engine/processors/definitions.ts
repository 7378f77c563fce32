import type { ProcessDefinition } from '../rows.ts';
import type { EngineState } from '../state.ts';

/** The latest version of a process that still exists. */
export function latestDefinition(state: EngineState, bpmnProcessId: string): ProcessDefinition | undefined {
  const latest = state.processVersions.get(bpmnProcessId)?.versions.at(-1);
  return latest === undefined ? undefined : state.processes.get(latest.key);
}
