import { describe, expect, test } from '@jest/globals';
import { caseAccess } from '../../src/access/policy.ts';
import { loadConfiguration } from '../../src/cases/configuration.ts';
import { expandForm, loadForms } from '../../src/cases/forms/index.ts';
import { focusOf, sectionsOf } from '../../src/cases/sections.ts';
import type { Submission } from '../../src/cases/case-file.ts';
import type { User } from '../../src/cases/people.ts';
import { aCase, aComposition, aSubmission, attendee, monday } from '../support/case-file.ts';

const configuration = loadConfiguration('config');
const forms = loadForms('processes/forms');
const sources = {
  access: caseAccess,
  formOf: (formId: string) => {
    const form = forms.get(formId);
    return form === undefined ? undefined : expandForm(form, { configuration });
  },
  partnerName: (partnerId: string) => `Partner ${partnerId}`,
  categories: configuration.fieldAccess.categories,
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

  describe('of fields that a partner does not need', () => {
    const probation: User = {
      ...attendee('probation', 'police'),
      fieldGroups: { casework: ['ordinary'], lawfulnessReview: [], known: ['ordinary', 'beliefs'] },
    };
    const valuesFor = (user: User, data: Submission['data'], formId = 'information-correction') => {
      const given = aSubmission('5', formId, attendee('care', 'care'), data);
      const caseFile = aCase({ composition: aComposition, submissions: [given] });
      return sectionsOf(caseFile, user, sources)
        .at(-1)
        ?.lines.map(({ value }) => value);
    };
    const supplied = (category: string) => ({
      correction: 'corrected',
      reason: 'Omdat',
      information: 'Inhoud',
      category,
    });

    test('show nothing, not even that there is something, where that is sensitive itself', () => {
      expect(valuesFor(probation, supplied('criminal'))).toEqual(['De informatie verbeteren', 'Omdat']);
      expect(valuesFor(police, supplied('criminal'))).toContain('Inhoud');
    });

    test('of health stay away from who needs beliefs only', () => {
      const probationOfBeliefs: User = {
        ...probation,
        fieldGroups: { ...probation.fieldGroups, casework: ['ordinary', 'beliefs'] },
      };
      expect(valuesFor(probationOfBeliefs, supplied('beliefs'))).toContain('Inhoud');
      for (const category of ['health', 'special'])
        expect(valuesFor(probationOfBeliefs, supplied(category))).not.toContain('Inhoud');
    });

    test('take a category that the configuration does not know as the most sensitive', () => {
      expect(valuesFor(probation, supplied('onbekend'))).toEqual(['De informatie verbeteren', 'Omdat']);
    });

    test('show a placeholder with the reason where it may be known', () => {
      const criterion = { judgement: 'met', explanation: 'Inhoud' };
      const vote = { vote: 'admit', criteria: { ideology: criterion, violence: criterion } };
      const given = aSubmission('6', 'screening-deliberation', attendee('town', 'town'), {});
      const caseFile = aCase({
        composition: aComposition,
        submissions: [{ ...given, formId: 'screening-vote', data: vote }],
        screeningRounds: [
          {
            round: 1,
            startedAt: monday,
            votes: [
              { partnerId: 'town', userId: 'usr-town', at: monday, choice: 'admit', submissionId: '6' },
            ],
            talliedAt: monday,
            result: 'admit',
            dissent: [],
            next: null,
          },
        ],
      });
      const shown = sectionsOf(caseFile, probation, sources).at(-1)?.lines ?? [];
      expect(shown.filter(({ value }) => value.startsWith('U ziet dit niet.'))).toHaveLength(2);
      expect(JSON.stringify(shown)).not.toContain('Inhoud');
    });

    test('are shown to who supplied them', () => {
      const own: User = { ...probation, partnerId: 'care' };
      expect(valuesFor(own, supplied('criminal'))).toContain('Inhoud');
    });
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
