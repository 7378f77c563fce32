import { compareKeys, LazyHeap, MultiIndex } from './ordered-keys.ts';
import type { Key, ScheduledCommand } from './records.ts';
import type * as rows from './rows.ts';
import { Table, type Change, type RowHook, type StoredRow } from './table.ts';

export type { Change, StoredRow } from './table.ts';

/** Something that becomes due. The entry holds while its row still has this due time. */
interface DueEntry {
  readonly at: number;
  readonly kind: 'timer' | 'job' | 'message' | 'items' | 'remains' | 'signal';
  readonly key: Key;
}

/** Earliest first. One key may be due for several reasons. */
function compareDue(a: DueEntry, b: DueEntry): number {
  return a.at - b.at || compareKeys(a.key, b.key) || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0);
}

const SEPARATOR = '\u0000';

/** Index value of two texts that may contain anything but NUL. */
export function pair(a: string, b: string): string {
  return a + SEPARATOR + b;
}

/** Key of a variable's row. */
export function variableKey(scopeKey: Key, name: string): string {
  return scopeKey + ':' + name;
}

/** Key of the row of a collected output. */
export function outputKey(bodyKey: Key, index: number): string {
  return `${bodyKey}:${index}`;
}

/**
 * Everything the engine remembers: keyed tables (persisted) and indexes derived from them (not persisted, rebuilt by
 * `load`). Only `applyEvent` writes to the tables. One command's puts and deletes are taken with `takeChanges` and
 * undone with `rollback`.
 */
export class EngineState {
  /** 13 bits; keys are `(partitionId << 51) + counter`. */
  readonly partitionId: number;

  readonly counters: Table<rows.Counter>;
  readonly processes: Table<rows.ProcessDefinition>;
  readonly processVersions: Table<rows.Versions>;
  readonly decisionRequirements: Table<rows.DecisionRequirementsDefinition>;
  readonly decisionRequirementsVersions: Table<rows.Versions>;
  readonly decisions: Table<rows.DecisionDefinition>;
  readonly decisionVersions: Table<rows.Versions>;
  readonly forms: Table<rows.FormDefinition>;
  readonly formVersions: Table<rows.Versions>;
  readonly elementInstances: Table<rows.ElementInstance>;
  readonly joinTokens: Table<rows.JoinTokens>;
  readonly variables: Table<rows.Variable>;
  readonly jobs: Table<rows.Job>;
  readonly timers: Table<rows.Timer>;
  readonly messages: Table<rows.Message>;
  readonly messageSubscriptions: Table<rows.MessageSubscription>;
  readonly messageStartSubscriptions: Table<rows.MessageStartSubscription>;
  readonly messageStartLocks: Table<rows.MessageStartLock>;
  readonly signalSubscriptions: Table<rows.SignalSubscription>;
  readonly signalBroadcasts: Table<rows.SignalBroadcast>;
  readonly incidents: Table<rows.Incident>;
  readonly multiInstances: Table<rows.MultiInstanceProgress>;
  readonly multiInstanceItems: Table<rows.MultiInstanceItems>;
  readonly multiInstanceOutputs: Table<rows.MultiInstanceOutput>;
  readonly compensations: Table<rows.CompensationSubscription>;

  /** Living children by scope key. */
  readonly children = new MultiIndex();
  /** Living process instances by process definition key. */
  readonly instancesOf = new MultiIndex();
  /** Decisions by the key of their graph. */
  readonly decisionsOf = new MultiIndex();
  /** Variable names by scope key. */
  readonly variableNames = new MultiIndex();
  /** Timers by element instance key; those of start events by process definition key. */
  readonly timersOf = new MultiIndex();
  /** Buffered messages by name and correlation key, in the order of publishing. */
  readonly messagesByNameAndKey = new MultiIndex();
  /** Buffered messages by name, correlation key and message id. */
  readonly messagesById = new MultiIndex();
  /** Open subscriptions by message name and correlation key. */
  readonly subscriptionsByNameAndKey = new MultiIndex();
  /** Open message subscriptions by element instance key. */
  readonly subscriptionsOf = new MultiIndex();
  /** Message start subscriptions by message name. */
  readonly messageStartsByName = new MultiIndex();
  /** Message start subscriptions by process definition key. */
  readonly messageStartsOf = new MultiIndex();
  /** Signal subscriptions by signal name. */
  readonly signalsByName = new MultiIndex();
  /** Signal subscriptions by element instance key; those of start events by process definition key. */
  readonly signalsOf = new MultiIndex();
  /** Incidents by element instance key. */
  readonly incidentsOf = new MultiIndex();
  /** Incidents by process instance key. */
  readonly incidentsOfInstance = new MultiIndex();
  /** Compensation subscriptions by scope key. */
  readonly compensationsOf = new MultiIndex();
  /** Compensation subscriptions by the throw event that waits for them. */
  readonly compensationsThrownBy = new MultiIndex();

  readonly #tables = new Map<string, Table<never>>();
  readonly #dirty = new Set<Table<never>>();
  readonly #activatable = new Map<string, LazyHeap<Key>>();
  readonly #due = new LazyHeap<DueEntry>(
    (a, b) => compareDue(a, b) < 0,
    (entry) => this.#isDue(entry),
  );

  /** An empty state. Throws when the partition id does not fit in 13 bits. */
  constructor(partitionId = 1) {
    if (!Number.isInteger(partitionId) || partitionId < 1 || partitionId > 8191) {
      throw new RangeError(`Partition id ${partitionId} is not in 1..8191; choose another.`);
    }
    this.partitionId = partitionId;
    this.counters = this.#table('counters');
    this.processes = this.#table('processes');
    this.processVersions = this.#table('processVersions');
    this.decisionRequirements = this.#table('decisionRequirements');
    this.decisionRequirementsVersions = this.#table('decisionRequirementsVersions');
    this.decisions = this.#indexed('decisions', [[this.decisionsOf, (row) => row.decisionRequirementsKey]]);
    this.decisionVersions = this.#table('decisionVersions');
    this.forms = this.#table('forms');
    this.formVersions = this.#table('formVersions');
    this.elementInstances = this.#indexed<rows.ElementInstance>(
      'elementInstances',
      [
        [this.children, (row) => row.scopeKey],
        [this.instancesOf, (row) => (row.type === 'process' ? row.processDefinitionKey : '')],
      ],
      (key, before, after) => {
        const since = after?.remains?.since;
        if (since !== undefined && since !== before?.remains?.since)
          this.#due.push({ at: since, kind: 'remains', key });
      },
    );
    this.joinTokens = this.#table('joinTokens');
    this.variables = this.#table('variables', (_key, before, after) => {
      if (before === undefined && after !== undefined) this.variableNames.add(after.scopeKey, after.name);
      else if (before !== undefined && after === undefined)
        this.variableNames.remove(before.scopeKey, before.name);
    });
    this.jobs = this.#table('jobs', (key, before, after) => {
      if (after === undefined) return;
      if (after.state === 'activatable' && before?.state !== 'activatable') {
        this.#jobHeap(after.type).push(key);
      }
      if (after.dueAt !== undefined && after.dueAt !== before?.dueAt) {
        this.#due.push({ at: after.dueAt, kind: 'job', key });
      }
    });
    this.timers = this.#table('timers', (key, before, after) => {
      if (before === undefined && after !== undefined) this.timersOf.add(ownerOf(after), key);
      else if (before !== undefined && after === undefined) this.timersOf.remove(ownerOf(before), key);
      if (after !== undefined && after.dueDate !== before?.dueDate) {
        this.#due.push({ at: after.dueDate, kind: 'timer', key });
      }
    });
    this.messages = this.#table('messages', (key, before, after) => {
      const row = after ?? before;
      if (row === undefined || (before !== undefined && after !== undefined)) return;
      const change = after === undefined ? 'remove' : 'add';
      const nameAndKey = pair(row.name, row.correlationKey);
      this.messagesByNameAndKey[change](nameAndKey, key);
      if (row.messageId !== '') this.messagesById[change](pair(nameAndKey, row.messageId), key);
      if (after !== undefined) this.#due.push({ at: after.expiresAt, kind: 'message', key });
    });
    this.messageSubscriptions = this.#indexed('messageSubscriptions', [
      [this.subscriptionsByNameAndKey, (row) => pair(row.messageName, row.correlationKey)],
      [this.subscriptionsOf, (row) => row.elementInstanceKey],
    ]);
    this.messageStartSubscriptions = this.#indexed('messageStartSubscriptions', [
      [this.messageStartsByName, (row) => row.messageName],
      [this.messageStartsOf, (row) => row.processDefinitionKey],
    ]);
    this.messageStartLocks = this.#table('messageStartLocks');
    this.signalSubscriptions = this.#indexed<rows.SignalSubscription>('signalSubscriptions', [
      [this.signalsByName, (row) => row.signalName],
      [this.signalsOf, ownerOf],
    ]);
    this.signalBroadcasts = this.#table('signalBroadcasts', (key, before, after) => {
      if (after !== undefined && after.since !== before?.since)
        this.#due.push({ at: after.since, kind: 'signal', key });
    });
    this.incidents = this.#indexed('incidents', [
      [this.incidentsOf, (row) => row.elementInstanceKey],
      [this.incidentsOfInstance, (row) => row.processInstanceKey],
    ]);
    this.multiInstances = this.#table('multiInstances', (key, before, after) => {
      if (after?.remainSince !== undefined && after.remainSince !== before?.remainSince)
        this.#due.push({ at: after.remainSince, kind: 'items', key });
    });
    this.multiInstanceItems = this.#table('multiInstanceItems');
    this.multiInstanceOutputs = this.#table('multiInstanceOutputs');
    this.compensations = this.#indexed('compensations', [
      [this.compensationsOf, (row) => row.scopeKey],
      [this.compensationsThrownBy, (row) => row.throwKey ?? ''],
    ]);
  }

  /**
   * The state that these rows describe. `partitionId` must be the one that wrote them. Throws on an unknown table: the
   * data was written by a newer version.
   */
  static load(rowsToLoad: Iterable<StoredRow>, partitionId = 1): EngineState {
    const state = new EngineState(partitionId);
    for (const { table, key, value } of rowsToLoad) {
      const target = state.#tables.get(table);
      if (target === undefined) {
        throw new Error(
          `Unknown engine table '${table}'; the data was written by another version of the engine.`,
        );
      }
      target.load(key, value as never);
    }
    return state;
  }

  /** Adds puts and deletes since the last call to `changes`, for one durable transaction; `undo` takes them back should that fail. */
  takeChanges(changes: Change[] = []): Change[] {
    for (const table of this.#dirty) table.takeChanges(changes);
    this.#dirty.clear();
    return changes;
  }

  /** Whether there are changes that were neither taken nor undone. */
  get hasChanges(): boolean {
    return this.#dirty.size > 0;
  }

  /** Undoes everything since the last `takeChanges`. */
  rollback(): void {
    const revives = this.#dirty.has(this.elementInstances as unknown as Table<never>);
    for (const table of this.#dirty) table.rollback();
    this.#dirty.clear();
    if (revives) this.#findActivatable();
  }

  /** Undoes changes that were taken, all since the state that they should lead back to, in the order of taking. */
  undo(changes: readonly Change[]): void {
    for (const { table, key, before } of changes.toReversed())
      (this.#tables.get(table) as Table<never>).revert(key, before as never);
    this.#findActivatable();
  }

  /** All persisted rows, table by table (snapshots, tests). */
  *rows(): Generator<StoredRow> {
    for (const table of this.#tables.values()) {
      for (const [key, value] of table.entries()) yield { table: table.name, key, value };
    }
  }

  /**
   * Whether an element instance has ended although its row is still there: it, or something around it, is being cleared
   * away. Nothing happens in it any more.
   */
  hasEnded(key: Key): boolean {
    for (let row = this.elementInstances.get(key); row !== undefined;) {
      if (row.state === 'terminating') return true;
      const { key: inner, scopeKey, parentElementInstanceKey = '' } = row;
      row = this.elementInstances.get(scopeKey === '' ? parentElementInstanceKey : scopeKey);
      const { before, except } = row?.remains ?? {};
      if (before !== undefined && inner !== except && compareKeys(inner, before) < 0) return true;
    }
    return false;
  }

  /** Whether a job can be handed out. */
  isActivatable(key: Key): boolean {
    const job = this.jobs.get(key);
    return job?.state === 'activatable' && !this.hasEnded(job.elementInstanceKey);
  }

  /** The oldest activatable job of a type. */
  firstActivatable(type: string): rows.Job | undefined {
    const key = this.#activatable.get(type)?.peek();
    return key === undefined ? undefined : this.jobs.get(key);
  }

  /** Passes over jobs of a type, oldest first, that can no longer be handed out, at most so many; returns how many. */
  passEndedJobs(type: string, most: number): number {
    return this.#activatable.get(type)?.dropStale(most) ?? 0;
  }

  /** When the next timer, job deadline, back-off, message expiry, rest of a multi-instance, of what ended or of a signal is due (epoch ms); undefined: nothing waits. */
  nextDue(): number | undefined {
    return this.#due.peek()?.at;
  }

  /** The commands that are due, earliest first; the same again until they have been processed. */
  dueCommands(now: number, limit: number): ScheduledCommand[] {
    const taken: DueEntry[] = [];
    const commands: ScheduledCommand[] = [];
    while (taken.length < limit) {
      const next = this.#due.peek();
      if (next === undefined || next.at > now) break;
      const entry = this.#due.pop() as DueEntry;
      const last = taken.at(-1);
      if (last !== undefined && compareDue(last, entry) === 0) continue;
      taken.push(entry);
      commands.push(this.#dueCommand(entry));
    }
    for (const entry of taken) this.#due.push(entry);
    return commands;
  }

  /** Every derived index in a comparable form (tests: a rebuilt state must have equal ones). */
  indexes(): Record<string, unknown> {
    const multi = Object.entries(this).filter(
      (entry): entry is [string, MultiIndex] => entry[1] instanceof MultiIndex,
    );
    return {
      ...Object.fromEntries(multi.map(([name, index]) => [name, index.entries()])),
      activatable: [...this.#activatable.entries()]
        .map(([type, heap]) => [type, heap.held()] as const)
        .filter(([, keys]) => keys.length > 0)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
      due: this.#due.held(),
    };
  }

  #table<V extends object>(name: string, hook?: RowHook<V>): Table<V> {
    const table = new Table<V>(name, this.#dirty, hook);
    this.#tables.set(name, table as unknown as Table<never>);
    return table;
  }

  /** A table whose indexes are simple functions of the row. */
  #indexed<V extends object>(
    name: string,
    indexes: readonly [MultiIndex, (row: V) => string][],
    hook?: RowHook<V>,
  ): Table<V> {
    return this.#table<V>(name, (key, before, after) => {
      hook?.(key, before, after);
      for (const [index, value] of indexes) {
        const old = before === undefined ? '' : value(before);
        const fresh = after === undefined ? '' : value(after);
        if (old === fresh) continue;
        if (old !== '') index.remove(old, key);
        if (fresh !== '') index.add(fresh, key);
      }
    });
  }

  #jobHeap(type: string): LazyHeap<Key> {
    let heap = this.#activatable.get(type);
    if (heap === undefined) {
      heap = new LazyHeap<Key>(
        (a, b) => compareKeys(a, b) < 0,
        (key) => this.isActivatable(key),
      );
      this.#activatable.set(type, heap);
    }
    return heap;
  }

  /** After an undo: the heaps may have dropped jobs of elements that live again. */
  #findActivatable(): void {
    for (const { key, type, state } of this.jobs.values())
      if (state === 'activatable') this.#jobHeap(type).push(key);
  }

  #isDue({ kind, key, at }: DueEntry): boolean {
    switch (kind) {
      case 'timer':
        return this.timers.get(key)?.dueDate === at;
      case 'job':
        return this.jobs.get(key)?.dueAt === at;
      case 'message':
        return this.messages.has(key);
      case 'items':
        return this.multiInstances.get(key)?.remainSince === at;
      case 'remains':
        return this.elementInstances.get(key)?.remains?.since === at;
      case 'signal':
        return this.signalBroadcasts.get(key)?.since === at;
    }
  }

  #dueCommand({ kind, key }: DueEntry): ScheduledCommand {
    switch (kind) {
      case 'timer':
        return { type: 'trigger-timer', timerKey: key };
      case 'job':
        return this.jobs.get(key)?.state === 'activated'
          ? { type: 'time-out-job', jobKey: key }
          : { type: 'end-job-back-off', jobKey: key };
      case 'message':
        return { type: 'expire-message', messageKey: key };
      case 'items':
        return { type: 'start-items', bodyKey: key };
      case 'remains':
        return { type: 'clear-remains', elementInstanceKey: key };
      case 'signal':
        return { type: 'spread-signal', signalKey: key };
    }
  }
}

/** Waiting rows belong to their element instance; those of start events to their process definition. */
function ownerOf(row: { readonly elementInstanceKey: Key; readonly processDefinitionKey: Key }): Key {
  return row.elementInstanceKey === '' ? row.processDefinitionKey : row.elementInstanceKey;
}
