import { compileProcess } from '../../compiled-process.ts';
import type { Execution } from '../../execution.ts';
import { CommandRejected } from '../../failures.ts';
import type { Command, Key, Responses } from '../../records.ts';
import type { ElementInstance, ProcessDefinition } from '../../rows.ts';
import { propagate, setLocally } from '../../variables.ts';
import { latestDefinition } from '../definitions.ts';
import { whyNotActivatable } from '../start-elements.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

export function createProcessInstance(
  execution: Execution,
  command: CommandOf<'create-process-instance'>,
): Responses['create-process-instance'] {
  const definition = wanted(execution, command);
  const process = compileProcess(definition.model);
  const { startInstructions = [], variables, awaitResult } = command;
  if (!process.root.startEvents.some(({ node }) => (node.event?.kind ?? 'none') === 'none')) {
    if (startInstructions.length === 0) {
      throw new CommandRejected(
        'INVALID_STATE',
        'Expected to create instance of process with none start event, but there is no such event',
      );
    }
  }
  for (const { elementId } of startInstructions) {
    const reason = whyNotActivatable(process, elementId);
    if (reason !== undefined) {
      throw new CommandRejected(
        'INVALID_ARGUMENT',
        `Expected to create instance of process with start instructions but ${reason}.`,
      );
    }
  }
  const processInstanceKey = execution.createProcessInstance(definition, {
    ...(variables === undefined ? {} : { variables }),
    ...(awaitResult === undefined ? {} : { awaited: awaitResult.fetchVariables }),
    ...(startInstructions.length === 0
      ? {}
      : { startAt: startInstructions.map(({ elementId }) => elementId) }),
  });
  return {
    processDefinitionKey: definition.key,
    bpmnProcessId: definition.bpmnProcessId,
    version: definition.version,
    processInstanceKey,
  };
}

function wanted(execution: Execution, command: CommandOf<'create-process-instance'>): ProcessDefinition {
  const { state } = execution;
  const { processDefinitionKey, bpmnProcessId, version = -1 } = command;
  if (bpmnProcessId !== undefined && bpmnProcessId !== '') {
    const found =
      version < 0
        ? latestDefinition(state, bpmnProcessId)
        : state.processes.get(
            state.processVersions.get(bpmnProcessId)?.versions.find((row) => row.version === version)?.key ??
              '',
          );
    if (found !== undefined) return found;
    throw new CommandRejected(
      'NOT_FOUND',
      version < 0
        ? `Expected to find process definition with process ID '${bpmnProcessId}', but none found`
        : `Expected to find process definition with process ID '${bpmnProcessId}' and version '${version}', but none found`,
    );
  }
  if (
    processDefinitionKey === undefined ||
    processDefinitionKey.startsWith('-') ||
    processDefinitionKey === '0'
  ) {
    throw new CommandRejected(
      'INVALID_ARGUMENT',
      'Expected at least a bpmnProcessId or a key greater than -1, but none given',
    );
  }
  const found = state.processes.get(processDefinitionKey);
  if (found !== undefined) return found;
  throw new CommandRejected(
    'NOT_FOUND',
    `Expected to find process definition with key '${processDefinitionKey}', but none found`,
  );
}

export function cancelProcessInstance(
  execution: Execution,
  command: CommandOf<'cancel-process-instance'>,
): Record<never, never> {
  const { processInstanceKey } = command;
  const instance = execution.state.elementInstances.get(processInstanceKey);
  if (instance?.type !== 'process' || execution.state.hasEnded(processInstanceKey)) {
    throw new CommandRejected(
      'NOT_FOUND',
      `Expected to cancel a process instance with key '${processInstanceKey}', but no such process was found`,
    );
  }
  if (instance.parentElementInstanceKey !== undefined) {
    throw new CommandRejected(
      'INVALID_STATE',
      `Expected to cancel a process instance with key '${processInstanceKey}', but it is created by a parent process ` +
        `instance. Cancel the root process instance '${rootOf(execution, instance)}' instead.`,
    );
  }
  execution.terminate(processInstanceKey);
  return {};
}

/** The key of the outermost process instance above this one. */
function rootOf(execution: Execution, instance: ElementInstance): Key {
  let root = instance;
  while (root.parentElementInstanceKey !== undefined) {
    root = execution.instance(execution.instance(root.parentElementInstanceKey).processInstanceKey);
  }
  return root.key;
}

export function setVariables(
  execution: Execution,
  command: CommandOf<'set-variables'>,
): Responses['set-variables'] {
  const { elementInstanceKey, variables, local = false } = command;
  const { state } = execution;
  if (!state.elementInstances.has(elementInstanceKey) || state.hasEnded(elementInstanceKey)) {
    throw new CommandRejected(
      'NOT_FOUND',
      `Expected to update variables for element with key '${elementInstanceKey}', but no such element was found`,
    );
  }
  const key = execution.nextKey();
  if (local) setLocally(execution, elementInstanceKey, variables);
  else propagate(execution, elementInstanceKey, variables);
  return { key };
}
