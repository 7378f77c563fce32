import { expect, test } from '@jest/globals';
import { dayOf, shortDay, yearOf } from '../../src/cases/local-day.ts';

test.each([
  ['winter', '2026-11-18T22:59:59.999Z', '2026-11-18'],
  ['winter, an hour before midnight in UTC', '2026-11-18T23:00:00Z', '2026-11-19'],
  ['summer, two hours before midnight in UTC', '2026-07-01T22:00:00Z', '2026-07-02'],
  ['the day before summer time', '2027-03-27T22:59:59Z', '2027-03-27'],
  ['the day on which it begins', '2027-03-27T23:00:00Z', '2027-03-28'],
  ['the leap day', '2028-02-28T23:00:00Z', '2028-02-29'],
])('a day begins where the people work: %s', (_name, instant, day) => {
  expect(dayOf(new Date(instant), 'Europe/Amsterdam')).toBe(day);
});

test('a year begins there too', () => {
  const [before, newYear] = [new Date('2026-12-31T22:59:59Z'), new Date('2026-12-31T23:00:00Z')];
  expect([before, newYear].map((at) => yearOf(at, 'Europe/Amsterdam'))).toEqual([2026, 2027]);
  expect(shortDay(newYear, 'Europe/Amsterdam')).toBe('1-1-2027');
});
