import { describe, expect, test } from '@jest/globals';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  hideSmallCounts,
  hideSmallParts,
  sum,
  type ShownDivision,
  type ShownTables,
  type ShownTally,
  type Tally,
} from '../../src/cases/small-counts.ts';
import { ageingBuckets } from '../../src/contract/http.ts';

const hiddenBelow = 3;

/** Kinds of open items: neither late nor soon, due soon, and the four ages. A row is a count of each. */
const kinds = 6;
type Row = number[];
type Table = Row[];
type Data = readonly [Table, Table];

const tally = (row: Row): Tally => {
  const [rest = 0, dueSoon = 0, ...ages] = row;
  const overdue = ages.reduce((total, age) => total + age, 0);
  return {
    open: rest + dueSoon + overdue,
    dueSoon,
    overdue,
    ageing: Object.fromEntries(
      ageingBuckets.map((bucket, index) => [bucket, ages[index] ?? 0]),
    ) as Tally['ageing'],
  };
};
const publish = (data: Data): ShownTables =>
  hideSmallCounts([data[0].map(tally), data[1].map(tally)], hiddenBelow);

const isSmall = (count: number): boolean => count > 0 && count < hiddenBelow;
const cells = {
  open: (row: ShownTally) => row.open,
  dueSoon: (row: ShownTally) => row.dueSoon,
  overdue: (row: ShownTally) => row.overdue,
  ...Object.fromEntries(ageingBuckets.map((bucket) => [bucket, (row: ShownTally) => row.ageing[bucket]])),
} as Record<string, (row: ShownTally) => number | null>;

// --- the reader who tries to work it out ----------------------------------------------------------------------------

/** A change of the counts of one table: row, kind, difference. */
type Change = readonly (readonly [row: number, kind: number, by: 1 | -1])[];

function* changes(shown: readonly ShownTally[]): Generator<Change> {
  // A row that is shown whole cannot be other than it is.
  const indexes = shown.flatMap((row, index) =>
    Object.values(cells).some((cell) => cell(row) === null) ? [index] : [],
  );
  const kindsOf = [...Array(kinds).keys()];
  for (const row of indexes)
    for (const kind of kindsOf) {
      yield [[row, kind, 1]];
      yield [[row, kind, -1]];
      for (const other of kindsOf)
        if (other !== kind)
          yield [
            [row, kind, -1],
            [row, other, 1],
          ];
      for (const to of indexes) {
        if (to === row) continue;
        yield [
          [row, kind, -1],
          [to, kind, 1],
        ];
        for (const other of kindsOf)
          if (other !== kind)
            yield [
              [row, kind, -1],
              [row, other, 1],
              [to, other, -1],
              [to, kind, 1],
            ];
      }
    }
}

const changed = (table: Table, change: Change): Table => {
  const result = table.map((row) => [...row]);
  for (const [row, kind, by] of change) (result[row] as Row)[kind] = ((result[row] as Row)[kind] ?? 0) + by;
  return result;
};

/** Whether a table could lie behind what is shown, for a reader who also knows which rows are small. */
const fits = (table: Table, shown: readonly ShownTally[], truth: Table): boolean =>
  table.every((row, index) => {
    if (row.some((count) => count < 0)) return false;
    const candidate = tally(row);
    const picture = shown[index] as ShownTally;
    if (picture.open === null && isSmall(tally(truth[index] as Row).open) && !isSmall(candidate.open))
      return false;
    return Object.values(cells).every((cell) => cell(picture) === null || cell(picture) === cell(candidate));
  });

const perKind = (table: Table): string =>
  [...Array(kinds).keys()].map((kind) => table.reduce((total, row) => total + (row[kind] ?? 0), 0)).join();

const totalsFit = (table: Table, { totals }: ShownTables): boolean => {
  const { open, dueSoon, overdue } = sum(table.map(tally));
  return [
    [totals.open, open],
    [totals.dueSoon, dueSoon],
    [totals.overdue, overdue],
  ].every(([shown, real]) => shown === null || shown === real);
};

/** All tables near the true one that fit the picture, by their sums per kind. */
function alternatives(table: Table, shown: readonly ShownTally[], steps: 1 | 2): Map<string, Table[]> {
  const found = new Map<string, Table[]>();
  const add = (candidate: Table) => {
    const key = perKind(candidate);
    found.set(key, [...(found.get(key) ?? []), candidate]);
  };
  add(table);
  for (const first of changes(shown)) {
    const once = changed(table, first);
    if (fits(once, shown, table)) add(once);
    if (steps === 2)
      for (const second of changes(shown)) {
        const twice = changed(once, second);
        if (fits(twice, shown, table)) add(twice);
      }
  }
  return found;
}

/** Hidden small counts for which no other value is possible: what a reader can work out. */
function derivable(data: Data, picture: ShownTables): string[] {
  const result: string[] = [];
  const near = ([0, 1] as const).map((which) => alternatives(data[which], picture.tables[which], 1));
  let far: Map<string, Table[]>[] | undefined;
  for (const which of [0, 1] as const) {
    for (const [index, row] of data[which].entries()) {
      for (const [name, cell] of Object.entries(cells)) {
        const shown = picture.tables[which][index];
        const real = cell(tally(row)) ?? 0;
        if (shown === undefined || cell(shown) !== null || !isSmall(real)) continue;
        const another = (mine?: Map<string, Table[]>, others?: Map<string, Table[]>) =>
          [...(mine ?? [])].some(
            ([key, tables]) =>
              others?.has(key) === true &&
              tables.some((table) => totalsFit(table, picture) && cell(tally(table[index] as Row)) !== real),
          );
        if (another(near[which], near[1 - which])) continue;
        far ??= ([0, 1] as const).map((side) => alternatives(data[side], picture.tables[side], 2));
        if (!another(far[which], far[1 - which])) result.push(`table ${which}, row ${index}, ${name}`);
      }
    }
  }
  return result;
}

// --- made-up data: items, each in one row of either table -------------------------------------------------------------

const items = (rowsA: number, rowsB: number, most: number) =>
  fc
    .array(
      fc.record({
        a: fc.nat({ max: rowsA - 1 }),
        b: fc.nat({ max: rowsB - 1 }),
        kind: fc.nat({ max: kinds - 1 }),
        copies: fc.integer({ min: 1, max: 4 }),
      }),
      { maxLength: most },
    )
    .map((list): Data => {
      const empty = (rows: number): Table => Array.from({ length: rows }, () => Array<number>(kinds).fill(0));
      const [tableA, tableB] = [empty(rowsA), empty(rowsB)];
      for (const { a, b, kind, copies } of list) {
        (tableA[a] as Row)[kind] = (tableA[a]?.[kind] ?? 0) + copies;
        (tableB[b] as Row)[kind] = (tableB[b]?.[kind] ?? 0) + copies;
      }
      // A step without items is no row; an organisation without items is.
      return [tableA.filter((row) => row.some((count) => count > 0)), tableB];
    });

const row = (rest: number, dueSoon = 0, ...ages: number[]): Row =>
  [rest, dueSoon, ...ages, 0, 0, 0, 0].slice(0, kinds);

describe('small counts', () => {
  test('cannot be worked out from anything that is shown', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 3 })
          .chain((rowsA) => fc.integer({ min: 2, max: 3 }).chain((rowsB) => items(rowsA, rowsB, 8))),
        (data) => {
          expect(derivable(data, publish(data))).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('are never shown, and what is shown is true', () => {
    fc.assert(
      fc.property(items(6, 8, 30), (data) => {
        const { tables, totals } = publish(data);
        for (const which of [0, 1] as const)
          for (const [index, shown] of tables[which].entries()) {
            const real = tally(data[which][index] as Row);
            for (const cell of Object.values(cells))
              if (cell(shown) !== null) {
                expect(cell(shown)).toBe(cell(real));
                expect(isSmall(cell(shown) ?? 0)).toBe(false);
              }
          }
        const real = sum(data[0].map(tally));
        for (const name of ['open', 'dueSoon', 'overdue'] as const) {
          expect([null, real[name]]).toContain(totals[name]);
          expect(isSmall(totals[name] ?? 0)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, Data]>([
    [
      'one small row beside a large one',
      [
        [row(1), row(5)],
        [row(6), row(0)],
      ],
    ],
    ['one small row alone', [[row(2)], [row(2), row(0)]]],
    [
      'small rows that are all alike',
      [
        [row(1), row(1), row(1), row(1)],
        [row(2), row(2), row(0)],
      ],
    ],
    [
      'a small part of a large row',
      [
        [row(4, 1), row(6)],
        [row(5, 1), row(5)],
      ],
    ],
    [
      'a small age group',
      [
        [row(3, 3, 1, 3), row(5)],
        [row(3, 3, 1, 3), row(5)],
      ],
    ],
    ['a small row in one table, none in the other', [[row(9)], [row(1), row(8)]]],
  ])(
    'the attempt to work it out is a real one: it succeeds when only the count itself is hidden: %s',
    (_, data) => {
      const onlyTheCount = (table: Table): ShownTally[] =>
        table.map(tally).map((real) => ({
          open: isSmall(real.open) ? null : real.open,
          dueSoon: isSmall(real.dueSoon) ? null : real.dueSoon,
          overdue: isSmall(real.overdue) ? null : real.overdue,
          ageing: Object.fromEntries(
            ageingBuckets.map((bucket) => [
              bucket,
              isSmall(real.ageing[bucket]) ? null : real.ageing[bucket],
            ]),
          ) as ShownTally['ageing'],
        }));
      const naive: ShownTables = {
        totals: sum(data[0].map(tally)),
        tables: [onlyTheCount(data[0]), onlyTheCount(data[1])],
      };
      expect(derivable(data, naive)).not.toEqual([]);
      expect(derivable(data, publish(data))).toEqual([]);
    },
  );

  test('are the only reason to hide: large and zero counts are shown', () => {
    const data: Data = [
      [row(4, 3, 5, 0, 6), row(3)],
      [row(3), row(4, 3, 5, 0, 6), row(0)],
    ];
    const { tables, totals } = publish(data);
    expect(totals).toEqual({ open: 21, dueSoon: 3, overdue: 11 });
    expect(tables[0].map(({ open }) => open)).toEqual([18, 3]);
    expect(tables[0][0]?.ageing).toEqual({ '0-2': 5, '3-5': 0, '6-10': 6, '>10': 0 });
    expect(tables[1].map(({ open }) => open)).toEqual([3, 18, 0]);
  });

  test('of what is due soon leave what is overdue to be seen', () => {
    const data: Data = [
      [row(6, 1, 5), row(8, 0, 4)],
      [row(14, 1, 9), row(0)],
    ];
    const { tables, totals } = publish(data);
    expect(totals).toEqual({ open: 24, dueSoon: null, overdue: 9 });
    expect(tables[0].map(({ dueSoon, overdue }) => [dueSoon, overdue])).toEqual([
      [null, 5],
      [null, 4],
    ]);
  });

  test('take one large row of their table along, and leave the rest', () => {
    const { tables, totals } = publish([
      [row(1), row(4), row(9)],
      [row(14), row(0)],
    ]);
    expect(tables[0].map(({ open }) => open)).toEqual([null, null, 9]);
    expect(tables[1].map(({ open }) => open)).toEqual([14, 0]);
    expect(totals.open).toBe(14);
  });
});

describe('one division', () => {
  /** Every division that looks the same to the reader. */
  function lookalikes(shown: ShownDivision, hiddenBelow: number, most: number): number[][] {
    const options = shown.counts.map((count) =>
      count === null ? Array.from({ length: most }, (_, index) => index + 1) : [count],
    );
    return options
      .reduce<number[][]>((all, next) => all.flatMap((row) => next.map((count) => [...row, count])), [[]])
      .filter((counts) => isDeepStrictEqual(hideSmallParts(counts, hiddenBelow), shown));
  }

  test('leaves more than one value possible for every small count', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 }), (counts) => {
        const hiddenBelow = 4;
        const shown = hideSmallParts(counts, hiddenBelow);
        const possible = lookalikes(shown, hiddenBelow, 12);
        counts.forEach((count, index) => {
          if (count === 0 || count >= hiddenBelow) return;
          expect(new Set(possible.map((row) => row[index])).size).toBeGreaterThan(1);
        });
      }),
      { numRuns: 150 },
    );
  });

  test('without small counts is shown whole', () => {
    expect(hideSmallParts([0, 7, 5], 5)).toEqual({ total: 12, counts: [0, 7, 5] });
  });
});
