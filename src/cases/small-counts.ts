import { ageingBuckets } from '../contract/http.ts';

/**
 * Keeps small counts out of statistics. A count of one or two steps at one organisation can point at one case, so counts
 * below a threshold are hidden, and with them whatever they could be worked out from.
 *
 * The two tables (per step, per partner) count the same items, each item once in each. Hence every column has the same
 * sum in both, and `overdue` is the sum of `ageing`, and `dueSoon + overdue ≤ open`. The rules below make sure that for
 * every hidden small count there is another division of items with exactly the same picture:
 *
 * 1. A row whose `open` is small is hidden whole. A row of which few items are overdue, or few are not, keeps only `open`.
 *    A row of which few are due soon, or few neither soon nor overdue, loses `dueSoon`. A row with a small age group loses
 *    its age groups.
 * 2. Where a row is hidden whole, the smallest large row is hidden whole as well: an item may be in either. Where one row
 *    lost `overdue`, the smallest other row loses it too, and the same for `dueSoon` and age groups: two items may have
 *    changed places.
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

/** A count, or group of counts, of a row. */
type Part = 'open' | 'overdue' | 'dueSoon' | 'ageing';

/** What a part cannot be shown without. */
const needs: { readonly [P in Part]: readonly Part[] } = {
  open: [],
  overdue: ['open'],
  dueSoon: ['open', 'overdue'],
  ageing: ['open', 'overdue'],
};
const parts = Object.keys(needs) as Part[];

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
  const { open, dueSoon, overdue } = show(total, safeTotals ? safeParts(total, hiddenBelow) : new Set());
  return { totals: { open, dueSoon, overdue }, tables: [first.shown(), second.shown()] };
}

const isSmall = (count: number, hiddenBelow: number): boolean => count > 0 && count < hiddenBelow;

/** Rule 1. */
function safeParts(row: Tally, hiddenBelow: number): Set<Part> {
  const { open, dueSoon, overdue, ageing } = row;
  const small = (count: number) => isSmall(count, hiddenBelow);
  const hidden: Part[] = [
    ...(small(open) ? (['open'] as const) : []),
    ...(small(overdue) || small(open - overdue) ? (['overdue'] as const) : []),
    ...(small(dueSoon) || small(open - overdue - dueSoon) ? (['dueSoon'] as const) : []),
    ...(ageingBuckets.some((bucket) => small(ageing[bucket])) ? (['ageing'] as const) : []),
  ];
  const shown = new Set(parts);
  for (const part of hidden) hide(shown, part);
  return shown;
}

function hide(shown: Set<Part>, part: Part): void {
  for (const other of parts) if (other === part || needs[other].includes(part)) shown.delete(other);
}

class Disclosure {
  readonly rows: readonly Tally[];
  readonly #hiddenBelow: number;
  /** What is shown of each row. */
  readonly #shown: readonly Set<Part>[];
  /** Whether rule 2 could be followed, or had nothing to do. */
  readonly hasCover: boolean;

  constructor(rows: readonly Tally[], hiddenBelow: number) {
    this.rows = rows;
    this.#hiddenBelow = hiddenBelow;
    this.#shown = rows.map((row) => safeParts(row, hiddenBelow));
    this.hasCover = this.#cover();
    if (!this.hasCover) for (const shown of this.#shown) shown.clear();
    // When no other row has such items, the count here is that of the whole, which is as small and not shown either.
    this.#coverLoneRow('dueSoon', ({ open, overdue }) => open - overdue);
    this.#coverLoneRow('ageing', ({ overdue }) => overdue);
  }

  /** Hides a row so that the total cannot be added up from this table; nothing to do when a row is hidden already. */
  hideOneRow(): void {
    if (!this.#isAnyHidden('open')) this.#hideInSmallest('open', ({ open }) => open);
  }

  isHidden(index: number): boolean {
    return this.#shown[index]?.has('open') !== true;
  }

  /** What an attentive reader may at most know of a hidden row's `open`. */
  bounds(index: number): readonly [low: number, high: number] {
    const { open } = this.rows[index] as Tally;
    if (!this.isHidden(index)) return [open, open];
    if (isSmall(open, this.#hiddenBelow)) return [1, this.#hiddenBelow - 1];
    return [0, open === 0 ? this.#hiddenBelow - 1 : Infinity];
  }

  shown(): ShownTally[] {
    return this.rows.map((row, index) => show(row, this.#shown[index] ?? new Set()));
  }

  /** Rule 2 for whole rows and `overdue`. @returns false when there is no row that could do it */
  #cover(): boolean {
    const open = ({ open }: Tally) => open;
    if (this.#isAnyHidden('open')) return this.#hideInSmallest('open', open);
    // Two rows without `overdue` cover each other: an item of either kind may be in either row.
    const withoutOverdue = this.#shown.filter((shown) => !shown.has('overdue')).length;
    return withoutOverdue !== 1 || this.#hideInSmallest('overdue', open);
  }

  /** Rule 2 for a part of the items: one row that hides it needs another one that has such items. */
  #coverLoneRow(part: Part, items: (row: Tally) => number): void {
    const hidden = this.rows.filter((row, index) => items(row) > 0 && !this.#shown[index]?.has(part));
    if (hidden.length === 1) this.#hideInSmallest(part, items);
  }

  #isAnyHidden(part: Part): boolean {
    return this.#shown.some((shown) => !shown.has(part));
  }

  /** Hides a part in the row, of those that still show it, whose count is smallest but neither small nor zero. */
  #hideInSmallest(part: Part, count: (row: Tally) => number): boolean {
    const rows = this.rows
      .map((row, index) => ({ count: count(row), shown: this.#shown[index] ?? new Set<Part>() }))
      .filter(({ count, shown }) => count >= this.#hiddenBelow && shown.has(part));
    const smallest = rows.reduce<(typeof rows)[number] | undefined>(
      (least, row) => (least === undefined || row.count < least.count ? row : least),
      undefined,
    );
    if (smallest === undefined) return false;
    hide(smallest.shown, part);
    return true;
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

function show(row: Tally, shown: ReadonlySet<Part>): ShownTally {
  return {
    open: shown.has('open') ? row.open : null,
    dueSoon: shown.has('dueSoon') ? row.dueSoon : null,
    overdue: shown.has('overdue') ? row.overdue : null,
    ageing: Object.fromEntries(
      ageingBuckets.map((bucket) => [bucket, shown.has('ageing') ? row.ageing[bucket] : null]),
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

/** One division of things into kinds, as far as it may be shown. */
export interface ShownDivision {
  readonly total: number | null;
  readonly counts: readonly (number | null)[];
}

/**
 * Hides the small counts of one division, and then its total, from which they could be worked out. The total must be told
 * nowhere else.
 *
 * @param hiddenBelow counts from 1 up to this number are small
 */
export function hideSmallParts(counts: readonly number[], hiddenBelow: number): ShownDivision {
  const shown = counts.map((count) => (isSmall(count, hiddenBelow) ? null : count));
  return {
    total: shown.includes(null) ? null : counts.reduce((total, count) => total + count, 0),
    counts: shown,
  };
}
