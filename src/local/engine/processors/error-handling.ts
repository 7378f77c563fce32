import type { CompiledElement } from '../compiled-process.ts';
import type { Execution } from '../execution.ts';
import type { Expression } from '../model.ts';
import type { Key, Variables } from '../records.ts';
import type { ElementInstance } from '../rows.ts';

/** An event that catches, and the instance that holds it. */
interface Catcher {
  readonly ownerKey: Key;
  readonly elementId: string;
}

type Kind = 'error' | 'escalation';

/**
 * Throws an error from an element instance. Returns whether something caught it; then the thrower is terminated.
 * The search goes outwards level by level and through call activities.
 */
export function throwError(
  execution: Execution,
  thrower: ElementInstance,
  code: string,
  variables: Variables,
): boolean {
  const catcher = findCatcher(execution, thrower, 'error', code);
  if (catcher === undefined) return false;
  return execution.trigger(catcher.ownerKey, catcher.elementId, variables);
}

/** Throws an escalation; uncaught it is forgotten. */
export function throwEscalation(
  execution: Execution,
  thrower: ElementInstance,
  code: string,
  variables: Variables,
): void {
  const catcher = findCatcher(execution, thrower, 'escalation', code);
  if (catcher !== undefined) execution.trigger(catcher.ownerKey, catcher.elementId, variables);
}

function findCatcher(
  execution: Execution,
  thrower: ElementInstance,
  kind: Kind,
  code: string,
): Catcher | undefined {
  const { state } = execution;
  let current: ElementInstance | undefined = thrower;
  while (current !== undefined) {
    const element = execution.elementOf(current);
    const holdsBoundaries =
      element.node.multiInstance === undefined || current.type === 'multi-instance-body';
    const boundary = holdsBoundaries ? bestMatch(element.boundaries, kind, code) : undefined;
    if (boundary !== undefined) return { ownerKey: current.key, elementId: boundary.id };
    if (current.scopeKey === '') {
      const caller: Key | undefined = current.parentElementInstanceKey;
      current = caller === undefined ? undefined : state.elementInstances.get(caller);
      continue;
    }
    const scope: ElementInstance = execution.instance(current.scopeKey);
    if (scope.interruptedBy === undefined && scope.type !== 'multi-instance-body') {
      const starts = execution
        .elementOf(scope)
        .eventSubProcesses.flatMap((subProcess) => subProcess.startEvents);
      const start = bestMatch(starts, kind, code);
      if (start !== undefined) return { ownerKey: scope.key, elementId: start.id };
    }
    current = scope;
  }
  return undefined;
}

/** The event with exactly this code, else one that catches all. */
function bestMatch(
  events: readonly CompiledElement[],
  kind: Kind,
  code: string,
): CompiledElement | undefined {
  let catchAll: CompiledElement | undefined;
  for (const event of events) {
    const definition = event.node.event;
    if (definition?.kind !== kind) continue;
    const expected: Expression | undefined =
      definition.kind === 'error'
        ? definition.errorCode
        : definition.kind === 'escalation'
          ? definition.escalationCode
          : undefined;
    if (expected === undefined) catchAll ??= event;
    else if (expected.source === code) return event;
  }
  return catchAll;
}
