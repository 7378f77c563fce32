import { applyEvent } from './apply-event.ts';
import type { Circumstances } from './circumstances.ts';
import { compileProcess, type CompiledElement, type CompiledProcess } from './compiled-process.ts';
import type { EngineEvent } from './events.ts';
import { expectPresent } from './failures.ts';
import type { Key, SideEffect } from './records.ts';
import type { ElementInstance, ProcessDefinition } from './rows.ts';
import type { EngineState } from './state.ts';

const COUNTER_BITS = 51n;

/** What one command records: events (applied at once), issued keys and side effects. */
export class Recorder implements Circumstances {
  readonly state: EngineState;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly random: () => number;
  readonly events: EngineEvent[] = [];
  readonly #effects: SideEffect[] = [];
  readonly #availableJobs = new Map<string, Key[]>();
  readonly #keyBase: bigint;
  readonly #firstCounter: number;
  #counter: number;

  constructor(state: EngineState, { now, random }: Circumstances) {
    this.state = state;
    this.now = now;
    this.random = random;
    this.#keyBase = BigInt(state.partitionId) << COUNTER_BITS;
    this.#firstCounter = this.#counter = state.counters.get('keys')?.value ?? 0;
  }

  emit(event: EngineEvent): void {
    applyEvent(this.state, event);
    this.events.push(event);
  }

  /** A key that was never issued before. */
  nextKey(): Key {
    this.#counter += 1;
    return (this.#keyBase + BigInt(this.#counter)).toString();
  }

  /** Tells the broker that this job became activatable. */
  announceJob(type: string, key: Key): void {
    const keys = this.#availableJobs.get(type);
    if (keys === undefined) this.#availableJobs.set(type, [key]);
    else keys.push(key);
  }

  addEffect(effect: SideEffect): void {
    this.#effects.push(effect);
  }

  /** Ends the command: records the keys that were issued. */
  close(): readonly SideEffect[] {
    if (this.#counter !== this.#firstCounter) this.emit({ type: 'keys-issued', last: this.#counter });
    for (const [jobType, jobKeys] of this.#availableJobs) {
      const still = jobKeys.filter((key) => this.state.isActivatable(key));
      if (still.length > 0) this.#effects.push({ kind: 'jobs-available', jobType, jobKeys: still });
    }
    return this.#effects;
  }

  /** The deployed process of that key, which must exist. */
  definition(key: Key): ProcessDefinition {
    return expectPresent(this.state.processes.get(key), `Process definition ${key}`);
  }

  process(definitionKey: Key): CompiledProcess {
    return compileProcess(this.definition(definitionKey).model);
  }

  /** The element of the model that an instance is an instance of. */
  elementOf(instance: Pick<ElementInstance, 'elementId' | 'processDefinitionKey'>): CompiledElement {
    return this.element(instance.processDefinitionKey, instance.elementId);
  }

  element(definitionKey: Key, elementId: string): CompiledElement {
    return expectPresent(this.process(definitionKey).elements.get(elementId), `Element '${elementId}'`);
  }

  instance(key: Key): ElementInstance {
    return expectPresent(this.state.elementInstances.get(key), `Element instance ${key}`);
  }

  bpmnProcessId(definitionKey: Key): string {
    return this.definition(definitionKey).bpmnProcessId;
  }
}
