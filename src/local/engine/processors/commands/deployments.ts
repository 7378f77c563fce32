import { evaluateTimer } from '../../catch-events.ts';
import { compileProcess } from '../../compiled-process.ts';
import type { Execution } from '../../execution.ts';
import { CommandRejected, ProcessingFailure } from '../../failures.ts';
import type { Command, DeployedForm, DeployedProcess, DeployedResource, Responses } from '../../records.ts';
import type { ProcessDefinition } from '../../rows.ts';
import { pair } from '../../state.ts';
import type { Schedule } from '../../timer-schedule.ts';
import { validateProcess } from '../../validate-process.ts';
import { evaluateText } from '../../variables.ts';
import { latestDefinition, nextVersion } from '../definitions.ts';
import type { ExecutableProcess } from '../../model.ts';
import {
  decisionProblems,
  deleteDecisions,
  deployDecisions,
  type DeployedGraph,
} from './deploy-decisions.ts';
import { deleteForm, deployForm } from './deploy-forms.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

export function deployResources(
  execution: Execution,
  command: CommandOf<'deploy-resources'>,
): Responses['deploy-resources'] {
  const { resources } = command;
  if (resources.length === 0) {
    throw new CommandRejected('INVALID_ARGUMENT', 'Expected to deploy at least one resource, but none given');
  }
  const problems = resources.flatMap((resource) => problemsOf(execution, resource));
  problems.push(...doubleIds(resources));
  if (problems.length > 0) {
    throw new CommandRejected(
      'INVALID_ARGUMENT',
      `Expected to deploy new resources, but encountered the following errors:\n${problems.join('\n')}`,
    );
  }
  const processes: DeployedProcess[] = [];
  const graphs: DeployedGraph[] = [];
  const forms: DeployedForm[] = [];
  for (const resource of resources) {
    const { decisionRequirements, formId } = resource;
    for (const model of resource.processes) processes.push(deployProcess(execution, resource, model));
    if (decisionRequirements !== undefined)
      graphs.push(deployDecisions(execution, resource, decisionRequirements));
    if (formId !== undefined) forms.push(deployForm(execution, resource, formId));
  }
  return {
    // The last key: the first process of an empty engine has its first key, as clients' tests rely on.
    key: execution.nextKey(),
    processes,
    decisions: graphs.flatMap(({ decisions }) => decisions),
    decisionRequirements: graphs.map(({ requirements }) => requirements),
    forms,
  };
}

function problemsOf(execution: Execution, resource: DeployedResource): string[] {
  const lines: string[] = decisionProblems(resource);
  for (const model of resource.processes) {
    const problems = validateProcess(model);
    for (const { elementId, message } of problems)
      lines.push(`- Element: ${elementId}\n    - ERROR: ${message}`);
    if (problems.length > 0) continue;
    try {
      startEventsOf(execution, model);
    } catch (error) {
      if (!(error instanceof ProcessingFailure)) throw error;
      lines.push(`- Element: ${model.id}\n    - ERROR: ${error.message}`);
    }
  }
  return lines.length === 0 ? [] : [`'${resource.resourceName}': ${lines.join('\n')}`];
}

/** The ids that a resource defines, each with what it is the id of. */
function idsOf({ processes, decisionRequirements, formId }: DeployedResource): [what: string, id: string][] {
  return [
    ...processes.map(({ id }): [string, string] => ['process id', id]),
    ...(decisionRequirements === undefined
      ? []
      : [
          ['decision requirements id', decisionRequirements.id] as [string, string],
          ...decisionRequirements.decisions.map(({ id }): [string, string] => ['decision id', id]),
        ]),
    ...(formId === undefined ? [] : [['form id', formId] as [string, string]]),
  ];
}

function doubleIds(resources: readonly DeployedResource[]): string[] {
  const seen = new Map<string, string>();
  const problems: string[] = [];
  for (const resource of resources) {
    const { resourceName } = resource;
    for (const [what, id] of idsOf(resource)) {
      const other = seen.get(pair(what, id));
      if (other !== undefined) {
        problems.push(
          `Duplicated ${what} in resources '${other}' and '${resourceName}': the ${what} '${id}' must be unique`,
        );
      }
      seen.set(pair(what, id), resourceName);
    }
  }
  return problems;
}

function deployProcess(
  execution: Execution,
  resource: DeployedResource,
  model: ExecutableProcess,
): DeployedProcess {
  const { state } = execution;
  const { resourceName, checksum, content } = resource;
  const latest = latestDefinition(state, model.id);
  if (latest !== undefined && latest.resourceName === resourceName && latest.checksum === checksum) {
    return describe(latest);
  }
  const definition: ProcessDefinition = {
    key: execution.nextKey(),
    bpmnProcessId: model.id,
    version: nextVersion(state.processVersions, model.id),
    resourceName,
    checksum,
    content,
    model,
  };
  if (latest !== undefined) closeStartEvents(execution, latest);
  execution.emit({ type: 'process-deployed', row: definition });
  openStartEvents(execution, definition);
  return describe(definition);
}

function describe({ key, bpmnProcessId, version, resourceName }: ProcessDefinition): DeployedProcess {
  return { processDefinitionKey: key, bpmnProcessId, version, resourceName };
}

export function deleteResource(
  execution: Execution,
  command: CommandOf<'delete-resource'>,
): Record<never, never> {
  const { state } = execution;
  const { resourceKey } = command;
  if (deleteDecisions(execution, resourceKey) || deleteForm(execution, resourceKey)) return {};
  const definition = state.processes.get(resourceKey);
  if (definition === undefined) {
    throw new CommandRejected(
      'NOT_FOUND',
      `Expected to delete resource but no resource found with key \`${resourceKey}\``,
    );
  }
  const running = state.instancesOf.count(resourceKey);
  if (running > 0) {
    throw new CommandRejected(
      'INVALID_STATE',
      `Expected to delete process definition with key '${resourceKey}', but there are still ${running} running instances`,
    );
  }
  const wasLatest = latestDefinition(state, definition.bpmnProcessId)?.key === resourceKey;
  closeStartEvents(execution, definition);
  execution.emit({ type: 'process-deleted', key: resourceKey });
  const latest = latestDefinition(state, definition.bpmnProcessId);
  if (wasLatest && latest !== undefined) openStartEvents(execution, latest);
  return {};
}

type StartEvent =
  | { readonly kind: 'timer'; readonly elementId: string; readonly schedule: Schedule }
  | { readonly kind: 'message'; readonly elementId: string; readonly name: string }
  | { readonly kind: 'signal'; readonly elementId: string; readonly name: string };

/** What the start events of a process wait for. Evaluated without variables: there is no instance yet. */
function startEventsOf(execution: Execution, model: ExecutableProcess): StartEvent[] {
  const none = (): undefined => undefined;
  return compileProcess(model).root.startEvents.flatMap(
    ({ id: elementId, node: { event } }): StartEvent[] => {
      switch (event?.kind) {
        case 'timer':
          return [{ kind: 'timer', elementId, schedule: evaluateTimer(event.timer, none, execution) }];
        case 'message':
          if (event.message === undefined) return [];
          return [{ kind: 'message', elementId, name: evaluateText(event.message.name, none, execution) }];
        case 'signal':
          return [{ kind: 'signal', elementId, name: evaluateText(event.signalName, none, execution) }];
        default:
          return [];
      }
    },
  );
}

function openStartEvents(execution: Execution, definition: ProcessDefinition): void {
  const { key: processDefinitionKey, bpmnProcessId, model } = definition;
  for (const start of startEventsOf(execution, model)) {
    const { elementId } = start;
    const key = execution.nextKey();
    const nowhere = { elementInstanceKey: '', processInstanceKey: '', processDefinitionKey };
    switch (start.kind) {
      case 'timer':
        if (start.schedule.repetitions === 0) break;
        execution.emit({ type: 'timer-created', row: { key, elementId, ...nowhere, ...start.schedule } });
        break;
      case 'message':
        execution.emit({
          type: 'message-start-subscription-opened',
          row: { key, processDefinitionKey, bpmnProcessId, startEventId: elementId, messageName: start.name },
        });
        break;
      case 'signal':
        execution.emit({
          type: 'signal-subscription-opened',
          row: { key, elementId, ...nowhere, signalName: start.name },
        });
        break;
    }
  }
}

function closeStartEvents(execution: Execution, { key: definitionKey }: ProcessDefinition): void {
  const { state } = execution;
  for (const key of state.timersOf.get(definitionKey)) execution.emit({ type: 'timer-cancelled', key });
  for (const key of state.messageStartsOf.get(definitionKey)) {
    execution.emit({ type: 'message-start-subscription-closed', key });
  }
  for (const key of state.signalsOf.get(definitionKey)) {
    execution.emit({ type: 'signal-subscription-closed', key });
  }
}
