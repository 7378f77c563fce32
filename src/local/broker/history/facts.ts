import type { EngineEvent } from '../../engine/events.ts';
import type { Key } from '../../engine/records.ts';
import type { ElementInstance, Incident } from '../../engine/rows.ts';
import type { Change, EngineState } from '../../engine/state.ts';

/** What happened in a process instance, as it is stored. The first item says what; short, since there are many. */
export type Fact =
  /** The process instance began; its key, version and caller. */
  | readonly ['begin', processDefinitionKey: Key, version: number, parentElementInstanceKey: Key]
  /** An element was entered; the scope is empty for the process instance, the loop counter 0 outside multi-instance. */
  | readonly ['in', key: Key, elementId: string, type: string, scopeKey: Key, loopCounter: number]
  | readonly ['done', key: Key]
  | readonly ['cut', key: Key]
  | readonly ['move', key: Key, elementId: string, processDefinitionKey: Key, version: number]
  /** A variable got a value, which is kept only when values are. */
  | readonly ['var', scopeKey: Key, name: string, value?: unknown]
  | readonly ['incident', key: Key, type: string, message: string, elementInstanceKey: Key]
  | readonly ['resolved', key: Key]
  /** More happened at once than is kept. */
  | readonly ['more'];

/** How a process instance ended. */
export interface Ending {
  readonly completed: boolean;
  readonly bpmnProcessId: string;
}

/** What one command did to one process instance. */
export interface Happened {
  readonly facts: Fact[];
  ending?: Ending;
}

/** Facts that one commit keeps of one process instance at most. */
export const MOST_AT_ONCE = 5_000;

/**
 * Adds what a command did to what is already known, by process instance.
 *
 * @param state after the command
 * @param changes of the command, with the rows before
 * @param withValues keeps the values of variables, which may be confidential, besides their names
 */
export const addFacts = (
  into: Map<Key, Happened>,
  state: EngineState,
  events: readonly EngineEvent[],
  changes: readonly Change[],
  withValues: boolean,
): void => {
  const before = new RowsBefore(changes);
  /** Element instances that this command entered. */
  const entered = new Map<Key, ElementInstance>();
  const raised = new Map<Key, Incident>();
  const seen = new Set<string>();

  const instanceOf = (key: Key): ElementInstance | undefined =>
    state.elementInstances.get(key) ?? entered.get(key) ?? before.elementInstance(key);
  const of = (processInstanceKey: Key): Happened => {
    let happened = into.get(processInstanceKey);
    if (happened === undefined) into.set(processInstanceKey, (happened = { facts: [] }));
    return happened;
  };
  const add = (processInstanceKey: Key | undefined, fact: Fact): void => {
    if (processInstanceKey === undefined) return;
    const { facts } = of(processInstanceKey);
    if (facts.length < MOST_AT_ONCE) facts.push(fact);
    else if (facts.at(-1)?.[0] !== 'more') facts.push(['more']);
  };
  const versionOf = (definitionKey: Key): number => state.processes.get(definitionKey)?.version ?? 0;
  const ended = (key: Key, completed: boolean): void => {
    const instance = instanceOf(key);
    if (instance === undefined) return;
    if (instance.type === 'process')
      of(instance.processInstanceKey).ending = { completed, bpmnProcessId: instance.elementId };
    // What a process instance takes with it when it is terminated ends with it, and needs no word of its own.
    else if (completed || state.elementInstances.has(instance.processInstanceKey))
      add(instance.processInstanceKey, [completed ? 'done' : 'cut', key]);
  };

  for (const event of events) {
    switch (event.type) {
      case 'element-activating': {
        const { row } = event;
        entered.set(row.key, row);
        if (row.type === 'process')
          add(row.processInstanceKey, [
            'begin',
            row.processDefinitionKey,
            versionOf(row.processDefinitionKey),
            row.parentElementInstanceKey ?? '',
          ]);
        add(row.processInstanceKey, [
          'in',
          row.key,
          row.elementId,
          row.type,
          row.scopeKey,
          row.loopCounter ?? 0,
        ]);
        break;
      }
      case 'element-completed':
        ended(event.key, true);
        break;
      case 'element-terminated':
        ended(event.key, false);
        break;
      case 'element-migrated':
        add(instanceOf(event.key)?.processInstanceKey, [
          'move',
          event.key,
          event.elementId,
          event.processDefinitionKey,
          versionOf(event.processDefinitionKey),
        ]);
        break;
      case 'variable-set': {
        const { scopeKey, name, value } = event;
        const known = `${scopeKey}:${name}`;
        // A name is worth a word once; a value each time.
        if (!withValues && (seen.has(known) || before.hasVariable(known))) break;
        seen.add(known);
        add(
          instanceOf(scopeKey)?.processInstanceKey,
          withValues ? ['var', scopeKey, name, value] : ['var', scopeKey, name],
        );
        break;
      }
      case 'incident-created': {
        const { row } = event;
        raised.set(row.key, row);
        add(row.processInstanceKey, ['incident', row.key, row.type, row.message, row.elementInstanceKey]);
        break;
      }
      case 'incident-resolved': {
        const incident = raised.get(event.key) ?? before.incident(event.key);
        add(incident?.processInstanceKey, ['resolved', event.key]);
        break;
      }
      default:
    }
  }
};

/** Rows as they were before a command, looked up when the first is asked for. */
class RowsBefore {
  readonly #changes: readonly Change[];
  #rows: Map<string, unknown> | undefined;

  constructor(changes: readonly Change[]) {
    this.#changes = changes;
  }

  elementInstance(key: Key): ElementInstance | undefined {
    return this.#row('elementInstances', key) as ElementInstance | undefined;
  }

  incident(key: Key): Incident | undefined {
    return this.#row('incidents', key) as Incident | undefined;
  }

  hasVariable(key: string): boolean {
    return this.#row('variables', key) !== undefined;
  }

  #row(table: string, key: string): unknown {
    this.#rows ??= new Map(
      this.#changes
        .filter(({ before }) => before !== undefined)
        .map((change) => [`${change.table} ${change.key}`, change.before]),
    );
    return this.#rows.get(`${table} ${key}`);
  }
}
