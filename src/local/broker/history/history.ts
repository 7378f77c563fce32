import type { EngineEvent } from '../../engine/events.ts';
import type { Key } from '../../engine/records.ts';
import type { Change, EngineState } from '../../engine/state.ts';
import { metaKey } from '../format.ts';
import type { EngineStore, Write } from '../store.ts';
import { addFacts, type Ending, type Happened } from './facts.ts';
import {
  chapterKey,
  chapterRange,
  endingKey,
  ENDINGS,
  endingOfKey,
  HISTORY_ENTRIES,
} from './history-keys.ts';
import { type Chapter, type Story, tell } from './story.ts';

const DAY_MS = 86_400_000;

/** How much is kept of what ended. */
export interface HistoryOptions {
  /** Days after its end for which a process instance is kept; 0 keeps nothing. Default 30. */
  readonly days?: number;
  /** Ended process instances kept at most; the oldest go first. Default 100,000. */
  readonly instances?: number;
  /**
   * Commits kept of one process instance at most; one that runs for years loses its oldest, but never the first. Default
   * 5,000.
   */
  readonly commits?: number;
  /** Keeps the values of variables, which may be confidential, besides their names. Default false. */
  readonly values?: boolean;
}

/** A process instance that ended; times in epoch milliseconds. */
export interface EndedInstance {
  readonly key: Key;
  readonly bpmnProcessId: string;
  readonly completed: boolean;
  readonly endedAt: number;
  /** What its first chapter says, if that is there. */
  readonly beginning: Story;
}

/** Entries that one step of cleaning removes at most: some milliseconds. */
const MOST_REMOVED = 1_000;
/** Every so many chapters the instance that wrote the last one is looked at. */
const CHAPTERS_PER_LOOK = 64;
/** Facts read of one process instance at most. */
const MOST_FACTS_READ = 50_000;

/** A chapter as it is stored; the last one of an instance has its ending. */
interface StoredChapter extends Chapter {
  readonly ending?: Ending;
}

/**
 * What happened in process instances, living and ended, beside the engine's tables: written in the same transactions, never
 * read by the engine, not loaded at a start. Nothing of it is kept in memory.
 */
export class History {
  readonly #store: EngineStore;
  readonly #days: number;
  readonly #instances: number;
  readonly #values: boolean;
  readonly #commits: number;
  /** Since the last commit. */
  #happened = new Map<Key, Happened>();
  /** Number of the next chapter, of all instances together. */
  #next: number;
  /** How many ended instances are kept. */
  #ended: number;
  #staged: { readonly next: number; readonly ended: number } | undefined;
  /** Instances that may have too many chapters. */
  readonly #long = new Set<Key>();

  constructor(
    store: EngineStore,
    { days = 30, instances = 100_000, commits = 5_000, values = false }: HistoryOptions = {},
  ) {
    this.#store = store;
    this.#days = days;
    this.#instances = instances;
    this.#values = values;
    this.#commits = commits;
    const counts = store.read(metaKey('history'));
    const { next, ended } = counts === undefined ? { next: 0, ended: 0 } : parse<Counts>(counts);
    this.#next = next;
    this.#ended = ended;
  }

  /** How many ended process instances are kept. */
  get ended(): number {
    return this.#ended;
  }

  get #keepsNothing(): boolean {
    return this.#days === 0 || this.#instances === 0;
  }

  /** Notes what a command did, for the next commit. */
  note(state: EngineState, events: readonly EngineEvent[], changes: readonly Change[]): void {
    if (!this.#keepsNothing) addFacts(this.#happened, state, events, changes, this.#values);
  }

  /** What the next commit must write. Call `committed` or `discard` afterwards. */
  stage(now: number): readonly Write[] {
    if (this.#happened.size === 0) return [];
    const writes: Write[] = [];
    let [next, ended] = [this.#next, this.#ended];
    for (const [key, { facts, ending }] of this.#happened) {
      const chapter: StoredChapter = { at: now, facts, ...(ending === undefined ? {} : { ending }) };
      writes.push({ key: chapterKey(key, next), text: JSON.stringify(chapter) });
      if (next % CHAPTERS_PER_LOOK === 0) this.#long.add(key);
      next += 1;
      if (ending !== undefined) {
        writes.push({ key: endingKey(now, key), text: JSON.stringify(ending) });
        ended += 1;
      }
    }
    writes.push(counted({ next, ended }));
    this.#staged = { next, ended };
    return writes;
  }

  /** What was staged is on the disk. */
  committed(): void {
    if (this.#staged === undefined) return;
    ({ next: this.#next, ended: this.#ended } = this.#staged);
    this.discard();
  }

  /** What was staged is not on the disk, and never happened. */
  discard(): void {
    this.#staged = undefined;
    this.#happened = new Map();
  }

  /**
   * What is known of a process instance; undefined: nothing.
   *
   * @throws DamagedData
   */
  story(
    key: Key,
    now: number,
  ):
    | { readonly story: Story; readonly ending: (Ending & { readonly endedAt: number }) | undefined }
    | undefined {
    const chapters: Chapter[] = [];
    let facts = 0;
    let ending: (Ending & { readonly endedAt: number }) | undefined;
    for (const { text } of this.#store.entries(chapterRange(key))) {
      const chapter = parse<StoredChapter>(text);
      facts += chapter.facts.length;
      if (facts <= MOST_FACTS_READ) chapters.push(chapter);
      if (chapter.ending !== undefined) ending = { ...chapter.ending, endedAt: chapter.at };
    }
    if (chapters.length === 0) return undefined;
    if (ending !== undefined && this.#isTooOld(ending.endedAt, now)) return undefined;
    const story = tell(key, chapters, ending && { completed: ending.completed, at: ending.endedAt });
    return {
      story: facts > MOST_FACTS_READ ? { ...story, incomplete: true } : story,
      ending,
    };
  }

  /**
   * Process instances that ended, the last one first.
   *
   * @param after key of an ended process instance: only those that ended before it; one that is not kept has none
   * @throws DamagedData
   */
  endedInstances(now: number, limit: number, after?: Key): EndedInstance[] {
    const before = after === undefined ? undefined : this.story(after, now)?.ending?.endedAt;
    if (after !== undefined && before === undefined) return [];
    const upper = after === undefined || before === undefined ? ENDINGS.end : endingKey(before, after);
    const found: EndedInstance[] = [];
    for (const { key: entry, text } of this.#store.entries({
      start: ENDINGS.start,
      end: upper,
      reverse: true,
    })) {
      const { endedAt, key } = endingOfKey(entry);
      if (this.#isTooOld(endedAt, now)) break;
      const { completed, bpmnProcessId } = parse<Ending>(text);
      const first = this.#store.entries({ ...chapterRange(key), limit: 1 });
      const beginning = tell(
        key,
        Array.from(first, (chapter) => parse<StoredChapter>(chapter.text)),
      );
      found.push({ key, bpmnProcessId, completed, endedAt, beginning });
      if (found.length === limit) break;
    }
    return found;
  }

  /**
   * Removes some of what need not be kept any more.
   *
   * @returns whether there is more to remove
   * @throws DiskFull; Error when it cannot be written
   */
  clean(now: number): boolean {
    const removed: Buffer[] = [];
    let ended = this.#ended;
    if (this.#keepsNothing) {
      removed.push(...this.#store.keys({ ...HISTORY_ENTRIES, limit: MOST_REMOVED }));
      ended = 0;
    } else {
      for (const entry of this.#store.keys({ ...ENDINGS, limit: MOST_REMOVED })) {
        const { endedAt, key } = endingOfKey(entry);
        if (ended <= this.#instances && !this.#isTooOld(endedAt, now)) break;
        const chapters = this.#store.keys({ ...chapterRange(key), limit: MOST_REMOVED - removed.length });
        removed.push(...chapters);
        // What ended stands in the index until the last of its chapters is gone.
        if (removed.length >= MOST_REMOVED) break;
        removed.push(entry);
        ended -= 1;
      }
      if (removed.length < MOST_REMOVED)
        removed.push(...this.#tooManyChapters(MOST_REMOVED - removed.length));
    }
    if (removed.length === 0) return false;
    this.#store.commit(
      [],
      [...removed.map((key) => ({ key, text: undefined })), counted({ next: this.#next, ended })],
    );
    this.#ended = ended;
    return removed.length >= MOST_REMOVED || this.#long.size > 0;
  }

  /** The oldest chapters but the first, of one instance that has more than are kept. */
  #tooManyChapters(most: number): readonly Buffer[] {
    const [key] = this.#long;
    if (key === undefined) return [];
    const chapters = this.#store.keys({ ...chapterRange(key), limit: this.#commits + most });
    if (chapters.length < this.#commits + most) this.#long.delete(key);
    return chapters.slice(1, Math.max(1, chapters.length - this.#commits + 1));
  }

  #isTooOld(endedAt: number, now: number): boolean {
    return endedAt <= now - this.#days * DAY_MS;
  }
}

interface Counts {
  readonly next: number;
  readonly ended: number;
}

const counted = (counts: Counts): Write => ({ key: metaKey('history'), text: JSON.stringify(counts) });

const parse = <T>(text: string): T => JSON.parse(text) as T;
