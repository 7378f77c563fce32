import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const themeFolder = 'web/src/theme';
const ownProperties = (file: string): Set<string> =>
  new Set(
    [...readFileSync(`${themeFolder}/${file}`, 'utf8').matchAll(/^\s*(--[a-z0-9-]+):/gm)].map(
      (match) => match[1]!,
    ),
  );
const componentFiles = [
  ...readFileSync(`${themeFolder}/components.css`, 'utf8').matchAll(/@import '([^']+)'/g),
].map((match) => match[1]!);

describe('the neutral theme', () => {
  const tokens = ownProperties('component-tokens.css');
  const theme = ownProperties('neutral.css');

  test('uses component styles of the design system', () => {
    expect(componentFiles.length).toBeGreaterThan(20);
  });

  test.each(componentFiles)('gives every property that %s reads a value', (file) => {
    const style = readFileSync(`node_modules/${file}`, 'utf8');
    const set = new Set([...style.matchAll(/[{;](--[a-z0-9-]+):/g)].map((match) => match[1]!));
    const read = [...style.matchAll(/var\((--[a-z0-9-]+)\)/g)].map((match) => match[1]!);
    expect(read.filter((name) => !tokens.has(name) && !set.has(name))).toEqual([]);
  });

  test('derives component values only from properties that exist', () => {
    const style = readFileSync(`${themeFolder}/component-tokens.css`, 'utf8');
    const read = [...style.matchAll(/var\((--[a-z0-9-]+)\)/g)].map((match) => match[1]!);
    expect(read.filter((name) => !theme.has(name) && !tokens.has(name))).toEqual([]);
  });

  test('text colours keep a contrast of at least 4.5 on the surfaces they are used on', () => {
    const colours = new Map(
      [
        ...readFileSync(`${themeFolder}/neutral.css`, 'utf8').matchAll(/--app-([a-z-]+): (#[0-9a-f]{6});/g),
      ].map((match) => [match[1]!, match[2]!] as const),
    );
    const pairs: [string, string][] = [
      ...['ink', 'ink-soft', 'ink-muted', 'accent', 'accent-strong', 'error', 'success', 'warning'].flatMap(
        (text): [string, string][] => [
          [text, 'surface'],
          [text, 'canvas'],
        ],
      ),
      ['ink-soft', 'neutral-tint'],
      ['error', 'error-tint'],
      ['warning', 'warning-tint'],
      ['success', 'success-tint'],
      ['info', 'info-tint'],
      ['ink-muted', 'accent-tint'],
      ['surface', 'accent'],
      ['surface', 'ink'],
    ];
    const weak = pairs.filter(([text, surface]) => contrast(colours.get(text)!, colours.get(surface)!) < 4.5);
    expect(weak).toEqual([]);
    expect(contrast(colours.get('control')!, colours.get('surface')!)).toBeGreaterThanOrEqual(3);
    expect(contrast(colours.get('focus')!, colours.get('canvas')!)).toBeGreaterThanOrEqual(3);
  });
});

/** WCAG 2.2, definition of contrast ratio. */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
