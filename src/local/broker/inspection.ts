import { compareKeys } from '../engine/ordered-keys.ts';
import type { Key } from '../engine/records.ts';
import type { EngineState } from '../engine/state.ts';

/** What can be listed. */
export const LISTS = [
  'process-definitions',
  'decisions',
  'forms',
  'process-instances',
  'element-instances',
  'jobs',
  'incidents',
  'message-subscriptions',
  'signal-subscriptions',
  'messages',
  'timers',
] as const;
export type ListName = (typeof LISTS)[number];

/** Which part of a list. */
export interface PageQuery {
  /** Only what belongs to this process instance; what belongs to none is left out. */
  readonly processInstanceKey?: Key;
  /** Only keys greater than this one: `next` of the page before. */
  readonly after?: Key;
  /** Entries at most. */
  readonly limit: number;
}

/** Entries in the order of their keys, oldest first. */
export interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  /** Present when there are more: `after` of the next page. */
  readonly next?: Key;
}

/** A variable of one scope; its value only on request. */
export interface ListedVariable {
  readonly name: string;
  readonly value?: unknown;
}

/** How much is alive. */
export interface LiveCounts {
  readonly processDefinitions: number;
  readonly processInstances: number;
  readonly elementInstances: number;
  readonly jobs: number;
  readonly incidents: number;
  readonly messageSubscriptions: number;
  readonly messages: number;
  readonly timers: number;
}

/** A time as text; undefined for none. */
export const instant = (epochMs: number | undefined): string | undefined => {
  if (epochMs === undefined) return undefined;
  const date = new Date(epochMs);
  // A time-out "without end" lies beyond what a date can say.
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};

/** The rows of a list as an operator sees them; never values of variables. */
const views: Readonly<Record<ListName, (state: EngineState, query: PageQuery) => Page>> = {
  'process-definitions': (state, query) =>
    page(state.processes.values(), query, (row) => ({
      key: row.key,
      bpmnProcessId: row.bpmnProcessId,
      version: row.version,
      resourceName: row.resourceName,
      processInstances: state.instancesOf.count(row.key),
    })),
  decisions: (state, query) =>
    page(state.decisions.values(), query, (row) => ({
      key: row.key,
      decisionId: row.decisionId,
      version: row.version,
      decisionRequirementsKey: row.decisionRequirementsKey,
      resourceName: state.decisionRequirements.get(row.decisionRequirementsKey)?.resourceName,
    })),
  forms: (state, query) =>
    page(state.forms.values(), query, (row) => ({
      key: row.key,
      formId: row.formId,
      version: row.version,
      resourceName: row.resourceName,
    })),
  'process-instances': (state, query) =>
    page(instances(state), query, (row) => ({
      key: row.key,
      bpmnProcessId: row.elementId,
      version: state.processes.get(row.processDefinitionKey)?.version,
      processDefinitionKey: row.processDefinitionKey,
      parentElementInstanceKey: row.parentElementInstanceKey,
      incidents: state.incidentsOfInstance.count(row.key),
    })),
  'element-instances': (state, query) =>
    page(state.elementInstances.values(), query, (row) => ({
      key: row.key,
      elementId: row.elementId,
      type: row.type,
      state: row.state,
      scopeKey: row.scopeKey === '' ? undefined : row.scopeKey,
      processInstanceKey: row.processInstanceKey,
      jobKey: row.jobKey,
      incidents: state.incidentsOf.count(row.key),
    })),
  jobs: (state, query) =>
    page(state.jobs.values(), query, (row) => ({
      key: row.key,
      type: row.type,
      state: row.state,
      retries: row.retries,
      elementId: row.elementId,
      elementInstanceKey: row.elementInstanceKey,
      processInstanceKey: row.processInstanceKey,
      worker: row.worker,
      dueAt: instant(row.dueAt),
      errorMessage: row.errorMessage,
    })),
  incidents: (state, query) =>
    page(state.incidents.values(), query, (row) => ({
      key: row.key,
      type: row.type,
      message: row.message,
      elementId: row.elementId,
      elementInstanceKey: row.elementInstanceKey,
      processInstanceKey: row.processInstanceKey,
      jobKey: row.jobKey,
      createdAt: instant(row.createdAt),
    })),
  'message-subscriptions': (state, query) =>
    page(state.messageSubscriptions.values(), query, (row) => ({
      key: row.key,
      messageName: row.messageName,
      correlationKey: row.correlationKey,
      elementId: row.elementId,
      elementInstanceKey: row.elementInstanceKey,
      processInstanceKey: row.processInstanceKey,
    })),
  'signal-subscriptions': (state, query) =>
    page(state.signalSubscriptions.values(), query, (row) => ({
      key: row.key,
      signalName: row.signalName,
      elementId: row.elementId,
      elementInstanceKey: row.elementInstanceKey === '' ? undefined : row.elementInstanceKey,
      processInstanceKey: row.processInstanceKey === '' ? undefined : row.processInstanceKey,
      processDefinitionKey: row.processDefinitionKey,
    })),
  messages: (state, query) =>
    page(state.messages.values(), query, (row) => ({
      key: row.key,
      name: row.name,
      correlationKey: row.correlationKey,
      messageId: row.messageId === '' ? undefined : row.messageId,
      expiresAt: instant(row.expiresAt),
      correlatedTo: row.correlatedTo,
    })),
  timers: (state, query) =>
    page(state.timers.values(), query, (row) => ({
      key: row.key,
      elementId: row.elementId,
      elementInstanceKey: row.elementInstanceKey === '' ? undefined : row.elementInstanceKey,
      processInstanceKey: row.processInstanceKey === '' ? undefined : row.processInstanceKey,
      processDefinitionKey: row.processDefinitionKey,
      dueDate: instant(row.dueDate),
      repetitions: row.repetitions,
    })),
};

/** One page of a list. */
export const listPage = (state: EngineState, list: ListName, query: PageQuery): Page =>
  views[list](state, query);

/** The variables of one scope, by name; undefined when the scope does not live. */
export const variablesOf = (
  state: EngineState,
  scopeKey: Key,
  withValues: boolean,
): readonly ListedVariable[] | undefined => {
  if (!state.elementInstances.has(scopeKey)) return undefined;
  return [...state.variableNames.get(scopeKey)].sort().map((name) => ({
    name,
    ...(withValues ? { value: state.variables.get(`${scopeKey}:${name}`)?.value } : {}),
  }));
};

export const liveCounts = (state: EngineState): LiveCounts => {
  let processInstances = 0;
  for (const key of state.processes.keys()) processInstances += state.instancesOf.count(key);
  return {
    processDefinitions: state.processes.size,
    processInstances,
    elementInstances: state.elementInstances.size,
    jobs: state.jobs.size,
    incidents: state.incidents.size,
    messageSubscriptions: state.messageSubscriptions.size,
    messages: state.messages.size,
    timers: state.timers.size,
  };
};

function* instances(state: EngineState) {
  for (const row of state.elementInstances.values()) if (row.type === 'process') yield row;
}

/**
 * The smallest keys after `after`. Rows stand mostly in the order of their keys, but not after every restart; one pass that
 * keeps the page sorted costs little and is right in any order.
 */
const page = <R extends { readonly key: Key; readonly processInstanceKey?: Key }>(
  rows: Iterable<R>,
  { processInstanceKey, after, limit }: PageQuery,
  view: (row: R) => Readonly<Record<string, unknown>>,
): Page => {
  const found: R[] = [];
  for (const row of rows) {
    if (processInstanceKey !== undefined && row.processInstanceKey !== processInstanceKey) continue;
    if (after !== undefined && compareKeys(row.key, after) <= 0) continue;
    // One more than asked for tells whether there is a next page.
    if (found.length > limit && compareKeys(row.key, (found.at(-1) as R).key) > 0) continue;
    let at = found.length;
    while (at > 0 && compareKeys((found[at - 1] as R).key, row.key) > 0) at -= 1;
    found.splice(at, 0, row);
    if (found.length > limit + 1) found.pop();
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(view),
    ...(found.length > limit && last !== undefined ? { next: last.key } : {}),
  };
};
