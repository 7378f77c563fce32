import { compareKeys } from '../../engine/ordered-keys.ts';
import type { Key } from '../../engine/records.ts';
import { instant, type ListedVariable, type Page, type PageQuery } from '../inspection.ts';
import type { History } from './history.ts';
import type { ToldElement } from './story.ts';

/** A process instance and what happened in it, as an operator sees it; never values of variables. */
export interface ToldInstance {
  readonly processInstance: Readonly<Record<string, unknown>>;
  /** In the order of their keys, which is that of their beginning. */
  readonly elementInstances: Page;
  readonly incidents: readonly Readonly<Record<string, unknown>>[];
  /** Present when not everything was kept: elements and times may be missing. */
  readonly incomplete?: true;
}

const stateOf = (ending: { readonly completed: boolean } | undefined): string =>
  ending === undefined ? 'active' : ending.completed ? 'completed' : 'terminated';

export const historyOf = (
  history: History,
  key: Key,
  now: number,
  query: PageQuery,
): ToldInstance | undefined => {
  const found = history.story(key, now);
  if (found === undefined) return undefined;
  const { story, ending } = found;
  return {
    processInstance: {
      key,
      bpmnProcessId: story.bpmnProcessId ?? ending?.bpmnProcessId,
      version: story.version,
      processDefinitionKey: story.processDefinitionKey,
      parentElementInstanceKey: story.parentElementInstanceKey,
      state: stateOf(ending),
      startedAt: instant(story.startedAt),
      endedAt: instant(ending?.endedAt),
    },
    elementInstances: elementsPage([...story.elements.values()], query),
    incidents: [...story.incidents.values()].map((incident) => ({
      key: incident.key,
      type: incident.type,
      message: incident.message,
      elementId: story.elements.get(incident.elementInstanceKey)?.elementId,
      elementInstanceKey: incident.elementInstanceKey,
      createdAt: instant(incident.createdAt),
      endedAt: instant(incident.endedAt),
    })),
    ...(story.incomplete ? { incomplete: true } : {}),
  };
};

const elementsPage = (elements: ToldElement[], { after, limit }: PageQuery): Page => {
  const wanted = elements
    .filter(({ key }) => after === undefined || compareKeys(key, after) > 0)
    .sort((a, b) => compareKeys(a.key, b.key));
  const items = wanted.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map((element) => ({
      key: element.key,
      elementId: element.elementId,
      type: element.type,
      scopeKey: element.scopeKey,
      loopCounter: element.loopCounter,
      state: element.state,
      startedAt: instant(element.startedAt),
      endedAt: instant(element.endedAt),
    })),
    ...(wanted.length > limit && last !== undefined ? { next: last.key } : {}),
  };
};

export const variablesInHistory = (
  history: History,
  key: Key,
  now: number,
  withValues: boolean,
): readonly (ListedVariable & { readonly scopeKey: Key })[] | undefined => {
  const found = history.story(key, now);
  if (found === undefined) return undefined;
  return [...found.story.variables.values()].map(({ scopeKey, name, value }) => ({
    scopeKey,
    name,
    ...(withValues ? { value } : {}),
  }));
};

export const endedPage = (history: History, now: number, { after, limit }: PageQuery): Page => {
  const found = history.endedInstances(now, limit + 1, after);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(({ key, bpmnProcessId, completed, endedAt, beginning }) => ({
      key,
      bpmnProcessId,
      version: beginning.version,
      processDefinitionKey: beginning.processDefinitionKey,
      parentElementInstanceKey: beginning.parentElementInstanceKey,
      state: stateOf({ completed }),
      startedAt: instant(beginning.startedAt),
      endedAt: instant(endedAt),
    })),
    ...(found.length > limit && last !== undefined ? { next: last.key } : {}),
  };
};
