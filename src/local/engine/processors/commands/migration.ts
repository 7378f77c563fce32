import { openEvents, prepareEvents } from '../../catch-events.ts';
import { compileProcess, type CompiledElement, type CompiledProcess } from '../../compiled-process.ts';
import type { Execution } from '../../execution.ts';
import { CommandRejected, expectPresent, ProcessingFailure } from '../../failures.ts';
import type { Command, RejectionType } from '../../records.ts';
import type { ElementInstance, ProcessDefinition } from '../../rows.ts';

type MigrateCommand = Extract<Command, { type: 'migrate-process-instance' }>;

/** Element types whose instances can move to another process definition. */
const MIGRATABLE: ReadonlySet<string> = new Set(['process', 'service-task', 'user-task', 'sub-process']);

/** Moves a running instance to another definition; nothing is evaluated again, keys and values stay. */
export function migrateProcessInstance(execution: Execution, command: MigrateCommand): Record<never, never> {
  const { state } = execution;
  const { processInstanceKey, targetProcessDefinitionKey } = command;
  const refuse = (type: RejectionType, reason: string): never => {
    throw new CommandRejected(
      type,
      `Expected to migrate process instance '${processInstanceKey}' but ${reason}`,
    );
  };
  const root = state.elementInstances.get(processInstanceKey);
  if (root?.type !== 'process' || state.hasEnded(processInstanceKey)) {
    throw new CommandRejected(
      'NOT_FOUND',
      `Expected to migrate process instance but no process instance found with key '${processInstanceKey}'`,
    );
  }
  const definition = state.processes.get(targetProcessDefinitionKey);
  if (definition === undefined) {
    throw new CommandRejected(
      'NOT_FOUND',
      `Expected to migrate process instance to process definition but no process definition found with key '${targetProcessDefinitionKey}'`,
    );
  }
  if (root.parentElementInstanceKey !== undefined)
    refuse('INVALID_STATE', 'it is a child of a call activity');
  const source = execution.process(root.processDefinitionKey);
  const target = compileProcess(definition.model);
  const mapping = mappingOf(command, source, target, refuse);
  mapping.set(root.elementId, definition.bpmnProcessId);
  const living = withDescendants(execution, root);
  if (living.some(({ key }) => state.hasEnded(key)))
    refuse('INVALID_STATE', 'what ended in it is still being cleared away; try again in a moment');
  for (const instance of living) checkInstance(execution, instance, mapping, source, target, refuse);
  for (const instance of living) move(execution, instance, mapping, target, definition, refuse);
  return {};
}

type Refuse = (type: RejectionType, reason: string) => never;

function mappingOf(
  { mappingInstructions }: MigrateCommand,
  source: CompiledProcess,
  target: CompiledProcess,
  refuse: Refuse,
): Map<string, string> {
  const mapping = new Map<string, string>();
  for (const { sourceElementId, targetElementId } of mappingInstructions) {
    if (!source.elements.has(sourceElementId)) {
      refuse(
        'INVALID_ARGUMENT',
        `mapping instructions contain a non-existing source element id '${sourceElementId}'`,
      );
    }
    if (!target.elements.has(targetElementId)) {
      refuse(
        'INVALID_ARGUMENT',
        `mapping instructions contain a non-existing target element id '${targetElementId}'`,
      );
    }
    if (mapping.has(sourceElementId)) {
      refuse(
        'INVALID_ARGUMENT',
        `mapping instructions contain duplicate source element ids '${sourceElementId}'`,
      );
    }
    mapping.set(sourceElementId, targetElementId);
  }
  return mapping;
}

function withDescendants(execution: Execution, root: ElementInstance): ElementInstance[] {
  const found = [root];
  for (let i = 0; i < found.length; i++) {
    for (const key of execution.state.children.get((found[i] as ElementInstance).key))
      found.push(execution.instance(key));
  }
  return found;
}

function checkInstance(
  execution: Execution,
  instance: ElementInstance,
  mapping: ReadonlyMap<string, string>,
  source: CompiledProcess,
  target: CompiledProcess,
  refuse: Refuse,
): void {
  const { elementId, type } = instance;
  if (!MIGRATABLE.has(type) || instance.loopCounter !== undefined) {
    refuse('INVALID_STATE', `active element with id '${elementId}' has an unsupported type: ${type}`);
  }
  const targetId = mapping.get(elementId);
  if (targetId === undefined) {
    return refuse(
      'INVALID_STATE',
      `no mapping instruction defined for active element with id '${elementId}'`,
    );
  }
  const from = expectPresent(source.elements.get(elementId), `Element '${elementId}'`);
  const to = expectPresent(target.elements.get(targetId), `Element '${targetId}'`);
  if (from.type !== to.type || to.node.multiInstance !== undefined) {
    refuse(
      'INVALID_STATE',
      `active element with id '${elementId}' and type ${from.type} is mapped to '${targetId}' of another type`,
    );
  }
  if (from.parent !== undefined && (mapping.get(from.parent.id) ?? from.parent.id) !== to.parent?.id) {
    refuse('INVALID_STATE', `the flow scope of active element with id '${elementId}' is changed`);
  }
  if (from.eventSubProcesses.length > 0 || to.eventSubProcesses.length > 0) {
    refuse('INVALID_STATE', `the scope '${elementId}' or '${targetId}' has an event sub-process`);
  }
  const notMessage = [...from.boundaries, ...to.boundaries].find(
    ({ node }) => node.event?.kind !== 'message',
  );
  if (notMessage !== undefined) {
    refuse('INVALID_STATE', `the boundary event '${notMessage.id}' is not a message event`);
  }
  if (execution.state.compensationsOf.has(instance.key)) {
    refuse('INVALID_STATE', `completed activities in '${elementId}' may still be compensated`);
  }
  if (instance.tokens > 0 && execution.state.joinTokens.has(instance.key)) {
    refuse('INVALID_STATE', `tokens wait at a joining gateway in '${elementId}'`);
  }
}

function move(
  execution: Execution,
  instance: ElementInstance,
  mapping: ReadonlyMap<string, string>,
  target: CompiledProcess,
  definition: ProcessDefinition,
  refuse: Refuse,
): void {
  const { state } = execution;
  const { key } = instance;
  const elementId = expectPresent(mapping.get(instance.elementId), `Mapping of '${instance.elementId}'`);
  const place = { elementId, processDefinitionKey: definition.key };
  execution.emit({ type: 'element-migrated', key, ...place });
  if (instance.jobKey !== undefined) execution.emit({ type: 'job-migrated', key: instance.jobKey, ...place });
  for (const incident of state.incidentsOf.get(key))
    execution.emit({ type: 'incident-migrated', key: incident, ...place });

  const element = expectPresent(target.elements.get(elementId), `Element '${elementId}'`);
  const opened = new Set<string>();
  for (const subscriptionKey of state.subscriptionsOf.get(key)) {
    const subscription = expectPresent(
      state.messageSubscriptions.get(subscriptionKey),
      `Subscription ${subscriptionKey}`,
    );
    const targetId = mapping.get(subscription.elementId);
    if (targetId === undefined) {
      execution.emit({ type: 'message-subscription-closed', key: subscriptionKey });
      continue;
    }
    execution.emit({
      type: 'message-subscription-migrated',
      key: subscriptionKey,
      elementId: targetId,
      bpmnProcessId: definition.bpmnProcessId,
    });
    opened.add(targetId);
  }
  if (instance.state === 'activated') openBoundaries(execution, key, element, opened, refuse);
}

/** Boundary events that the source did not have. */
function openBoundaries(
  execution: Execution,
  key: string,
  element: CompiledElement,
  opened: ReadonlySet<string>,
  refuse: Refuse,
): void {
  const missing = element.boundaries.filter(({ id }) => !opened.has(id));
  if (missing.length === 0) return;
  try {
    const owner = execution.instance(key);
    for (const subscription of openEvents(execution, owner, prepareEvents(execution, key, missing))) {
      execution.pollMessages(subscription);
    }
  } catch (error) {
    if (!(error instanceof ProcessingFailure)) throw error;
    refuse('INVALID_STATE', `a boundary event of '${element.id}' cannot be opened: ${error.message}`);
  }
}
