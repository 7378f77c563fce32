import { inflateSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { renderMarkedPdf } from '../../src/cases/marked-pdf.ts';

const render = async (sections: Parameters<typeof renderMarkedPdf>[0]['sections']): Promise<string> =>
  Buffer.from(
    await renderMarkedPdf({
      title: 'Verslag van het casusoverleg, casus C-2026-0001',
      heading: 'Verslag van het casusoverleg',
      intro: 'Casus C-2026-0001.',
      mark: 'Verstrekt aan Zoë Zorg op 12 maart 2026. Exemplaar copy-1. Vertrouwelijk.',
      madeAt: new Date('2026-03-12T13:00:00Z'),
      sections,
    }),
  ).toString('latin1');

const section = (heading: string, ...values: string[]) => ({
  heading,
  paragraphs: [],
  lines: values.map((value) => ({ label: 'Wat is de duiding?', value })),
});
const count = (pdf: string, what: RegExp): number => pdf.match(new RegExp(what, 'g'))?.length ?? 0;
/** What is drawn on each page, in the order of the pages. */
const drawn = (pdf: string): string[] =>
  [...pdf.matchAll(/stream\n([\s\S]*?)\nendstream/g)]
    .map(([, bytes]) => {
      try {
        return inflateSync(Buffer.from(bytes ?? '', 'latin1')).toString('latin1');
      } catch {
        return '';
      }
    })
    .filter((content) => /\bBDC\b/.test(content));

test('a printout has its mark and the number of the page on every page, and as no part of the text', async () => {
  const pdf = await render([section('Duiding 1', 'Het gaat om een lang verhaal. '.repeat(400))]);
  const pages = drawn(pdf);
  expect(pages.length).toBeGreaterThan(2);
  expect(pages).toHaveLength(count(pdf, /\/Type \/Page\b/));
  const marks = pages.map(
    (page) => /\/Artifact <<[^>]*\/Top\]\s*>> BDC([\s\S]*?)EMC/.exec(page)?.[1] ?? 'none',
  );
  expect(new Set(marks).size).toBe(1);
  expect(marks[0]).toContain('TJ');
  const numbers = pages.map((page) => /\/Artifact <<[^>]*\/Bottom\]\s*>> BDC([\s\S]*?)EMC/.exec(page)?.[1]);
  expect(new Set(numbers).size).toBe(pages.length);
});

test('a printout can be read aloud: title, language, headings and paragraphs in order, across pages', async () => {
  const pdf = await render([
    section('Duiding 1', 'Eén zorg.', 'Het gaat om een lang verhaal. '.repeat(400)),
    section('Duiding 2', 'Een façade.'),
    { heading: 'Over dit exemplaar', paragraphs: ['Deel het niet.'], lines: [] },
  ]);
  expect(count(pdf, /\/Lang \(nl-NL\)/)).toBe(1);
  expect(count(pdf, /\/DisplayDocTitle true/)).toBe(1);
  // Each piece on each page is found back from the page.
  expect(pdf.includes('[null')).toBe(false);
  expect(count(pdf, /\/Marked true/)).toBe(1);
  expect([count(pdf, /\/S \/H1\b/), count(pdf, /\/S \/H2\b/), count(pdf, /\/S \/P\b/)]).toEqual([1, 3, 5]);
  // Everything drawn is either marked as text or set aside.
  for (const page of drawn(pdf)) {
    const outside = page.replace(/BDC[\s\S]*?EMC/g, '');
    expect(count(outside, /T[jJ]/)).toBe(0);
  }
});

test('a heading is never alone at the end of a page', async () => {
  for (let filled = 20; filled < 60; filled += 1) {
    const pdf = await render([
      section('Duiding 1', ...Array.from({ length: filled }, () => 'Kort.')),
      section('Duiding 2', 'Dit hoort eronder.'),
    ]);
    const withHeading = drawn(pdf).filter((page) => count(page, /\/H2 /) > 0);
    for (const page of withHeading) expect(page).toMatch(/\/H2 [\s\S]*\/P /);
  }
});
