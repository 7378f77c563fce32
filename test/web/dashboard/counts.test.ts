import { describe, expect, test } from '@jest/globals';
import type { DashboardRow } from '../../../src/contract/http.ts';
import { sorted, undivided } from '../../../web/src/dashboard/counts.ts';

const row = (
  name: string,
  overdue: number | null,
  ageing: (number | null)[] = [0, 0, 0, 0],
): DashboardRow => ({
  id: name,
  name,
  open: 20,
  dueSoon: 0,
  overdue,
  ageing: { '0-2': ageing[0]!, '3-5': ageing[1]!, '6-10': ageing[2]!, '>10': ageing[3]! },
});
const order = (
  rows: DashboardRow[],
  direction: 'ascending' | 'descending',
  column: 'overdue' | 'name' = 'overdue',
) => sorted(rows, { column, direction }, 'nl').map(({ name }) => name);

describe('sorting rows', () => {
  const rows = [row('b', 3), row('hidden', null), row('c', 0), row('a', 3)];

  test('puts equal counts in the order of their names', () => {
    expect(order(rows, 'descending')).toEqual(['a', 'b', 'c', 'hidden']);
  });

  test('keeps hidden counts last in both directions, because nothing is known of them', () => {
    expect(order(rows, 'ascending')).toEqual(['c', 'a', 'b', 'hidden']);
  });

  test('sorts names as Dutch readers expect', () => {
    expect(order([row('Zorg', 1), row('één', 1), row('eend', 1)], 'ascending', 'name')).toEqual([
      'één',
      'eend',
      'Zorg',
    ]);
    expect(order([row('Zorg', 1), row('één', 1)], 'descending', 'name')).toEqual(['Zorg', 'één']);
  });

  test('leaves the rows that it was given as they were', () => {
    const given = [row('b', 1), row('a', 2)];
    sorted(given, { column: 'name', direction: 'ascending' }, 'nl');
    expect(given.map(({ name }) => name)).toEqual(['b', 'a']);
  });
});

describe('the undivided part of the overdue steps', () => {
  test('is nothing when every age group is shown', () => {
    expect(undivided(row('a', 7, [4, 3, 0, 0]))).toBe(0);
  });

  test('is everything when no age group is shown', () => {
    expect(undivided(row('a', 7, [null, null, null, null]))).toBe(7);
  });

  test('is the rest when some age groups are shown', () => {
    expect(undivided(row('a', 7, [4, null, 0, null]))).toBe(3);
  });

  test('is nothing when the number of overdue steps itself is hidden', () => {
    expect(undivided(row('a', null, [null, null, null, null]))).toBe(0);
  });
});
