import { casePhases, type ProcessProgress } from '../contract/http.ts';
import type { CaseFile } from './case-file.ts';
import type { InboxItem } from './inbox-item.ts';

/** One element of a process that people recognise as a step. */
export interface OutlineStep {
  readonly elementId: string;
  /** The element's name in the model. */
  readonly name: string;
  readonly type: 'user-task' | 'service-task' | 'call-activity' | 'other';
  /** Position in reading order, from the start event. */
  readonly order: number;
  /** Of a call activity: the process that it calls. */
  readonly calledProcessId?: string;
}

/** The steps of one process version, parsed from its XML. */
export interface ProcessOutline {
  readonly processId: string;
  readonly version: number;
  readonly processDefinitionKey: string;
  readonly name: string;
  readonly steps: readonly OutlineStep[];
}

/** What the domain asks of the registry of process definitions. */
export interface ProcessOutlines {
  /** Undefined when the registry does not know this version. */
  byKey(processDefinitionKey: string): Promise<ProcessOutline | undefined>;
  /**
   * The version that new instances of a process used at a moment: the newest one deployed until then, else the first, for a case
   * that is older than the registry. Undefined when the process is unknown. For a process
   * whose own elements never reach a worker, such as the lifecycle while one of its call activities runs.
   */
  inForceAt(processId: string, moment: Date): Promise<ProcessOutline | undefined>;
  /** Name of a step in the version at hand; undefined when unknown. */
  stepName(processDefinitionKey: string, elementId: string): Promise<string | undefined>;
}

/** The process that a case as a whole runs in. */
export const lifecycleProcessId = 'case-lifecycle';

/** A place in a process where something happened or is waiting. */
interface Trace {
  readonly processId: string;
  readonly processDefinitionKey: string;
  readonly processInstanceKey: string;
  readonly elementId: string;
  readonly at: Date;
  readonly state: 'done' | 'active';
}

/** What a case did in the process engine, as far as inbox items and step records tell, oldest first. */
function tracesOf(caseFile: CaseFile, items: readonly InboxItem[]): readonly Trace[] {
  const itemTraces = items
    .filter(({ state }) => state !== 'withdrawn')
    .map((item): Trace => ({
      ...item,
      at: item.createdAt,
      state: item.state === 'open' ? 'active' : 'done',
    }));
  const stepTraces = caseFile.steps.map((step): Trace => ({ ...step, state: 'done' }));
  return [...itemTraces, ...stepTraces].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** The outlines of all processes that a case has been in: the lifecycle first, then in order of appearance. */
export async function outlinesOf(
  caseFile: CaseFile,
  items: readonly InboxItem[],
  outlines: ProcessOutlines,
): Promise<readonly ProcessOutline[]> {
  const latestKeys = new Map<string, string>();
  for (const { processId, processDefinitionKey } of tracesOf(caseFile, items)) {
    latestKeys.set(processId, processDefinitionKey);
  }
  const lifecycleKey = latestKeys.get(lifecycleProcessId);
  latestKeys.delete(lifecycleProcessId);
  const found = await Promise.all([
    lifecycleKey === undefined
      ? outlines.inForceAt(lifecycleProcessId, caseFile.openedAt)
      : outlines.byKey(lifecycleKey),
    ...[...latestKeys.values()].map((key) => outlines.byKey(key)),
  ]);
  return found.flatMap((outline) => outline ?? []);
}

/**
 * Where a case stands in each of its processes.
 *
 * @param whoAndUntil who is at turn for an open item and until when, in words
 */
export function progressOf(
  caseFile: CaseFile,
  items: readonly InboxItem[],
  outlines: readonly ProcessOutline[],
  whoAndUntil: (item: InboxItem) => string,
): ProcessProgress[] {
  const traces = tracesOf(caseFile, items);
  const depths = depthsOf(outlines);
  return outlines.map((outline) => {
    const own = traces.filter(({ processId }) => processId === outline.processId);
    const active = new Set(own.filter(({ state }) => state === 'active').map(({ elementId }) => elementId));
    const done = new Set(own.filter(({ state }) => state === 'done').map(({ elementId }) => elementId));
    for (const call of callStates(outline, caseFile, traces)) {
      (call.state === 'active' ? active : done).add(call.elementId);
    }
    for (const elementId of active) done.delete(elementId);

    return {
      processId: outline.processId,
      version: outline.version,
      name: outline.name,
      depth: depths.get(outline.processId) ?? null,
      activeElementIds: [...active],
      completedElementIds: [...done],
      steps: [...outline.steps]
        .sort((a, b) => a.order - b.order)
        .map(({ elementId, name }) => {
          const waiting = items.filter(
            (item) =>
              item.state === 'open' && item.processId === outline.processId && item.elementId === elementId,
          );
          return {
            elementId,
            name,
            state: active.has(elementId)
              ? ('active' as const)
              : done.has(elementId)
                ? ('done' as const)
                : ('ahead' as const),
            detail: waiting.length === 0 ? null : waiting.map(whoAndUntil).join('; '),
          };
        }),
    };
  });
}

/** How many calls each process is below the lifecycle, by the longest way; one that nobody of them calls is not in it. */
function depthsOf(outlines: readonly ProcessOutline[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  const visit = (processId: string, above: readonly string[]): void => {
    // A process that calls itself, by a way around, would go on for ever.
    if (above.includes(processId)) return;
    depths.set(processId, Math.max(depths.get(processId) ?? 0, above.length));
    for (const { calledProcessId } of outlines.find((outline) => outline.processId === processId)?.steps ??
      [])
      if (calledProcessId !== undefined) visit(calledProcessId, [...above, processId]);
  };
  visit(lifecycleProcessId, []);
  return depths;
}

/**
 * Call activities never reach a worker; what they called does. Where several call the same process, its first instance
 * belongs to the first of them and later ones to the next, the last one keeping the rest.
 */
function callStates(
  outline: ProcessOutline,
  caseFile: CaseFile,
  traces: readonly Trace[],
): readonly { readonly elementId: string; readonly state: 'done' | 'active' }[] {
  const calls = outline.steps.filter(({ calledProcessId }) => calledProcessId !== undefined);
  return [...new Set(calls.map(({ calledProcessId }) => calledProcessId))].flatMap((calledProcessId) => {
    const callers = calls
      .filter((call) => call.calledProcessId === calledProcessId)
      .sort((a, b) => a.order - b.order);
    const instances = new Set(
      traces
        .filter(({ processId }) => processId === calledProcessId)
        .map(({ processInstanceKey }) => processInstanceKey),
    ).size;
    const isRunning =
      casePhases.some((phase) => phase === calledProcessId) && caseFile.phase === calledProcessId;
    // The process of the phase may be under way before its first step has reached a worker.
    const reached = Math.min(Math.max(instances, isRunning ? 1 : 0), callers.length);
    return callers.slice(0, reached).map(({ elementId }, index) => ({
      elementId,
      state: isRunning && index === reached - 1 ? ('active' as const) : ('done' as const),
    }));
  });
}
