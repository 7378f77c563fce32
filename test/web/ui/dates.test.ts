import { expect, test } from '@jest/globals';
import { periodText, sameDay, shortDateText, weekdayText } from '../../../web/src/ui/dates.ts';

test.each([
  ['P5Y', 'nl', '5 jaar'],
  ['P1Y', 'en', '1 year'],
  ['P6M', 'nl', '6 maanden'],
  ['P1Y6M', 'en', '1 year 6 months'],
  ['P4W', 'nl', '4 weken'],
  ['P30D', 'en', '30 days'],
])('the period %s is said in words (%s)', (period, language, words) => {
  expect(periodText(period, language)).toBe(words);
});

test('whether a moment is today goes by the Dutch day, not that of the machine', () => {
  const justAfterMidnight = '2026-11-27T23:30:00Z';
  expect(sameDay(justAfterMidnight, new Date('2026-11-28T10:00:00Z'))).toBe(true);
  expect(sameDay(justAfterMidnight, new Date('2026-11-27T22:00:00Z'))).toBe(false);
  expect(weekdayText(justAfterMidnight, 'nl')).toBe('zaterdag');
  expect(weekdayText(justAfterMidnight, 'en')).toBe('Saturday');
});

test('a short date has its year when that is not this one, by the Dutch day', () => {
  const newYear = '2025-12-31T23:30:00Z';
  expect(shortDateText(newYear, 'nl', new Date('2026-06-01T10:00:00Z'))).not.toContain('2026');
  expect(shortDateText(newYear, 'nl', new Date('2025-06-01T10:00:00Z'))).toContain('2026');
});
