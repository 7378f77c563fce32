import { expect, test } from '@jest/globals';
import { timelineKinds } from '../../src/cases/case-file.ts';
import { timelineOf, withTimeline } from '../../src/cases/timeline.ts';
import { aCase, monday } from '../support/case-file.ts';

test.each(timelineKinds)('%s reads as a Dutch sentence, with and without detail', (kind) => {
  for (const extra of [{}, { detail: 'admit', stepName: 'Wegen', partnerId: 'police' }]) {
    const entry = timelineOf(withTimeline(aCase(), kind, monday, extra), (id) => `Partner ${id}`).at(-1);
    expect(entry?.text).toMatch(/^[A-Z][^{}]+$/);
    expect(entry?.partnerName).toBe('partnerId' in extra ? 'Partner police' : null);
  }
});

test('the timeline is oldest first and has no content of the case file', () => {
  const entries = timelineOf(withTimeline(aCase(), 'case-closed', monday), (id) => id);
  expect(entries.map(({ text }) => text)).toEqual([
    'Casus geopend na een signaal',
    'Casus afgesloten; het dossier is afgeschermd',
  ]);
  expect(JSON.stringify(entries)).not.toContain('Feiten');
});
