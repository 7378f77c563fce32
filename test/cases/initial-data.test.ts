import { describe, expect, test } from '@jest/globals';
import { initialDataOf } from '../../src/cases/initial-data.ts';
import { draftPlan } from '../../src/cases/plan.ts';
import { appointAssessors, recordAssessment } from '../../src/cases/risk-taxation.ts';
import { aCase, aComposition, aSubmission, attendee, monday } from '../support/case-file.ts';

const ann = attendee('ann', 'police');
const bob = attendee('bob', 'care');
const rating = (value: string) => ({ rating: value, evidence: 'x' });
const gap = { partnerId: 'police', question: 'Wat?', why: 'Onbekend' };
const first = aSubmission('1', 'risk-assessment', ann, {
  ratings: { a: rating('low'), b: rating('high') },
  informationGaps: [gap],
});
const second = aSubmission('2', 'risk-assessment', bob, { ratings: { a: rating('low'), b: rating('low') } });
const appointed = appointAssessors(aCase({ composition: aComposition, submissions: [first, second] }), {
  firstAssessorId: ann.userId,
  secondAssessorId: bob.userId,
  at: monday,
  instrument: { instrumentId: 'example', version: '1' },
});
const assessed = [ann, bob].reduce(
  (caseFile, { userId }, index) =>
    recordAssessment(caseFile, { userId, at: monday, submissionId: String(index + 1) }),
  appointed,
);

describe('a form starts with', () => {
  test('for the consensus: the ratings that both gave, and the gaps that either named', () => {
    expect(initialDataOf({ formId: 'risk-consensus' }, assessed, ({ data }) => data)).toEqual({
      ratings: { a: { rating: 'low', evidence: 'x' } },
      informationGaps: [gap],
    });
  });

  test('never a judgement of the whole, however much the assessors agree: people judge it', () => {
    const same = { ratings: { a: rating('low') }, overall: 'low', scenario: 'x', advice: 'x' };
    const agreed = {
      ...assessed,
      submissions: [
        aSubmission('1', 'risk-assessment', ann, same),
        aSubmission('2', 'risk-assessment', bob, same),
      ],
    };
    const data = initialDataOf({ formId: 'risk-consensus' }, agreed, (submission) => submission.data);
    expect(Object.keys(data ?? {})).toEqual(['ratings']);
  });

  test('for the composition: the three that screen, and whom the consultation invites', () => {
    const care = { partnerId: 'care', reason: 'Kent betrokkene.' };
    const police = { partnerId: 'police', reason: 'Staat er al bij.' };
    const always = { reason: 'Weegt de casus en neemt altijd deel.' };
    expect(initialDataOf({ formId: 'composition' }, aCase(), () => undefined, [care, police])).toEqual({
      partners: [
        { partnerId: 'town', ...always },
        { partnerId: 'police', ...always },
        { partnerId: 'prosecution', ...always },
        care,
      ],
    });
  });

  test('nothing from what the person may not see', () => {
    expect(initialDataOf({ formId: 'risk-consensus' }, assessed, () => undefined)).toBeUndefined();
    expect(
      initialDataOf({ formId: 'risk-consensus' }, assessed, (of) =>
        of.userId === ann.userId ? of.data : undefined,
      ),
    ).toBe(undefined);
  });

  test('for the plan: its last version', () => {
    const submission = aSubmission('9', 'plan', ann, { analysis: 'Zo staat het' });
    const drafted = draftPlan(aCase({ submissions: [submission] }), {
      draftedAt: monday,
      draftedBy: ann.userId,
      submissionId: '9',
      goals: [],
      interventions: [],
    });
    expect(initialDataOf({ formId: 'plan' }, drafted, ({ data }) => data)).toEqual({
      analysis: 'Zo staat het',
    });
    expect(initialDataOf({ formId: 'plan' }, aCase(), ({ data }) => data)).toBeUndefined();
  });

  test('for other forms: nothing', () => {
    expect(initialDataOf({ formId: 'risk-assessment' }, assessed, ({ data }) => data)).toBeUndefined();
  });
});
