import { describe, expect, test } from '@jest/globals';
import { caseAccess } from '../../src/access/policy.ts';
import { loadConfiguration } from '../../src/cases/configuration.ts';
import { expandForm, loadForms } from '../../src/cases/forms/index.ts';
import { focusOf, sectionsOf } from '../../src/cases/sections.ts';
import { aCase, aComposition, aSubmission, attendee } from '../support/case-file.ts';

const configuration = loadConfiguration('config');
const forms = loadForms('processes/forms');
const sources = {
  access: caseAccess,
  formOf: (formId: string) => {
    const form = forms.get(formId);
    return form === undefined ? undefined : expandForm(form, { configuration });
  },
  partnerName: (partnerId: string) => `Partner ${partnerId}`,
};
const police = attendee('police', 'police');
const answer = aSubmission('1', 'information-answer', attendee('care', 'care'), {
  answer: 'refused',
  rationale: 'Beroepsgeheim',
});
const withAnswer = aCase({ composition: aComposition, submissions: [answer] });

describe('sections', () => {
  test('show what was filled in with the labels and choices of the form, in its order', () => {
    const [, section] = sectionsOf(withAnswer, police, sources);
    expect(section?.title).toBe('information-answer (Partner care)');
    expect(section?.lines.map(({ value }) => value)).toEqual([
      expect.stringContaining('zwaarwegende redenen'),
      'Beroepsgeheim',
    ]);
    expect(section?.lines.every(({ label }) => /^[A-Z]/.test(label))).toBe(true);
  });

  test('show lists, dates and yes or no as people write them', () => {
    const plan = aSubmission('2', 'plan', attendee('town', 'town'), {
      planDecision: 'propose',
      goals: [
        { title: 'Werk', interventions: [{ actions: [{ description: 'Gesprekken', dueOn: '2026-06-01' }] }] },
      ],
      exitCriteria: ['Een', 'Twee'],
    });
    const consensus = aSubmission('3', 'risk-consensus', attendee('town', 'town'), { retaxate: false });
    const caseFile = aCase({ composition: aComposition, submissions: [plan, consensus] });
    const values = sectionsOf(caseFile, police, sources).flatMap(({ lines }) =>
      lines.map(({ value }) => value),
    );
    expect(values).toEqual(expect.arrayContaining(['Werk', 'Gesprekken', '1-6-2026', 'Een, Twee', 'Nee']));
  });

  test('of a form that no longer exists are shown by field name', () => {
    const old = aSubmission('4', 'old-form', attendee('town', 'town'), { note: 'Tekst', count: 3 });
    const caseFile = aCase({ composition: aComposition, submissions: [old] });
    expect(sectionsOf(caseFile, police, sources).at(-1)?.lines).toEqual([
      { label: 'note', value: 'Tekst' },
      { label: 'count', value: '3' },
    ]);
  });

  test('that the policy refuses leave no trace', () => {
    const assessment = aSubmission('5', 'risk-assessment', attendee('care', 'care'), { summary: 'Geheim' });
    const caseFile = aCase({ composition: aComposition, submissions: [assessment] });
    expect(JSON.stringify(sectionsOf(caseFile, police, sources))).not.toMatch(/Geheim|risk-assessment/);
  });
});

describe('the focus of an item', () => {
  const request = {
    requestId: 'request-1',
    partnerId: 'police',
    question: 'Wat weet u?',
    why: 'Onbekend',
    state: 'sent' as const,
    sentInStep: '7',
    answer: null,
  };

  test('is the request or the intervention that it is about', () => {
    const caseFile = aCase({ informationRequests: [request] });
    expect(focusOf(caseFile, { requestId: 'request-1' }, police, sources)).toEqual([
      {
        title: 'Dit informatieverzoek',
        lines: [
          { label: 'Gevraagd aan', value: 'Partner police' },
          { label: 'Vraag', value: 'Wat weet u?' },
          { label: 'Waarom', value: 'Onbekend' },
        ],
      },
    ]);
  });

  test('is empty for an item about the case as a whole', () => {
    expect(focusOf(aCase({ informationRequests: [request] }), {}, police, sources)).toEqual([]);
  });
});
