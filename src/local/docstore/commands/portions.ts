import { decodeDocument } from '../bson/decode.ts';
import { StoreError } from '../errors.ts';
import { PAUSE, Slice } from '../pace.ts';
import { checkDeadline, findMatches, Match, matchesNow, type Query } from '../query/execute.ts';
import type { Collection } from '../storage/collection.ts';
import type { Store } from '../store.ts';
import { namespaceOf } from './context.ts';

/** What the rest of a write waits for: that others went first, or the records that a long search finds. */
type Wait = typeof PAUSE | Query;

/** A write in steps. Between any two everything is as it may be on the disk, and others may write. */
export type Writing<T> = Generator<Wait, T, readonly number[]>;

/** The collection of a command and the time that one portion may take. */
export class Portions {
  readonly slice: Slice;
  readonly #store: Store;
  readonly #db: string;
  readonly #name: string;

  constructor(store: Store, db: string, name: string) {
    this.#store = store;
    this.#db = db;
    this.#name = name;
    this.slice = new Slice(store.writeSliceMs);
  }

  /** The collection as it is in this portion; undefined when there is none. */
  get collection(): Collection | undefined {
    return this.#store.catalog.find(this.#db, this.#name);
  }

  /** The same, made when there is none. */
  get madeCollection(): Collection {
    return this.#store.catalog.ensure(this.#db, this.#name);
  }

  /**
   * Carries out a write; each portion of it is one transaction, which is on disk when the next begins. Others go between.
   * A write that is short enough is one portion.
   */
  async run<T>(writing: Writing<T>): Promise<T> {
    let goOn = (): IteratorResult<Wait, T> => writing.next([]);
    for (;;) {
      const step = await this.#store.writes.submit(() => {
        this.slice.begin();
        return goOn();
      });
      if (step.done === true) return step.value;
      goOn = step.value === PAUSE ? () => writing.next([]) : await this.#search(step.value, writing);
      await this.#store.turns.next();
    }
  }

  /**
   * Does something with each document that matches. They are looked for before the first is changed: what is changed is
   * not found again. One that no longer matches when its turn comes is left alone.
   * @param many false: the first one only
   * @returns how many there were, and whether others wrote since they were looked for
   */
  *each(
    query: Query,
    many: boolean,
    change: (collection: Collection, match: Match) => void,
  ): Writing<{ readonly count: number; readonly waited: boolean }> {
    const before = this.collection;
    if (!before) return { count: 0, waited: false };
    const first = many ? this.#matchesOfPortion(before, query) : matchesNow(before, { ...query, limit: 1 });
    const matches: readonly (Match | number)[] = first ?? (yield query);
    let [collection, waited, count] = [before, first === undefined, 0];
    for (const [at, found] of matches.entries()) {
      if (at > 0 && this.slice.isOver) {
        yield PAUSE;
        waited = true;
        checkDeadline(query.deadline);
      }
      if (waited) collection = this.#still(before);
      const match = waited || typeof found === 'number' ? matchNow(collection, query, found) : found;
      if (!match) continue;
      change(collection, match);
      count++;
    }
    return { count, waited };
  }

  /** All that match; undefined when finding them takes longer than one portion. */
  #matchesOfPortion(collection: Collection, query: Query): Match[] | undefined {
    const matches: Match[] = [];
    for (const match of findMatches(collection, query, this.slice)) {
      if (match === PAUSE) return undefined;
      matches.push(match);
    }
    return matches;
  }

  /** Looks for the records in the store of this moment, while others write. Answers how the write goes on with them. */
  async #search<T>(query: Query, writing: Writing<T>): Promise<() => IteratorResult<Wait, T>> {
    try {
      const records = await this.#records(query);
      return () => writing.next(records);
    } catch (error) {
      return () => writing.throw(error);
    }
  }

  async #records(query: Query): Promise<readonly number[]> {
    const records: number[] = [];
    await this.#store.reads.run<Match>(
      ({ snapshot, slice }) => {
        const collection = this.collection;
        return collection ? findMatches(collection.at(snapshot), { ...query, bytesOnly: true }, slice) : [];
      },
      { isGone: false },
      ({ record }) => {
        records.push(record);
        return true;
      },
    );
    return records;
  }

  /** @throws StoreError QueryPlanKilled when another collection, or none, has its name now */
  #still({ id }: Collection): Collection {
    const { collection } = this;
    if (collection?.id !== id)
      throw new StoreError(
        'QueryPlanKilled',
        `The collection ${namespaceOf(this.#db, this.#name)} was dropped or renamed while it was written to.`,
      );
    return collection;
  }
}

/** A document that was found earlier, if it still matches. */
function matchNow(collection: Collection, query: Query, found: Match | number): Match | undefined {
  const record = typeof found === 'number' ? found : found.record;
  const bytes = collection.read(record);
  if (!bytes) return undefined;
  const doc = decodeDocument(bytes);
  const context = { position: undefined };
  return query.predicate(doc, context) ? new Match({ record, bytes }, context, doc) : undefined;
}
