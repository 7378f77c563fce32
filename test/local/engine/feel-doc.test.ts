/** Executes every row of docs/feel.md: the page says what feelin and the engine give today. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { evaluate as feelinEvaluate } from 'feelin';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { evaluate, parseExpression, toJson } from '../../../src/local/engine/expression.ts';
import { randomFrom } from '../../support/engine/seeded-random.ts';

const VARIABLES: Readonly<Record<string, unknown>> = {
  a: 1,
  text: 'abc',
  list: [1, 2, 3],
  nothing: null,
  order: { id: 7, lines: { first: 2 } },
};

interface Row {
  readonly expression: string;
  readonly zeebe: string;
  readonly feelin: string;
  readonly here: string;
}

const page = readFileSync(join(projectRoot(import.meta.dirname), 'docs', 'feel.md'), 'utf8');

const plain = (cell: string): string => cell.trim().replace(/^`(.*)`$/, '$1');

const rowsOf = (section: string): Row[] =>
  section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [expression = '', zeebe = '', feelin = '', here = ''] = line.slice(1).split(' | ').map(plain);
      return { expression, zeebe, feelin, here: plain(here.replace(/ \|$/, '')) };
    });

const [closedSection = '', remainingSection = ''] = page.split('## Differences that remain');

const engineSays = (source: string): string => {
  if (parseExpression({ source, kind: 'feel' }) !== undefined) return 'refused';
  const lookup = (name: string): unknown => (Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined);
  return JSON.stringify(toJson(evaluate({ source, kind: 'feel' }, lookup, { now: 0, random: randomFrom() })));
};

const feelinSays = (source: string): string => {
  try {
    return JSON.stringify(toJson(feelinEvaluate(source, { ...VARIABLES }, 'camunda').value));
  } catch {
    return 'refused';
  }
};

describe('docs/feel.md tells the truth about closed differences', () => {
  const rows = rowsOf(closedSection);

  test('has all of them', () => {
    expect(rows.length).toBeGreaterThan(45);
  });

  test.each(rows)('$expression', ({ expression, zeebe, feelin, here }) => {
    expect(engineSays(expression)).toBe(here);
    expect(feelinSays(expression)).toBe(feelin);
    expect(here).toBe(zeebe);
    expect(feelin).not.toBe(zeebe);
  });
});

describe('docs/feel.md tells the truth about remaining differences', () => {
  const rows = rowsOf(remainingSection);

  test('has all of them', () => {
    expect(rows.length).toBeGreaterThan(5);
  });

  test.each(rows)('$expression', ({ expression, zeebe, feelin, here }) => {
    expect(engineSays(expression)).toBe(here);
    expect(feelinSays(expression)).toBe(feelin);
    expect(here).not.toBe(zeebe);
  });
});
