import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { yearlyReportReader } from '../../../src/cases/accountability/yearly-report.ts';
import { giveCasesTheirYears } from '../../../src/cases/active-years.ts';
import { caseModel, type CaseFile } from '../../../src/cases/case-file.ts';
import { createCaseRepository } from '../../../src/cases/case-repository.ts';
import { shiftableClock } from '../../../src/lib/clock.ts';
import { aCase, aSubmission, attendee, monday } from '../../support/case-file.ts';
import { openTestStore, type TestStore } from '../../support/local-store.ts';

const hiddenBelow = 3;
let store: TestStore;
let number = 0;

const day = (text: string): Date => new Date(`${text}T12:00:00Z`);

async function add(changes: Partial<CaseFile>): Promise<void> {
  number += 1;
  const base = aCase(changes);
  await createCaseRepository(store.connection).insert({
    ...base,
    caseId: `case-${String(number).padStart(16, '0')}`,
    reference: `C-2026-${String(number).padStart(4, '0')}`,
    signals: base.signals.map((signal) => ({ ...signal, requestId: `request-${number}-of-tests` })),
  });
}

const round = (talliedAt: Date, result: 'admit' | 'stop' | 'no-agreement') => ({
  round: 1,
  startedAt: monday,
  votes: [],
  talliedAt,
  result,
  dissent: [],
  next: null,
});

const review = (at: Date, progress: string) =>
  aSubmission(
    `${at.getTime()}`,
    'review',
    attendee('reviewer', 'town'),
    { goals: [{ goalId: 'goal-1', progress, explanation: 'Geheim-77' }] },
    { at },
  );

beforeAll(async () => {
  store = await openTestStore();
  await createCaseRepository(store.connection).ensureIndexes();
  for (let index = 0; index < 6; index += 1) {
    await add({
      openedAt: day('2026-02-01'),
      screeningRounds: [round(day('2026-02-11'), 'admit')],
      submissions: [review(day('2026-05-01'), 'worse'), review(day('2026-08-01'), 'reached')],
    });
  }
  await add({ openedAt: day('2026-03-01'), screeningRounds: [round(day('2026-03-02'), 'stop')] });
  await add({ openedAt: day('2025-03-01'), screeningRounds: [round(day('2025-03-02'), 'stop')] });
  await add({ openedAt: new Date('2025-12-31T23:30:00Z'), municipalityId: 'elsewhere' });
});
afterAll(() => store.close());

const report = (year: number, municipalityId?: string) =>
  yearlyReportReader({
    connection: store.connection,
    clock: shiftableClock(monday),
    configuration: {
      timeZone: 'Europe/Amsterdam',
      dashboard: { hiddenBelow, dueSoonWorkingDays: 3 },
    },
  }).read(year, municipalityId);

const table = async (tableId: string, year = 2026) =>
  (await report(year, 'town')).tables.find((candidate) => candidate.tableId === tableId);

test('counts what fell in the year, by the clock of the municipality', async () => {
  expect((await report(2026)).opened).toBe(8);
  expect((await report(2026, 'town')).opened).toBe(7);
});

test('a small count is hidden, and with it the total that would give it away', async () => {
  expect(await table('screening-results')).toEqual({
    tableId: 'screening-results',
    total: null,
    rows: [
      { rowId: 'admit', count: 6 },
      { rowId: 'refer', count: 0 },
      { rowId: 'stop', count: null },
      { rowId: 'no-agreement', count: 0 },
    ],
  });
  expect(await table('goals')).toMatchObject({ total: 6 });
  expect((await report(2025, 'elsewhere')).opened).toBe(0);
  expect((await report(2026, 'elsewhere')).opened).toBeNull();
});

test('a goal counts once, as it was at its last review', async () => {
  expect((await table('goals'))?.rows).toContainEqual({ rowId: 'reached', count: 6 });
  expect((await table('goals'))?.rows).toContainEqual({ rowId: 'worse', count: 0 });
});

test('a duration is told when it is about enough cases', async () => {
  expect((await report(2026)).durations).toContainEqual({ durationId: 'opened-to-screened', medianDays: 10 });
  expect((await report(2025)).durations).toContainEqual({
    durationId: 'opened-to-screened',
    medianDays: null,
  });
});

test('nothing that was written about a person is in it', async () => {
  expect(JSON.stringify(await report(2026))).not.toMatch(/Geheim|case-|C-20|usr-/);
});

test('a case of before there were active years counts after its migration, and a change keeps its years', async () => {
  const cases = caseModel(store.connection).collection;
  await cases.updateMany({}, { $unset: { activeYears: '' } });
  expect((await report(2026)).opened).toBe(0);
  await giveCasesTheirYears(cases);
  await giveCasesTheirYears(cases);
  expect((await report(2026)).opened).toBe(8);

  const repository = createCaseRepository(store.connection);
  const [old] = (await repository.list({ openedAt: { $lt: day('2025-06-01') } }, { page: 1, pageSize: 1 }))
    .caseFiles;
  await repository.change(old!.caseId, (caseFile) => ({
    ...caseFile,
    screeningRounds: [...caseFile.screeningRounds, round(day('2024-07-01'), 'no-agreement')],
  }));
  const stored = await cases.findOne({ caseId: old!.caseId });
  expect(stored?.['activeYears']).toEqual([2024, 2025, 2026]);
  expect(old).not.toHaveProperty('activeYears');
});
