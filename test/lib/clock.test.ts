import { expect, test } from '@jest/globals';
import { shiftableClock } from '../../src/lib/clock.ts';

test('a clock that was set stands still and moves only when it is advanced', () => {
  const clock = shiftableClock(new Date('2026-03-02T10:00:00Z'));
  expect(clock.now().toISOString()).toBe('2026-03-02T10:00:00.000Z');
  clock.advance(86_400_000);
  expect(clock.now().toISOString()).toBe('2026-03-03T10:00:00.000Z');
  clock.set(new Date('2026-01-01T00:00:00Z'));
  expect(clock.now().toISOString()).toBe('2026-01-01T00:00:00.000Z');
});

test('without a start a shifted clock runs with the machine', () => {
  const clock = shiftableClock();
  const before = Date.now();
  clock.advance(3_600_000);
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(before + 3_600_000);
  clock.set(new Date('2026-01-01T00:00:00Z'));
  clock.reset();
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(60_000);
});
