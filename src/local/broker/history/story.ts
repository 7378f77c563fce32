import type { Key } from '../../engine/records.ts';
import type { Fact } from './facts.ts';

/** What one commit added to the history of a process instance. */
export interface Chapter {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly facts: readonly Fact[];
}

/** How far something came: it lives, or ended in one of two ways. */
export type StoryState = 'active' | 'completed' | 'terminated';

/** An element instance in a history; times in epoch milliseconds. What is not known is left out. */
export interface ToldElement {
  readonly key: Key;
  readonly elementId: string | undefined;
  readonly type: string | undefined;
  readonly scopeKey: Key | undefined;
  readonly loopCounter: number | undefined;
  readonly state: StoryState;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
}

/** An incident in a history; it ended when it was resolved or its element ended. */
export interface ToldIncident {
  readonly key: Key;
  readonly type: string;
  readonly message: string;
  readonly elementInstanceKey: Key;
  readonly createdAt: number;
  readonly endedAt: number | undefined;
}

/** A variable that a scope had at some time; its last value where values are kept. */
export interface ToldVariable {
  readonly scopeKey: Key;
  readonly name: string;
  readonly value?: unknown;
}

/** What happened in a process instance. */
export interface Story {
  readonly bpmnProcessId: string | undefined;
  readonly processDefinitionKey: Key | undefined;
  readonly version: number | undefined;
  readonly parentElementInstanceKey: Key | undefined;
  readonly startedAt: number | undefined;
  /** The process instance itself is not among them. */
  readonly elements: ReadonlyMap<Key, ToldElement>;
  readonly incidents: ReadonlyMap<Key, ToldIncident>;
  readonly variables: ReadonlyMap<string, ToldVariable>;
  /** Not everything was kept: elements and times may be missing. */
  readonly incomplete: boolean;
}

/**
 * Puts chapters together, oldest first.
 *
 * @param ended how and when the process instance ended, if it did: what still lived ended with it
 */
export const tell = (
  processInstanceKey: Key,
  chapters: Iterable<Chapter>,
  ended?: { readonly completed: boolean; readonly at: number },
): Story => {
  const elements = new Map<Key, ToldElement>();
  const incidents = new Map<Key, ToldIncident>();
  const variables = new Map<string, ToldVariable>();
  let process: Omit<Story, 'elements' | 'incidents' | 'variables' | 'incomplete'> = {
    bpmnProcessId: undefined,
    processDefinitionKey: undefined,
    version: undefined,
    parentElementInstanceKey: undefined,
    startedAt: undefined,
  };
  let begun = false;
  let incomplete = false;

  const change = (key: Key, to: Partial<ToldElement>): void => {
    const known = elements.get(key);
    if (known === undefined) incomplete = true;
    elements.set(key, { ...(known ?? unknownElement(key)), ...to });
  };

  for (const { at, facts } of chapters) {
    for (const fact of facts) {
      switch (fact[0]) {
        case 'begin': {
          begun = true;
          const [, processDefinitionKey, version, parent] = fact;
          process = {
            ...process,
            processDefinitionKey,
            version,
            parentElementInstanceKey: parent === '' ? undefined : parent,
            startedAt: at,
          };
          break;
        }
        case 'in': {
          const [, key, elementId, type, scopeKey, loopCounter] = fact;
          if (key === processInstanceKey) process = { ...process, bpmnProcessId: elementId };
          else
            elements.set(key, {
              key,
              elementId,
              type,
              scopeKey,
              loopCounter: loopCounter === 0 ? undefined : loopCounter,
              state: 'active',
              startedAt: at,
              endedAt: undefined,
            });
          break;
        }
        case 'done':
          change(fact[1], { state: 'completed', endedAt: at });
          break;
        case 'cut':
          change(fact[1], { state: 'terminated', endedAt: at });
          break;
        case 'move': {
          const [, key, elementId, processDefinitionKey, version] = fact;
          if (key === processInstanceKey)
            process = { ...process, bpmnProcessId: elementId, processDefinitionKey, version };
          else change(key, { elementId });
          break;
        }
        case 'var': {
          const [, scopeKey, name] = fact;
          variables.set(`${scopeKey}:${name}`, {
            scopeKey,
            name,
            ...(fact.length > 3 ? { value: fact[3] } : {}),
          });
          break;
        }
        case 'incident': {
          const [, key, type, message, elementInstanceKey] = fact;
          incidents.set(key, { key, type, message, elementInstanceKey, createdAt: at, endedAt: undefined });
          break;
        }
        case 'resolved': {
          const incident = incidents.get(fact[1]);
          if (incident !== undefined) incidents.set(fact[1], { ...incident, endedAt: at });
          break;
        }
        case 'more':
          incomplete = true;
      }
    }
  }
  if (ended !== undefined) {
    for (const element of elements.values())
      if (element.state === 'active')
        elements.set(element.key, { ...element, state: 'terminated', endedAt: ended.at });
    for (const incident of incidents.values())
      if (incident.endedAt === undefined) incidents.set(incident.key, { ...incident, endedAt: ended.at });
  }
  return { ...process, elements, incidents, variables, incomplete: incomplete || !begun };
};

const unknownElement = (key: Key): ToldElement => ({
  key,
  elementId: undefined,
  type: undefined,
  scopeKey: undefined,
  loopCounter: undefined,
  state: 'active',
  startedAt: undefined,
  endedAt: undefined,
});
