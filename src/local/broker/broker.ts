import { randomInt } from 'node:crypto';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { dueAt, dueCommands, EngineState, processCommand } from '../engine/index.ts';
import type { Command, CommandResult, Key, SideEffect } from '../engine/records.ts';
import type { Incident } from '../engine/rows.ts';
import type { Change, StoredRow } from '../engine/state.ts';
import { compileResources, type ResourceFile } from './resources.ts';
import {
  type ListedVariable,
  type ListName,
  listPage,
  type LiveCounts,
  liveCounts,
  type Page,
  type PageQuery,
  variablesOf,
} from './inspection.ts';
import { BrokerMetrics } from './metrics.ts';
import { History, type HistoryOptions } from './history/history.ts';
import { endedPage, historyOf, type ToldInstance, variablesInHistory } from './history/history-view.ts';
import { Scheduler } from './scheduler.ts';
import { DiskFull, EngineStore } from './store.ts';
import { inTurns } from './turns.ts';
import { withModels, withoutModel } from './stored-models.ts';

/** Commands that may wait for the writer; more are refused so that memory stays bounded. */
const MAX_QUEUED = 20_000;
/** Commands per commit at most. */
const MAX_BATCH = 500;
/**
 * How long a batch may be processed before it is committed, as a multiple of what the last commit took. Callers get their
 * answers in portions and can go on while the next portion is processed; on a slow disk the portions are larger.
 */
const PROCESSING_PER_COMMIT = 2;
/** Shortest time for which a batch is processed, in milliseconds. */
const MIN_PROCESSING_MS = 0.5;
/** How often a batch looks at the time. */
const COMMANDS_PER_LOOK = 4;
/** Due commands taken per round. They take turns with those of clients, who therefore need not wait for the round to end. */
const MAX_DUE = 200;
/** How long commands are refused after the disk took no more, before the next ones try it again. */
const DISK_FULL_PAUSE_MS = 1_000;
/** How often the history is looked at for what need not be kept, and how soon again while there is some, idle and under load. */
const CLEANING_MS = { usual: 1_000, idle: 20, busy: 100 } as const;
/** Jobs returned by one command. */
const RETURNED_AT_ONCE = 500;
/** 32 bits of the operating system's randomness, for FEEL's `uuid()` and `random number()`. */
const random = (): number => randomInt(2 ** 32);
/** How long catching up with the clock may take. */
const CATCH_UP_LIMIT_MS = 10_000;

/** The broker cannot take this command now. */
export class BrokerUnavailable extends Error {
  override readonly name = 'BrokerUnavailable';
  /** `exhausted`: try again later; `stopped`: this broker will not answer any more. */
  readonly reason: 'exhausted' | 'stopped';
  constructor(reason: 'exhausted' | 'stopped', message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface BrokerOptions {
  /** Folder of the data; created when missing. */
  readonly dataDir: string;
  /** 1 to 8191, default 1; part of every key. */
  readonly partitionId?: number;
  /** Default: the machine's time. */
  readonly clock?: Clock;
  /** Called once when the broker stopped because going on would be unsafe; nothing after the last answer was kept. */
  readonly onFatal?: (error: Error) => void;
  /** Called when the disk takes no more, and with undefined when it does again. Commands are refused meanwhile. */
  readonly onDiskFull?: (error: Error | undefined) => void;
  /** How much is kept of process instances that ended. */
  readonly history?: HistoryOptions;
}

interface Pending {
  readonly command: Command;
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The single writer around the pure engine. Commands are processed one at a time; all that arrived by the end of one turn
 * of the event loop, the previous commit included, share the next one. A caller gets its answer, and nobody sees a side effect, before
 * the change is on the disk.
 */
export class Broker {
  readonly partitionId: number;
  /** What it did since it was opened. */
  readonly metrics = new BrokerMetrics();
  readonly #store: EngineStore;
  readonly #state: EngineState;
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #onFatal: (error: Error) => void;
  readonly #onDiskFull: (error: Error | undefined) => void;
  readonly #listeners = new Set<(effect: SideEffect) => void>();
  readonly #queue: Pending[] = [];
  /** Commands that became due. */
  readonly #dueQueue: Pending[] = [];
  /** The next turn of the writer, when there is something to do. */
  #turn: NodeJS.Immediate | undefined;
  /** Commands that became due were submitted and are not carried out yet. */
  #dueUnderWay = false;
  #stopped: Error | undefined;
  #lastCommitMs = 0;
  /** Why nothing could be written the last time. */
  #diskFull: Error | undefined;
  /** Runs while commands are refused because of that. */
  #pause: NodeJS.Timeout | undefined;
  readonly #backups = new Set<Promise<unknown>>();
  readonly #history: History;
  #cleaning: NodeJS.Timeout | undefined;

  private constructor(store: EngineStore, state: EngineState, options: BrokerOptions) {
    this.#store = store;
    this.#state = state;
    this.partitionId = state.partitionId;
    this.#clock = options.clock ?? systemClock;
    this.#onFatal = options.onFatal ?? (() => undefined);
    this.#onDiskFull = options.onDiskFull ?? (() => undefined);
    this.#scheduler = new Scheduler(this.#clock, () => this.#submitDue());
    this.#scheduler.schedule(dueAt(state));
    this.#history = new History(store, options.history);
    this.#cleanIn(CLEANING_MS.usual);
  }

  /**
   * Opens the data folder and loads the state. Deployed models are compiled again from their XML.
   *
   * @throws DataFolderInUse, IncompatibleData
   */
  static async open(options: BrokerOptions): Promise<Broker> {
    const partitionId = options.partitionId ?? 1;
    const store = await EngineStore.open(options.dataDir, partitionId);
    try {
      const rows = await withModels(store.rows());
      return new Broker(store, EngineState.load(rows, partitionId), options);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /**
   * Resolves with the outcome, a response or a rejection, once it is durable.
   *
   * @throws BrokerUnavailable when too many commands wait, when the disk is full, or after `close`
   */
  submit<C extends Command>(command: C): Promise<CommandResult<C['type']>> {
    if (this.#stopped) return Promise.reject(new BrokerUnavailable('stopped', this.#stopped.message));
    if (this.#pause !== undefined) return Promise.reject(this.#noSpace());
    if (this.#queue.length >= MAX_QUEUED) {
      return Promise.reject(
        new BrokerUnavailable('exhausted', `${MAX_QUEUED} commands are waiting; try again later.`),
      );
    }
    return this.#enqueue(command, this.#queue);
  }

  /** Compiles and deploys files, all or none. */
  async deploy(files: readonly ResourceFile[]): Promise<CommandResult<'deploy-resources'>> {
    const compiled = await compileResources(files);
    if ('reason' in compiled) {
      return {
        rejection: { type: 'INVALID_ARGUMENT', intent: 'CREATE', reason: compiled.reason },
        events: [],
        sideEffects: [],
      };
    }
    return this.submit({ type: 'deploy-resources', resources: compiled.resources });
  }

  /**
   * Hears of every durable side effect, after the answers of its batch were given out.
   *
   * @returns stops listening
   */
  onSideEffect(listener: (effect: SideEffect) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Unresolved incidents, oldest first. The gateway protocol cannot list them. */
  incidents(): readonly Incident[] {
    return [...this.#state.incidents.values()];
  }

  /** One page of what the engine holds. */
  list(list: ListName, query: PageQuery): Page {
    return listPage(this.#state, list, query);
  }

  /** The variables of one scope; undefined when the scope does not live. */
  variablesOf(scopeKey: Key, withValues: boolean): readonly ListedVariable[] | undefined {
    return variablesOf(this.#state, scopeKey, withValues);
  }

  /**
   * What happened in a process instance, living or ended; undefined: nothing is known of it.
   *
   * @throws DamagedData
   */
  historyOf(processInstanceKey: Key, query: PageQuery): ToldInstance | undefined {
    return historyOf(this.#history, processInstanceKey, this.#clock.now().getTime(), query);
  }

  /** Variables that a process instance and its scopes had, with their last values where these were kept. */
  variablesInHistory(
    processInstanceKey: Key,
    withValues: boolean,
  ): readonly (ListedVariable & { readonly scopeKey: Key })[] | undefined {
    return variablesInHistory(this.#history, processInstanceKey, this.#clock.now().getTime(), withValues);
  }

  /** Process instances that ended and are kept, the last one first. */
  endedInstances(query: PageQuery): Page {
    return endedPage(this.#history, this.#clock.now().getTime(), query);
  }

  /** How many process instances that ended are kept. */
  get endedCount(): number {
    return this.#history.ended;
  }

  /**
   * Copies what is on disk at this moment into a new folder; the engine goes on meanwhile.
   *
   * @throws BackupRefused when the folder exists; Error when it cannot be written
   */
  backUp(folder: string): Promise<void> {
    const copied = this.#store.copyTo(folder);
    const ended = copied.catch(() => undefined).finally(() => this.#backups.delete(ended));
    this.#backups.add(ended);
    return copied;
  }

  /**
   * Carries out what is due by the clock, and what becomes due by that; gives up after `CATCH_UP_LIMIT_MS`, since a cycle of
   * no length is always due. For tests that moved the clock.
   */
  async catchUp(): Promise<void> {
    const end = performance.now() + CATCH_UP_LIMIT_MS;
    for (;;) {
      const commands = dueCommands(this.#state, this.#clock.now().getTime(), MAX_DUE);
      if (commands.length === 0 || performance.now() > end) return;
      await Promise.all(commands.map((command) => this.submit(command)));
    }
  }

  /** Makes every job that is handed out activatable again: for a program that runs all workers itself, and just started. */
  async returnJobs(): Promise<void> {
    const jobKeys = [...this.#state.jobs.values()]
      .filter(({ state }) => state === 'activated')
      .map(({ key }) => key);
    while (jobKeys.length > 0)
      await this.submit({ type: 'return-jobs', jobKeys: jobKeys.splice(0, RETURNED_AT_ONCE) });
  }

  /** How much is alive. */
  counts(): LiveCounts {
    return liveCounts(this.#state);
  }

  /** Whether the disk took nothing the last time. */
  get isDiskFull(): boolean {
    return this.#diskFull !== undefined;
  }

  /** Commands that wait for their turn. */
  get queued(): number {
    return this.#queue.length + this.#dueQueue.length;
  }

  /** Whether a process instance is running. */
  hasInstance(processInstanceKey: Key): boolean {
    return this.#state.elementInstances.has(processInstanceKey);
  }

  /** Every row the engine remembers: for diagnosis, and to compare a rebuilt state with the one before. */
  rows(): readonly StoredRow[] {
    return [...this.#state.rows()];
  }

  /** Finishes what was submitted, then closes the data folder. */
  async close(): Promise<void> {
    this.#stopped ??= new Error('The engine is shutting down.');
    this.#scheduler.close();
    clearTimeout(this.#pause);
    clearTimeout(this.#cleaning);
    while (this.queued > 0) this.#run();
    clearImmediate(this.#turn);
    await Promise.all(this.#backups);
    await this.#store.close();
  }

  /** Runs after everything that has already arrived from the network was read: all of that shares a commit. */
  #wake(): void {
    this.#turn ??= setImmediate(() => this.#run());
  }

  #run(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    const effects = this.#runBatch();
    // A caller that waits for an effect of its own command registers in the answer's continuation. The effects are told
    // before the next batch is processed.
    if (effects.length > 0) setImmediate(() => this.#publish(effects));
    if (this.queued > 0) this.#wake();
    this.#lookWhatIsDue();
  }

  #runBatch(): readonly SideEffect[] {
    const batch: Pending[] = [];
    const results: CommandResult[] = [];
    const changes: Change[] = [];
    const next = inTurns(this.#queue, this.#dueQueue);
    const now = this.#clock.now().getTime();
    const end = performance.now() + Math.max(MIN_PROCESSING_MS, this.#lastCommitMs * PROCESSING_PER_COMMIT);
    try {
      for (const pending of next) {
        batch.push(pending);
        const { command } = pending;
        const result = processCommand(this.#state, command, { now, random });
        results.push(result);
        this.metrics.processed(command.type, result.rejection?.type);
        const mine = this.#state.takeChanges();
        this.#history.note(this.#state, result.events, mine);
        for (const change of mine) changes.push(change);
        if (results.length >= MAX_BATCH) break;
        if (results.length % COMMANDS_PER_LOOK === 0 && performance.now() >= end) break;
      }
      if (changes.length > 0) {
        const start = performance.now();
        this.#store.commit(changes.map(withoutModel), this.#history.stage(now));
        this.#history.committed();
        this.#lastCommitMs = performance.now() - start;
        this.metrics.commitSeconds.observe(this.#lastCommitMs / 1_000);
        this.metrics.groupSize.observe(results.length);
        this.#diskWorks();
      }
    } catch (error) {
      if (error instanceof DiskFull) this.#waitForSpace(error, changes, batch);
      else this.#fail(error as Error, batch);
      return [];
    }
    batch.forEach(({ resolve }, index) => resolve(results[index] as CommandResult));
    return results.flatMap(({ sideEffects }) => sideEffects);
  }

  /** Memory may be ahead of the disk: nothing more is processed or answered. */
  #fail(error: Error, batch: readonly Pending[] = []): void {
    this.#stopped = error;
    this.#scheduler.close();
    const refusal = new BrokerUnavailable('stopped', 'The engine stopped; its log has the reason.');
    this.#refuseAll(batch, refusal);
    this.#onFatal(error);
  }

  /** Memory goes back to what is on the disk. Nobody was answered; who waits hears that there is no space, and may try again. */
  #waitForSpace(error: Error, changes: readonly Change[], batch: readonly Pending[]): void {
    this.#state.undo(changes);
    this.#history.discard();
    if (this.#diskFull === undefined) this.#onDiskFull(error);
    this.#diskFull = error;
    this.#refuseAll(batch, this.#noSpace());
    if (this.#stopped) return;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#scheduler.schedule(dueAt(this.#state));
    }, DISK_FULL_PAUSE_MS);
  }

  /** Those of a batch that came to nothing, and all that wait. */
  #refuseAll(batch: readonly Pending[], refusal: BrokerUnavailable): void {
    for (const { reject } of [...batch, ...this.#queue.splice(0), ...this.#dueQueue.splice(0)])
      reject(refusal);
  }

  #noSpace(): BrokerUnavailable {
    return new BrokerUnavailable(
      'exhausted',
      `${this.#diskFull?.message ?? ''} Nothing was changed; try again later.`,
    );
  }

  #diskWorks(): void {
    if (this.#diskFull === undefined) return;
    this.#diskFull = undefined;
    this.#onDiskFull(undefined);
  }

  #cleanIn(milliseconds: number): void {
    this.#cleaning = setTimeout(() => this.#clean(), milliseconds);
    this.#cleaning.unref();
  }

  /** Between two batches, in small steps. */
  #clean(): void {
    if (this.#stopped) return;
    let more = false;
    try {
      if (this.#pause === undefined) more = this.#history.clean(this.#clock.now().getTime());
    } catch (error) {
      // There may be space later, and nothing depends on it.
      if (!(error instanceof DiskFull)) return this.#fail(error as Error);
    }
    const again = this.queued === 0 ? CLEANING_MS.idle : CLEANING_MS.busy;
    this.#cleanIn(more ? again : CLEANING_MS.usual);
  }

  #publish(effects: readonly SideEffect[]): void {
    for (const effect of effects) for (const listener of this.#listeners) listener(effect);
  }

  /** Also while others wait for their turn: what is due joins the queue, once. */
  #lookWhatIsDue(): void {
    if (this.#stopped || this.#pause !== undefined || this.#dueUnderWay) return;
    this.#scheduler.schedule(dueAt(this.#state));
  }

  #submitDue(): void {
    // After the pause it is looked at again.
    if (this.#stopped || this.#pause !== undefined) return;
    const commands = dueCommands(this.#state, this.#clock.now().getTime(), MAX_DUE);
    this.#dueUnderWay = commands.length > 0;
    // Nobody waits for these; a failure has been reported by `onFatal`.
    void Promise.allSettled(commands.map((command) => this.#enqueue(command, this.#dueQueue))).then(() => {
      this.#dueUnderWay = false;
      this.#lookWhatIsDue();
    });
  }

  #enqueue(command: Command, queue: Pending[]): Promise<CommandResult> {
    return new Promise<CommandResult>((resolve, reject) => {
      queue.push({ command, resolve, reject });
      this.#wake();
    });
  }
}
