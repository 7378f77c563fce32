import {
  type ActivatedJob,
  type Change,
  type Command,
  type CommandContext,
  type CommandResult,
  dueAt,
  dueCommands,
  type ElementInstance,
  type EngineEvent,
  EngineState,
  type ExecutableProcess,
  type Incident,
  type Key,
  processCommand,
  type Responses,
  type SideEffect,
  type StoredRow,
  type Variables,
} from '../../../src/local/engine/index.ts';
import { HistoryWitness } from './history-law.ts';
import { brokenLaws, snapshot } from './laws.ts';
import { PARTITION } from './partition.ts';
import { ProcessBuilder } from './process-builder.ts';
import { randomFrom } from './seeded-random.ts';

export const MIDNIGHT = Date.UTC(2030, 0, 1);

interface DriverOptions extends Pick<CommandContext, 'itemsAtOnce' | 'clearedAtOnce' | 'signalledAtOnce'> {
  /** Of what FEEL draws by lot. */
  readonly seed?: number;
}

interface Processed {
  readonly command: Command;
  readonly now: number;
  readonly outcome: string;
}

/** Drives the engine through a scenario and checks every law after every command. */
export class EngineDriver {
  readonly state: EngineState;
  now = MIDNIGHT;
  readonly events: EngineEvent[] = [];
  readonly effects: SideEffect[] = [];
  readonly #persisted = new Map<string, StoredRow>();
  readonly #processed: Processed[] = [];
  readonly #witness = new HistoryWitness();
  #deployments = 0;

  readonly #options: DriverOptions;
  readonly #random: () => number;

  constructor(options: DriverOptions = {}) {
    this.state = new EngineState(PARTITION);
    this.#options = options;
    this.#random = randomFrom(options.seed);
  }

  #context(now: number, random: () => number): CommandContext {
    const { seed: _seed, ...portions } = this.#options;
    return { now, random, ...portions };
  }

  /** Processes a command, also one that is rejected. */
  send<T extends Command['type']>(command: Extract<Command, { type: T }>): CommandResult<T> {
    const before = snapshot(this.state);
    const result = processCommand<T>(this.state, command, this.#context(this.now, this.#random));
    const changes = this.state.takeChanges();
    for (const { table, key, value } of changes) {
      const id = `${table} ${key}`;
      if (value === undefined) this.#persisted.delete(id);
      else this.#persisted.set(id, structuredClone({ table, key, value }));
    }
    this.events.push(...result.events);
    this.effects.push(...result.sideEffects);
    this.#processed.push({ command, now: this.now, outcome: JSON.stringify(result) });
    const broken = brokenLaws(this.state, this.#persisted);
    broken.push(...this.#witness.see(this.state, result.events, changes, this.now));
    if (result.rejection !== undefined && (snapshot(this.state) !== before || changes.length > 0)) {
      broken.push('the rejected command changed something');
    }
    if (broken.length > 0) throw new Error(`After ${JSON.stringify(command)}:\n${broken.join('\n')}`);
    return result;
  }

  /** Processes a command that must be accepted. */
  do<T extends Command['type']>(command: Extract<Command, { type: T }>): Responses[T] {
    const { response, rejection } = this.send<T>(command);
    if (response === undefined)
      throw new Error(`${command.type} was rejected: ${rejection?.type} ${rejection?.reason}`);
    return response;
  }

  /** Processes commands as `send` does, without keeping what they change, and returns that. */
  changesOf(commands: readonly Command[]): Change[] {
    return commands.flatMap((command) => {
      processCommand(this.state, command as never, this.#context(this.now, this.#random));
      return this.state.takeChanges();
    });
  }

  /** The rejection of a command that must be rejected. */
  refused(command: Command): { type: string; reason: string } {
    const { rejection } = this.send(command);
    if (rejection === undefined) throw new Error(`${command.type} was accepted`);
    return { type: rejection.type, reason: rejection.reason };
  }

  /** The same commands, times and lots on an empty engine give the same events, keys and answers. */
  checkDeterminism(): void {
    const replayed = new EngineState(this.state.partitionId);
    const random = randomFrom(this.#options.seed);
    for (const { command, now, outcome } of this.#processed) {
      const again = JSON.stringify(processCommand(replayed, command as never, this.#context(now, random)));
      replayed.takeChanges();
      if (again !== outcome) throw new Error(`Replaying ${JSON.stringify(command)} gave another outcome`);
    }
    if (snapshot(replayed) !== snapshot(this.state)) throw new Error('Replaying gave another state');
  }

  /** Continues with the state that is rebuilt from what was persisted, as after a restart. */
  restart(): void {
    (this as { state: EngineState }).state = EngineState.load(
      this.#persisted.values(),
      this.state.partitionId,
    );
  }

  deploy(...models: (ExecutableProcess | ProcessBuilder)[]): Responses['deploy-resources'] {
    this.#deployments += 1;
    return this.do({
      type: 'deploy-resources',
      resources: models.map((model) => {
        const built = model instanceof ProcessBuilder ? model.build() : model;
        return {
          resourceName: `${built.id}.bpmn`,
          checksum: `${this.#deployments}-${built.id}`,
          content: '',
          processes: [built],
        };
      }),
    });
  }

  create(bpmnProcessId = 'process', variables: Variables = {}): Key {
    return this.do({ type: 'create-process-instance', bpmnProcessId, variables }).processInstanceKey;
  }

  activate(jobType: string, maxJobs = 100, timeout = 60_000): readonly ActivatedJob[] {
    return this.do({ type: 'activate-jobs', jobType, worker: 'test', maxJobs, timeout }).jobs;
  }

  /** Activates the oldest job of the type, which must exist. */
  job(jobType: string): ActivatedJob {
    const [job] = this.activate(jobType, 1);
    if (job === undefined)
      throw new Error(`There is no activatable job '${jobType}'; active: ${this.active().join(', ')}`);
    return job;
  }

  complete(jobType: string, variables?: Variables): void {
    this.do({ type: 'complete-job', jobKey: this.job(jobType).key, ...(variables && { variables }) });
  }

  fail(jobType: string, retries = 0, variables?: Variables): void {
    this.do({
      type: 'fail-job',
      jobKey: this.job(jobType).key,
      retries,
      errorMessage: 'no',
      ...(variables && { variables }),
    });
  }

  throwError(jobType: string, errorCode: string, variables?: Variables): void {
    this.do({
      type: 'throw-error',
      jobKey: this.job(jobType).key,
      errorCode,
      ...(variables && { variables }),
    });
  }

  publish(name: string, correlationKey = '', variables: Variables = {}, timeToLive = 0, messageId = ''): Key {
    return this.do({ type: 'publish-message', name, correlationKey, variables, timeToLive, messageId }).key;
  }

  /** Moves the clock and processes everything that becomes due on the way. */
  advance(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (let next = dueAt(this.state); next !== undefined && next <= end; next = dueAt(this.state)) {
      this.now = Math.max(this.now, next);
      const commands = dueCommands(this.state, this.now);
      if (commands.length === 0) throw new Error('Something is due but there is no command for it');
      for (const command of commands) this.do(command);
    }
    this.now = end;
  }

  cancel(processInstanceKey: Key): void {
    this.do({ type: 'cancel-process-instance', processInstanceKey });
  }

  /** Ids of all living elements but processes, sorted. */
  active(): string[] {
    return this.instances()
      .filter(({ type }) => type !== 'process')
      .map(({ elementId }) => elementId)
      .sort();
  }

  instances(elementId?: string): ElementInstance[] {
    return [...this.state.elementInstances.values()].filter(
      (row) => elementId === undefined || row.elementId === elementId,
    );
  }

  /** The only living instance of an element. */
  only(elementId: string): ElementInstance {
    const found = this.instances(elementId);
    const [first] = found;
    if (first === undefined || found.length > 1)
      throw new Error(`There are ${found.length} instances of '${elementId}'`);
    return first;
  }

  incidents(): Incident[] {
    return [...this.state.incidents.values()];
  }

  incident(): Incident {
    const [only, ...others] = this.incidents();
    if (only === undefined || others.length > 0)
      throw new Error(`There are ${this.incidents().length} incidents`);
    return only;
  }

  resolve(): void {
    this.do({ type: 'resolve-incident', incidentKey: this.incident().key });
  }

  /** Variables of exactly this scope. */
  locals(scopeKey: Key): Record<string, unknown> {
    return Object.fromEntries(
      this.state.variableNames
        .get(scopeKey)
        .map((name) => [name, this.state.variables.get(`${scopeKey}:${name}`)?.value]),
    );
  }

  /** Ids of the elements that completed, in order. */
  completed(): string[] {
    const ids = new Map<Key, string>();
    const done: string[] = [];
    for (const event of this.events) {
      if (event.type === 'element-activating') ids.set(event.row.key, event.row.elementId);
      if (event.type === 'element-completed') done.push(ids.get(event.key) ?? '');
    }
    return done;
  }

  /** Ids of the elements that were terminated, in order. */
  terminated(): string[] {
    const ids = new Map<Key, string>();
    const done: string[] = [];
    for (const event of this.events) {
      if (event.type === 'element-activating') ids.set(event.row.key, event.row.elementId);
      if (event.type === 'element-terminated') done.push(ids.get(event.key) ?? '');
    }
    return done;
  }

  /** Whether nothing of any instance is left. */
  isIdle(): boolean {
    const { elementInstances, jobs, incidents, variables, messageSubscriptions, joinTokens, multiInstances } =
      this.state;
    const tables = [
      elementInstances,
      jobs,
      incidents,
      variables,
      messageSubscriptions,
      joinTokens,
      multiInstances,
    ];
    return tables.every((table) => table.size === 0);
  }
}
