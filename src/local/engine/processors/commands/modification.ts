import type { CompiledElement, CompiledProcess } from '../../compiled-process.ts';
import type { Execution } from '../../execution.ts';
import { CommandRejected, expectPresent } from '../../failures.ts';
import type { ActivateInstruction, Command, Key, Variables } from '../../records.ts';
import type { ElementInstance } from '../../rows.ts';
import { setLocally } from '../../variables.ts';
import { whyNotActivatable } from '../start-elements.ts';

type ModifyCommand = Extract<Command, { type: 'modify-process-instance' }>;

/** Activates elements first, then terminates others; all of it or nothing. */
export function modifyProcessInstance(execution: Execution, command: ModifyCommand): Record<never, never> {
  const { processInstanceKey, activateInstructions = [], terminateInstructions = [] } = command;
  const root = execution.state.elementInstances.get(processInstanceKey);
  if (root?.type !== 'process' || execution.state.hasEnded(processInstanceKey)) {
    throw new CommandRejected(
      'NOT_FOUND',
      `Expected to modify process instance but no process instance found with key '${processInstanceKey}'`,
    );
  }
  const process = execution.process(root.processDefinitionKey);
  const terminated = terminateInstructions.map(({ elementInstanceKey: key }) => {
    const instance = execution.state.elementInstances.get(key);
    if (instance?.processInstanceKey !== processInstanceKey || execution.state.hasEnded(key)) {
      refuse(
        root,
        `it contains one or more terminate instructions with an element instance that could not be found: '${key}'`,
      );
    }
    return instance;
  });
  for (const instruction of activateInstructions) checkActivation(execution, root, process, instruction);

  const created = new Map<string, Key>();
  for (const instruction of activateInstructions) activate(execution, root, process, instruction, created);
  for (const { key } of terminated) {
    const instance = execution.state.elementInstances.get(key);
    if (instance !== undefined && !execution.state.hasEnded(key)) terminateUpwards(execution, root, instance);
  }
  return {};
}

function refuse(root: ElementInstance, reason: string): never {
  throw new CommandRejected(
    'INVALID_ARGUMENT',
    `Expected to modify instance of process '${root.elementId}' but ${reason}`,
  );
}

function checkActivation(
  execution: Execution,
  root: ElementInstance,
  process: CompiledProcess,
  instruction: ActivateInstruction,
): void {
  const { elementId, ancestorElementInstanceKey, variableInstructions = [] } = instruction;
  if (!process.elements.has(elementId)) {
    const what = 'one or more activate instructions with an element that could not be found';
    refuse(root, `it contains ${what}: '${elementId}'`);
  }
  const reason = whyNotActivatable(process, elementId);
  if (reason !== undefined)
    refuse(root, `it contains one or more activate instructions that cannot be executed: ${reason}`);
  const element = expectPresent(process.elements.get(elementId), `Element '${elementId}'`);
  const path = pathTo(element).map(({ id }) => id);
  for (const { scopeId = '' } of variableInstructions) {
    if (scopeId !== '' && !path.includes(scopeId)) {
      refuse(
        root,
        `it contains a variable instruction with scope '${scopeId}', which is not around '${elementId}'`,
      );
    }
  }
  if (ancestorElementInstanceKey === undefined) return;
  const ancestor = execution.state.elementInstances.get(ancestorElementInstanceKey);
  if (ancestor?.processInstanceKey !== root.key || execution.state.hasEnded(ancestor.key))
    refuse(root, `the ancestor scope '${ancestorElementInstanceKey}' is not active in this instance`);
  if (!path.slice(0, -1).includes(ancestor.elementId))
    refuse(root, `the ancestor scope '${ancestorElementInstanceKey}' is not around element '${elementId}'`);
}

/** The element and the scopes around it, the process first. */
function pathTo(element: CompiledElement): CompiledElement[] {
  return element.parent === undefined ? [element] : [...pathTo(element.parent), element];
}

function instancesOf(execution: Execution, root: ElementInstance, elementId: string): ElementInstance[] {
  const found: ElementInstance[] = [];
  const todo: ElementInstance[] = [root];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (execution.state.hasEnded(next.key)) continue;
    if (next.elementId === elementId && next.type !== 'multi-instance-body') found.push(next);
    for (const key of execution.state.children.get(next.key)) todo.push(execution.instance(key));
  }
  return found;
}

/** `created`: the scopes that this command entered, by the key of their scope, `:`, their id. */
function activate(
  execution: Execution,
  root: ElementInstance,
  process: CompiledProcess,
  instruction: ActivateInstruction,
  created: Map<string, Key>,
): void {
  const { elementId, ancestorElementInstanceKey, variableInstructions = [] } = instruction;
  const element = expectPresent(process.elements.get(elementId), `Element '${elementId}'`);
  const scopes = pathTo(element).slice(0, -1);
  const innermost =
    ancestorElementInstanceKey === undefined
      ? innermostActive(execution, root, elementId, scopes)
      : execution.instance(ancestorElementInstanceKey);
  const local = (id: string): Variables =>
    Object.assign(
      {},
      ...variableInstructions
        .filter(({ scopeId = '' }) => (scopeId === '' ? root.elementId : scopeId) === id)
        .map(({ variables }) => variables),
    ) as Variables;

  for (let around: ElementInstance = innermost; ; around = execution.instance(around.scopeKey)) {
    setLocally(execution, around.key, local(around.elementId));
    if (around.scopeKey === '') break;
  }
  let scopeKey = innermost.key;
  for (const scope of scopes.slice(scopes.findIndex(({ id }) => id === innermost.elementId) + 1)) {
    const place = `${scopeKey}:${scope.id}`;
    const known = created.get(place);
    if (known !== undefined) setLocally(execution, known, local(scope.id));
    scopeKey =
      known ??
      expectPresent(
        execution.enter(scopeKey, scope, { startAt: [], variables: local(scope.id) }),
        `A living scope for '${scope.id}'`,
      );
    created.set(place, scopeKey);
  }
  execution.enter(scopeKey, element, { variables: local(elementId) });
}

/** The innermost scope around an element that is there, and there once; `scopes` are those of the model, the process first. */
function innermostActive(
  execution: Execution,
  root: ElementInstance,
  elementId: string,
  scopes: readonly CompiledElement[],
): ElementInstance {
  for (const { id } of scopes.toReversed()) {
    const [only, ...others] = instancesOf(execution, root, id);
    if (only === undefined) continue;
    if (others.length === 0) return only;
    refuse(
      root,
      `it contains one or more activate instructions for the element '${elementId}' whose flow scope '${id}' has ` +
        'several active instances; choose one with the ancestor element instance key',
    );
  }
  return root;
}

/** A scope that thereby holds nothing more is terminated too; a child instance must not end this way. */
function terminateUpwards(execution: Execution, root: ElementInstance, instance: ElementInstance): void {
  let current = instance;
  for (;;) {
    if (current.type === 'process' && current.parentElementInstanceKey !== undefined) {
      refuse(
        root,
        'all active elements of a child process instance would be terminated; cancel the parent instead',
      );
    }
    execution.terminate(current.key);
    if (current.scopeKey === '') return;
    const scope = execution.instance(current.scopeKey);
    if (scope.type === 'multi-instance-body' && current.loopCounter !== undefined) {
      execution.emit({ type: 'multi-instance-item-terminated', bodyKey: scope.key });
      if (execution.state.multiInstances.has(scope.key) && goesOn(execution, scope)) {
        execution.tellScope(current);
        return;
      }
    }
    if (execution.hasLivingChildren(scope.key) || scope.tokens > 0) {
      execution.tellScope(current);
      return;
    }
    current = scope;
  }
}

/** A body whose other items run, are still to come, or have completed is not terminated with one item. */
function goesOn(execution: Execution, body: ElementInstance): boolean {
  const progress = execution.state.multiInstances.get(body.key);
  if (progress === undefined) return false;
  return execution.hasLivingChildren(body.key) || progress.started < progress.size || progress.completed > 0;
}
