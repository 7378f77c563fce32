import { addFacts, type Happened } from '../../../src/local/broker/history/facts.ts';
import { type Chapter, tell } from '../../../src/local/broker/history/story.ts';
import type { Change, EngineEvent, EngineState, Key } from '../../../src/local/engine/index.ts';

/** What the broker would have kept of a scenario, and whether it agrees with what lives. */
export class HistoryWitness {
  readonly #chapters = new Map<Key, Chapter[]>();
  readonly #ended = new Set<Key>();

  /** Takes one command in; returns where history now contradicts the state. */
  see(
    state: EngineState,
    events: readonly EngineEvent[],
    changes: readonly Change[],
    now: number,
  ): readonly string[] {
    const happened = new Map<Key, Happened>();
    addFacts(happened, state, events, changes, true);
    const broken: string[] = [];
    for (const [key, { facts, ending }] of happened) {
      if (this.#ended.has(key)) broken.push(`something happened in ${key} after its end`);
      const chapters = this.#chapters.get(key) ?? [];
      chapters.push({ at: now, facts: structuredClone(facts) });
      this.#chapters.set(key, chapters);
      if (ending !== undefined) this.#ended.add(key);
    }
    return [...broken, ...this.#contradictions(state)];
  }

  #contradictions(state: EngineState): string[] {
    const broken: string[] = [];
    const living = new Map<Key, string[]>();
    for (const row of state.elementInstances.values()) {
      const of = living.get(row.processInstanceKey) ?? [];
      living.set(row.processInstanceKey, of);
      if (row.type !== 'process') of.push(`${row.key} ${row.elementId} ${row.type} in ${row.scopeKey}`);
    }
    for (const key of this.#chapters.keys())
      if (living.has(key) === this.#ended.has(key)) broken.push(`history is wrong about the end of ${key}`);
    for (const [key, elements] of living) {
      const story = tell(key, this.#chapters.get(key) ?? []);
      const told = [...story.elements.values()]
        .filter((element) => element.state === 'active')
        .map((element) => `${element.key} ${element.elementId} ${element.type} in ${element.scopeKey}`);
      compare(broken, `the elements of ${key}`, elements, told);
      compare(
        broken,
        `the incidents of ${key}`,
        [...state.incidentsOfInstance.get(key)],
        [...story.incidents.values()].filter(({ endedAt }) => endedAt === undefined).map((row) => row.key),
      );
      const instance = state.elementInstances.get(key);
      if (
        story.processDefinitionKey !== instance?.processDefinitionKey ||
        story.bpmnProcessId !== instance?.elementId ||
        story.incomplete
      )
        broken.push(`history is wrong about the process of ${key}`);
      for (const { scopeKey, name, value } of state.variables.values()) {
        if (state.elementInstances.get(scopeKey)?.processInstanceKey !== key) continue;
        const known = story.variables.get(`${scopeKey}:${name}`);
        if (JSON.stringify(known?.value) !== JSON.stringify(value))
          broken.push(`history is wrong about variable ${name} of ${scopeKey}`);
      }
    }
    return broken;
  }
}

const compare = (
  broken: string[],
  what: string,
  expected: readonly string[],
  told: readonly string[],
): void => {
  const [a, b] = [expected, told].map((list) => [...list].sort().join('; '));
  if (a !== b) broken.push(`history is wrong about ${what}: there live ${a}; it says ${b}`);
};
