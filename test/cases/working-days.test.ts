import { describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../src/cases/configuration.ts';
import { createWorkingDayCalendar } from '../../src/cases/working-days.ts';

const calendar = createWorkingDayCalendar(loadConfiguration('config'));
/** Noon in Amsterdam on a calendar day. */
const noon = (day: string): Date => new Date(`${day}T11:00:00Z`);
const day = (instant: Date): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Amsterdam',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(instant);

describe('working days', () => {
  test.each([
    ['a Monday', '2026-03-02', true],
    ['a Saturday', '2026-03-07', false],
    ['a Sunday', '2026-03-08', false],
    ['New Year', '2026-01-01', false],
    ['Good Friday', '2026-04-03', false],
    ['Easter Monday', '2026-04-06', false],
    ["King's Day", '2026-04-27', false],
    ["King's Day moved from a Sunday", '2025-04-26', false],
    ['Liberation Day', '2026-05-05', false],
    ['Ascension Day', '2026-05-14', false],
    ['Whit Monday', '2026-05-25', false],
    ['Christmas', '2026-12-25', false],
    ["New Year's Eve", '2026-12-31', true],
    ['Remembrance Day', '2026-05-04', true],
    ["Saint Nicholas' Eve on a Friday", '2025-12-05', true],
  ])('%s (%s): %s', (_name, date, expected) => {
    expect(calendar.isWorkingDay(noon(date))).toBe(expected);
  });

  test('belong to the day in Amsterdam, not in UTC', () => {
    // 23:30 UTC on Sunday is 00:30 on Monday in winter.
    expect(calendar.isWorkingDay(new Date('2026-03-01T23:30:00Z'))).toBe(true);
    // 22:30 UTC on Friday is 00:30 on Saturday in summer.
    expect(calendar.isWorkingDay(new Date('2026-07-03T22:30:00Z'))).toBe(false);
  });
});

describe('adding working days', () => {
  test.each([
    ['inside a week', '2026-03-02', 3, '2026-03-05 23:59:59'],
    ['over a weekend', '2026-03-05', 2, '2026-03-09 23:59:59'],
    ['starting on a Saturday', '2026-03-07', 1, '2026-03-09 23:59:59'],
    ['over Easter', '2026-04-02', 1, '2026-04-07 23:59:59'],
    ['over the turn of the year', '2026-12-31', 1, '2027-01-04 23:59:59'],
    ['over the change to summer time', '2026-03-27', 1, '2026-03-30 23:59:59'],
    ['over the change to winter time', '2026-10-23', 1, '2026-10-26 23:59:59'],
    ['backwards over a weekend', '2026-03-09', -1, '2026-03-06 23:59:59'],
    ['none', '2026-03-07', 0, '2026-03-07 23:59:59'],
  ])('%s: %s plus %d is %s', (_name, from, days, expected) => {
    expect(day(calendar.addWorkingDays(noon(from), days))).toBe(expected);
  });
});

describe('working days between', () => {
  test.each([
    ['the same day', '2026-03-02', '2026-03-02', 0],
    ['tomorrow', '2026-03-02', '2026-03-03', 1],
    ['over a weekend', '2026-03-06', '2026-03-09', 1],
    ['from Friday to Saturday', '2026-03-06', '2026-03-07', 0],
    ['yesterday', '2026-03-03', '2026-03-02', -1],
    ['back over a weekend', '2026-03-09', '2026-03-06', -1],
    ['over Christmas', '2026-12-24', '2026-12-28', 1],
  ])('%s: from %s to %s are %d', (_name, from, to, expected) => {
    expect(calendar.workingDaysBetween(noon(from), noon(to))).toBe(expected);
  });

  test('undo adding working days', () => {
    for (let days = 0; days < 60; days += 1) {
      const from = noon('2026-03-20');
      expect(calendar.workingDaysBetween(from, calendar.addWorkingDays(from, days))).toBe(days);
    }
  });
});

describe('the dates of a term', () => {
  const term = { workingDays: 5, remindBeforeWorkingDays: 2, source: 'test' };

  test('are due at the end of the last working day and remind at nine, earlier', () => {
    const { dueAt, remindAt } = calendar.termDates(term, noon('2026-04-30'));
    expect(day(new Date(dueAt))).toBe('2026-05-08 23:59:59');
    expect(day(new Date(remindAt))).toBe('2026-05-06 09:00:00');
  });

  test('are instants in UTC, as the process engine wants them', () => {
    expect(calendar.termDates(term, noon('2026-04-30')).dueAt).toBe('2026-05-08T21:59:59.999Z');
  });
});

describe('a calendar term', () => {
  const dates = (period: string, from: string) =>
    calendar.termDates({ period, remindBefore: 'PT24H', source: 'x' }, new Date(from));

  test('of a month ends at the end of the same day of the next month, working day or not', () => {
    expect(day(new Date(dates('P1M', '2026-01-31T10:00:00Z').dueAt))).toBe('2026-02-28 23:59:59');
  });

  test('in hours is exact, across a change to summer time', () => {
    expect(dates('PT72H', '2026-03-28T10:00:00Z')).toEqual({
      dueAt: '2026-03-31T10:00:00.000Z',
      remindAt: '2026-03-30T10:00:00.000Z',
    });
  });
});

describe('the dates of something with a date of its own', () => {
  test('are due at the end of that day, working day or not', () => {
    const { dueAt, remindAt } = calendar.datesFor('2026-06-07', 3, noon('2026-05-01'));
    expect(day(new Date(dueAt))).toBe('2026-06-07 23:59:59');
    expect(day(new Date(remindAt))).toBe('2026-06-03 09:00:00');
  });

  test('remind on the last day when it is too late to remind earlier', () => {
    expect(day(new Date(calendar.datesFor('2026-06-05', 3, noon('2026-06-04')).remindAt))).toBe(
      '2026-06-05 09:00:00',
    );
  });

  test('remind at the end when even that is past', () => {
    const { dueAt, remindAt } = calendar.datesFor('2026-06-05', 3, noon('2026-06-05'));
    expect(remindAt).toBe(dueAt);
  });

  test.each(['5 juni 2026', '2026-13-01', '2026-02-30', '2026-6-5', ''])('refuse "%s"', (date) => {
    expect(() => calendar.datesFor(date, 3, noon('2026-06-04'))).toThrow(RangeError);
  });
});
