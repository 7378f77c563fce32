import { expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const law = readFileSync(join(root, 'docs', 'law.md'), 'utf8').replaceAll(/\s+/g, ' ');

const references = [
  ...law.matchAll(/`((?:src|workers|processes|config|web|test)\/[^`›]*?)(?: › ([^`]+))?`/g),
].map(([, path = '', name]) => ({ path: path.trim(), name }));
const named = references.filter(({ name }) => name !== undefined);

test.each(references.map(({ path }) => path))('%s, named in docs/law.md, exists', (path) => {
  expect(existsSync(join(root, path))).toBe(true);
});

test.each(named.map(({ path, name }) => [name, path] as const))('“%s” is a test of %s', (name, path) => {
  const source = readFileSync(join(root, path), 'utf8').replaceAll(/\s+/g, ' ');
  const titles = [...source.matchAll(/\b(?:test|it)(?:\.each\([^)]*\))?\(\s*(['"`])(.*?)\1\s*,/g)].map(
    ([, , title = '']) => title,
  );
  expect(titles).toContain(name);
});

test('every rule names its code and the test that fails when it is broken', () => {
  const rules = readFileSync(join(root, 'docs', 'law.md'), 'utf8')
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => section.split(/^- /m).slice(1))
    .map((rule) => rule.replaceAll(/\s+/g, ' ').trim());
  expect(rules.length).toBeGreaterThan(0);
  expect(rules.filter((rule) => !/ · test: `/.test(rule) && !/configuration, `config\//.test(rule))).toEqual(
    [],
  );
});
