import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '../../src/lib/project-root.ts';

const root = projectRoot(import.meta.dirname);

/** The rows of the table: which behaviour, which test, in which file. */
const rows = readFileSync(join(root, 'test', 'contract', 'zeebe-behaviour.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map(
    (line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, 4) as [string, string, string],
  );

test('all twenty-one behaviours are listed', () => {
  const numbers = new Set(rows.map(([behaviour]) => Number.parseInt(behaviour, 10)));
  expect([...numbers]).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
});

test.each(rows)('%s: the test "%s" exists', (_behaviour, name, file) => {
  expect(readFileSync(join(root, file), 'utf8')).toContain(name);
});
