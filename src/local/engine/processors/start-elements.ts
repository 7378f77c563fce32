import type { CompiledElement, CompiledProcess } from '../compiled-process.ts';
import type { Execution } from '../execution.ts';
import { expectPresent } from '../failures.ts';
import type { Key } from '../records.ts';
import type { ElementInstance } from '../rows.ts';

/** Why an element cannot be activated directly; undefined: it can. */
export function whyNotActivatable(process: CompiledProcess, elementId: string): string | undefined {
  const element = process.elements.get(elementId);
  if (element === undefined || element.type === 'process') return `no element found with id '${elementId}'`;
  if (element.type === 'start-event' || element.type === 'boundary-event') {
    return `the element with id '${elementId}' is of type ${element.type.toUpperCase().replace('-', '_')}, which cannot be activated directly`;
  }
  if (element.incoming.length > 0) {
    const source = [...process.elements.values()].find(
      ({ type, outgoing }) =>
        type === 'event-based-gateway' && outgoing.some(({ target }) => target === element),
    );
    if (source !== undefined) return `the element with id '${elementId}' belongs to an event-based gateway`;
  }
  for (let scope = element.parent; scope !== undefined; scope = scope.parent) {
    if (scope.node.multiInstance !== undefined) {
      return `the element with id '${elementId}' is inside of the multi-instance sub-process '${scope.id}'`;
    }
  }
  return undefined;
}

/** Starts a new process instance before these elements; enclosing sub-processes are entered once. */
export function startAtElements(
  execution: Execution,
  root: ElementInstance,
  elementIds: readonly string[],
): void {
  const scopes = new Map<string, Key>([[root.elementId, root.key]]);
  for (const id of elementIds) {
    const element = execution.element(root.processDefinitionKey, id);
    execution.enter(scopeFor(execution, element, scopes), element);
  }
}

/** The instance of the scope around an element, created without its start event where it is missing. */
function scopeFor(execution: Execution, element: CompiledElement, scopes: Map<string, Key>): Key {
  const parent = expectPresent(element.parent, `The scope of '${element.id}'`);
  let key = scopes.get(parent.id);
  if (key === undefined) {
    key = expectPresent(
      execution.enter(scopeFor(execution, parent, scopes), parent, { startAt: [] }),
      `A living scope for '${parent.id}'`,
    );
    scopes.set(parent.id, key);
  }
  return key;
}
