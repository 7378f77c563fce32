import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { accessMatrix } from './page.ts';

test('the policy answers as the reviewed page says', async () => {
  expect(await accessMatrix()).toBe(readFileSync('docs/access-matrix.md', 'utf8'));
});
