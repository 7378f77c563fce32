import { describe, expect, test } from '@jest/globals';
import { nextCronTime } from '../../../src/local/engine/cron.ts';
import { addDuration, nextTime, schedule } from '../../../src/local/engine/timer-schedule.ts';

const at = (iso: string) => Date.parse(iso);
const iso = (time: number | undefined) =>
  time === undefined ? undefined : new Date(time).toISOString().slice(0, 19);

describe('durations', () => {
  test.each([
    ['PT1H30M', '2030-01-31T01:30:00'],
    ['P1DT12H', '2030-02-01T12:00:00'],
    ['P1W', '2030-02-07T00:00:00'],
    ['P1M', '2030-02-28T00:00:00'],
    ['P1Y1M', '2031-02-28T00:00:00'],
    ['PT0.5S', '2030-01-31T00:00:00'],
    ['-PT1H', '2030-01-30T23:00:00'],
    ['PT-1H', '2030-01-30T23:00:00'],
  ])('%s', (duration, expected) => {
    expect(iso(addDuration(at('2030-01-31T00:00:00Z'), duration))).toBe(expected);
  });

  test.each(['', 'P', 'PT', 'P1', '1H', 'P1H', 'soon', 'P1DT'])('%j is not a duration', (text) => {
    expect(addDuration(0, text)).toBeUndefined();
  });
});

describe('dates', () => {
  test.each([
    ['2030-01-01T10:00:00Z', '2030-01-01T10:00:00'],
    ['2030-01-01T10:00:00+02:00', '2030-01-01T08:00:00'],
    ['2030-07-01T10:00:00@Europe/Amsterdam', '2030-07-01T08:00:00'],
    ['2030-07-01T10:00:00+02:00[Europe/Amsterdam]', '2030-07-01T08:00:00'],
    ['2030-01-01T10:00:00', undefined],
    ['tomorrow', undefined],
    ['2030-13-01T10:00:00Z', undefined],
  ])('%s', (text, expected) => {
    expect(iso(schedule('date', text, 0)?.dueDate)).toBe(expected);
  });
});

describe('cycles', () => {
  const now = at('2030-01-01T00:00:00Z');

  test('count, interval and first time', () => {
    expect(schedule('cycle', 'R3/PT1H', now)).toEqual({
      dueDate: now + 3_600_000,
      repetitions: 3,
      interval: 'PT1H',
    });
    expect(schedule('cycle', 'R/P1D', now)).toMatchObject({ repetitions: -1 });
    expect(iso(schedule('cycle', 'R2/2030-05-01T09:00:00Z/P1M', now)?.dueDate)).toBe('2030-05-01T09:00:00');
    expect(schedule('cycle', 'R/often', now)).toBeUndefined();
    expect(schedule('cycle', 'PT1H', now)).toBeUndefined();
  });

  test('cron expressions go on after the present, not for every time missed', () => {
    expect(schedule('cycle', '0 0 9 * * *', now)).toMatchObject({ repetitions: -1, interval: '0 0 9 * * *' });
    const due = at('2030-01-01T09:00:00Z');
    expect(iso(nextTime('0 0 9 * * *', due, due + 86_400_000 * 3 + 5))).toBe('2030-01-05T09:00:00');
  });

  test('an interval follows the time before it; times that were missed are not made up for', () => {
    const due = at('2030-01-01T09:00:00Z');
    expect(iso(nextTime('PT1H', due, due + 1_000))).toBe('2030-01-01T10:00:00');
    expect(iso(nextTime('PT1H', due, due + 3_600_000))).toBe('2030-01-01T11:00:00');
    expect(iso(nextTime('PT1H', due, due + 86_400_000))).toBe('2030-01-02T10:00:00');
  });

  test('a start that has passed: the first time is one interval from now', () => {
    expect(schedule('cycle', 'R3/2020-01-01T00:00:00Z/PT1H', now)).toEqual({
      dueDate: now + 3_600_000,
      repetitions: 3,
      interval: 'PT1H',
    });
  });

  test.each([
    ['*/10 * * * * *', '2030-01-01T00:00:10'],
    ['0 0 9-17/4 * * *', '2030-01-01T09:00:00'],
    ['0 15,45 * * * *', '2030-01-01T00:15:00'],
    ['0 0 12 * * MON', '2030-01-07T12:00:00'],
    ['0 0 12 * * 5L', '2030-01-25T12:00:00'],
    ['0 0 12 ? * 2#3', '2030-01-15T12:00:00'],
    ['0 0 0 L * *', '2030-01-31T00:00:00'],
    ['0 0 0 LW * *', '2030-01-31T00:00:00'],
    ['0 0 0 5W * *', '2030-01-04T00:00:00'],
    ['0 0 0 29 FEB *', '2032-02-29T00:00:00'],
    ['@daily', '2030-01-02T00:00:00'],
    ['@hourly', '2030-01-01T01:00:00'],
    ['0 0 0 31 2 *', undefined],
    ['0 0 0 * *', undefined],
    ['60 * * * * *', undefined],
  ])('%s', (cron, expected) => {
    expect(iso(nextCronTime(cron, now))).toBe(expected);
  });
});
