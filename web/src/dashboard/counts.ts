import type { DashboardRow } from '../../../src/contract/http.ts';

/**
 * A number of steps; null where the server hides it: because it is small, or because a small one could be worked out from
 * it. A hidden count can therefore be any number.
 */
export type Count = number | null;

export const buckets = ['0-2', '3-5', '6-10', '>10'] as const;
export type Bucket = (typeof buckets)[number];

export const columns = ['open', 'dueSoon', 'overdue', ...buckets] as const;
export type Column = (typeof columns)[number];

export interface Sorting {
  readonly column: Column | 'name';
  readonly direction: 'ascending' | 'descending';
}

/** The count of a row in one column. */
export function countOf(row: DashboardRow, column: Column): Count {
  return column === 'open' || column === 'dueSoon' || column === 'overdue' ? row[column] : row.ageing[column];
}

/** Rows in the chosen order; equal counts by name. Rows whose count is hidden come last: nothing is known of them. */
export function sorted(
  rows: readonly DashboardRow[],
  { column, direction }: Sorting,
  language: string,
): DashboardRow[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const byName = new Intl.Collator(language).compare;
  return [...rows].sort((one, other) => {
    if (column === 'name') return sign * byName(one.name, other.name);
    const [left, right] = [countOf(one, column), countOf(other, column)];
    if (left === null || right === null) {
      return Number(left === null) - Number(right === null) || byName(one.name, other.name);
    }
    return sign * (left - right) || byName(one.name, other.name);
  });
}

/** The part of the overdue steps of which the server hides how late they are; 0 when it hides nothing or everything. */
export function undivided(row: DashboardRow): number {
  if (row.overdue === null) return 0;
  return row.overdue - buckets.reduce((sum, bucket) => sum + (row.ageing[bucket] ?? 0), 0);
}
