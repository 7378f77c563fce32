import { ageingBuckets } from '../contract/http.ts';

/**
 * Keeps small counts out of statistics. A count of one or two steps at one organisation can point at one case, so counts
 * below a threshold are hidden, and with them whatever they could be worked out from.
 *
 * The two tables (per step, per partner) count the same items, each item once in each. Hence every column has the same
 * sum in both, and `overdue` is the sum of `ageing`, and `dueSoon + overdue ≤ open`. The rules below make sure that for
 * every hidden small count there is another division of items with exactly the same picture:
 *
 * 1. A row whose `open` is small is hidden whole. A row with a small part (due soon, overdue, or neither) keeps only `open`.
 *    A row with a small age group loses its age groups.
 * 2. Where a row is hidden whole, the smallest large row is hidden whole as well: an item may be in either. Where one row
 *    lost its parts, the smallest other row loses them too, and the same for age groups: two items may have changed places.
 * 3. A table without a row large enough for rule 2 shows no count at all; then no total is shown either, and the other
 *    table hides a row, or the total could be worked out from there.
 */
export interface Tally {
  readonly open: number;
  readonly dueSoon: number;
  readonly overdue: number;
  readonly ageing: { readonly [B in Bucket]: number };
}

export type Bucket = (typeof ageingBuckets)[number];

/** A tally of which null counts may not be shown. */
export interface ShownTally {
  readonly open: number | null;
  readonly dueSoon: number | null;
  readonly overdue: number | null;
  readonly ageing: { readonly [B in Bucket]: number | null };
}

/** How much of a row is shown, from nothing to everything. */
type Level = 'nothing' | 'open' | 'without-ageing' | 'all';

export interface ShownTables {
  readonly totals: Omit<ShownTally, 'ageing'>;
  /** In the order of the rows given; empty when not even hidden counts can be shown safely. */
  readonly tables: readonly [readonly ShownTally[], readonly ShownTally[]];
}

/**
 * @param tables two divisions of the same items
 * @param hiddenBelow counts from 1 up to this number are small
 */
export function hideSmallCounts(
  tables: readonly [readonly Tally[], readonly Tally[]],
  hiddenBelow: number,
): ShownTables {
  const [first, second] = [
    new Disclosure(tables[0], hiddenBelow),
    new Disclosure(tables[1], hiddenBelow),
  ] as const;
  const safeTotals = first.hasCover && second.hasCover;
  if (!safeTotals) {
    first.hideOneRow();
    second.hideOneRow();
    if (!cannotBePinned(first, second))
      return { totals: { open: null, dueSoon: null, overdue: null }, tables: [[], []] };
  }
  const total = sum(tables[0]);
  const { open, dueSoon, overdue } = show(total, safeTotals ? levelOf(total, hiddenBelow) : 'nothing');
  return { totals: { open, dueSoon, overdue }, tables: [first.shown(), second.shown()] };
}

const isSmall = (count: number, hiddenBelow: number): boolean => count > 0 && count < hiddenBelow;

function levelOf(row: Tally, hiddenBelow: number): Level {
  const { open, dueSoon, overdue, ageing } = row;
  const small = (count: number) => isSmall(count, hiddenBelow);
  if (small(open)) return 'nothing';
  if (small(dueSoon) || small(overdue) || small(open - dueSoon - overdue)) return 'open';
  return ageingBuckets.some((bucket) => small(ageing[bucket])) ? 'without-ageing' : 'all';
}

class Disclosure {
  readonly rows: readonly Tally[];
  readonly #hiddenBelow: number;
  readonly #levels: Level[];
  /** Whether rule 2 could be followed, or had nothing to do. */
  readonly hasCover: boolean;

  constructor(rows: readonly Tally[], hiddenBelow: number) {
    this.rows = rows;
    this.#hiddenBelow = hiddenBelow;
    this.#levels = rows.map((row) => levelOf(row, hiddenBelow));
    this.hasCover = this.#cover();
    if (!this.hasCover) this.#levels.fill('nothing');
    this.#coverAgeing();
  }

  /** Hides a row so that the total cannot be added up from this table; nothing to do when a row is hidden already. */
  hideOneRow(): void {
    if (!this.#levels.includes('nothing')) this.#lowerSmallestRow('nothing');
  }

  isHidden(index: number): boolean {
    return this.#levels[index] === 'nothing';
  }

  /** What an attentive reader may at most know of a hidden row's `open`. */
  bounds(index: number): readonly [low: number, high: number] {
    const { open } = this.rows[index] as Tally;
    if (!this.isHidden(index)) return [open, open];
    if (isSmall(open, this.#hiddenBelow)) return [1, this.#hiddenBelow - 1];
    return [0, open === 0 ? this.#hiddenBelow - 1 : Infinity];
  }

  shown(): ShownTally[] {
    return this.rows.map((row, index) => show(row, this.#levels[index] ?? 'nothing'));
  }

  /** Rule 2. @returns false when there is no row that could do it */
  #cover(): boolean {
    if (this.#levels.includes('nothing')) return this.#lowerSmallestRow('nothing');
    // Two rows without parts cover each other: an item of either kind may be in either row.
    const withoutParts = this.#levels.filter((level) => level === 'open').length;
    return withoutParts !== 1 || this.#lowerSmallestRow('open');
  }

  #lowerSmallestRow(to: 'nothing' | 'open'): boolean {
    const cover = this.#smallest(
      ({ open }) => open,
      (level) => level !== 'nothing' && level !== to,
    );
    if (cover === undefined) return false;
    this.#levels[cover] = to;
    return true;
  }

  #coverAgeing(): void {
    const withoutAgeing = this.#levels.filter((level) => level === 'without-ageing').length;
    if (withoutAgeing === 0) return;
    const hidden = this.rows.filter(({ overdue }, index) => overdue > 0 && this.#levels[index] !== 'all');
    if (hidden.length > 1) return;
    // When no other row has overdue items, the age groups here are those of the whole, which no table shows.
    const cover = this.#smallest(
      ({ overdue }) => overdue,
      (level) => level === 'all',
    );
    if (cover !== undefined) this.#levels[cover] = 'without-ageing';
  }

  /** The row with the smallest count that is not itself small or zero. */
  #smallest(count: (row: Tally) => number, may: (level: Level) => boolean): number | undefined {
    let smallest: number | undefined;
    for (const [index, row] of this.rows.entries()) {
      if (count(row) < this.#hiddenBelow || !may(this.#levels[index] ?? 'nothing')) continue;
      if (smallest === undefined || count(row) < count(this.rows[smallest] as Tally)) smallest = index;
    }
    return smallest;
  }
}

/** Whether each hidden `open` still has two possible values when no total is given and both tables add up to the same. */
function cannotBePinned(first: Disclosure, second: Disclosure): boolean {
  const range = (table: Disclosure, end: 0 | 1) =>
    table.rows.reduce((total, _, index) => total + table.bounds(index)[end], 0);
  const low = Math.max(range(first, 0), range(second, 0));
  const high = Math.min(range(first, 1), range(second, 1));
  return [first, second].every((table) =>
    table.rows.every((_, index) => {
      if (!table.isHidden(index)) return true;
      const [from, to] = table.bounds(index);
      const othersLow = range(table, 0) - from;
      const othersHigh = to === Infinity ? sumOfOtherHighs(table, index) : range(table, 1) - to;
      return Math.max(from, low - othersHigh) < Math.min(to, high - othersLow);
    }),
  );
}

function sumOfOtherHighs(table: Disclosure, except: number): number {
  return table.rows.reduce((total, _, index) => total + (index === except ? 0 : table.bounds(index)[1]), 0);
}

function show(row: Tally, level: Level): ShownTally {
  const parts = level === 'all' || level === 'without-ageing';
  return {
    open: level === 'nothing' ? null : row.open,
    dueSoon: parts ? row.dueSoon : null,
    overdue: parts ? row.overdue : null,
    ageing: Object.fromEntries(
      ageingBuckets.map((bucket) => [bucket, level === 'all' ? row.ageing[bucket] : null]),
    ) as ShownTally['ageing'],
  };
}

/** Adds tallies up. */
export function sum(rows: readonly Tally[]): Tally {
  const add = (count: (row: Tally) => number) => rows.reduce((total, row) => total + count(row), 0);
  return {
    open: add(({ open }) => open),
    dueSoon: add(({ dueSoon }) => dueSoon),
    overdue: add(({ overdue }) => overdue),
    ageing: Object.fromEntries(
      ageingBuckets.map((bucket) => [bucket, add(({ ageing }) => ageing[bucket])]),
    ) as Tally['ageing'],
  };
}
