import { expect, test } from '@jest/globals';
import { itemIdOf, newId } from '../../src/lib/ids.ts';

test('ids are opaque, prefixed and never repeat', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => newId('case')));
  expect(ids.size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^case-[A-Za-z0-9_-]{22}$/);
});

test('a job has one item, whoever asks', () => {
  expect(itemIdOf('2251799813685249')).toBe('itm-2251799813685249');
});
