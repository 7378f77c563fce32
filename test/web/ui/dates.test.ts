import { expect, test } from '@jest/globals';
import { periodText } from '../../../web/src/ui/dates.ts';

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
