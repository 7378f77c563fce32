import { describe, expect, test } from '@jest/globals';
import type { CaseFile, FormData, PlanVersion } from '../../src/cases/case-file.ts';
import { activeInstrument, loadConfiguration } from '../../src/cases/configuration.ts';
import { startRound } from '../../src/cases/screening.ts';
import { submissionRules } from '../../src/cases/submissions/index.ts';
import { aCase, aComposition, aSubmission, attendee, monday } from '../support/case-file.ts';

const town = attendee('town', 'town');
const care = attendee('care', 'care');

/** Applies the rule of a form. */
function submit(caseFile: CaseFile, formId: string, user: typeof town, data: FormData, refs = {}): CaseFile {
  const rule = submissionRules.get(formId);
  if (rule === undefined) throw new Error(`There is no rule for ${formId}.`);
  return rule(caseFile, aSubmission('77', formId, user, data, { refs }), {
    attendees: [town, care],
    assessorIds: [town.userId, care.userId],
    instrument: activeInstrument(loadConfiguration('config')),
    timeZone: 'Europe/Amsterdam',
  });
}

describe('plan', () => {
  const data = {
    planDecision: 'propose',
    goals: [
      {
        title: 'Werk',
        indicators: ['daily-structure'],
        interventions: [
          {
            kind: 'care',
            description: 'Begeleiding',
            actions: [{ description: 'Gesprekken', ownerPartnerId: 'care', dueOn: '2026-06-01' }],
          },
        ],
      },
      { title: 'Wonen', interventions: [] },
    ],
    exitCriteria: ['Zorg is geregeld'],
  };
  const composed = aCase({ composition: aComposition });

  test('ids of goals and interventions follow from the submission, so that a repeat makes the same', () => {
    const { planVersions } = submit(composed, 'plan', town, data);
    expect(planVersions).toEqual(submit(composed, 'plan', town, data).planVersions);
    expect(planVersions[0]?.goals).toEqual([
      { goalId: 'goal-77-1', title: 'Werk', indicatorIds: ['daily-structure'] },
      { goalId: 'goal-77-2', title: 'Wonen', indicatorIds: [] },
    ]);
    expect(planVersions[0]?.interventions).toEqual([
      {
        interventionId: 'intervention-77-1-1-1',
        goalId: 'goal-77-1',
        kind: 'care',
        partnerId: 'care',
        description: 'Gesprekken',
        intervention: 'Begeleiding',
        dueOn: '2026-06-01',
      },
    ]);
    expect(planVersions[0]?.exitCriteria).toEqual([
      { criterionId: 'criterion-77-1', text: 'Zorg is geregeld' },
    ]);
  });

  test('no plan adds no version', () => {
    expect(submit(composed, 'plan', town, { planDecision: 'no-plan' }).planVersions).toEqual([]);
  });
});

describe('intervention report', () => {
  const running = aCase({
    composition: aComposition,
    planVersions: [] as readonly PlanVersion[],
    interventions: [
      {
        interventionId: 'i-1',
        planVersion: 1,
        partnerId: 'care',
        dueAt: monday,
        state: 'running',
        reportedAt: null,
        userId: null,
        submissionId: null,
      },
    ],
  });
  const report = (data: FormData, refs = { interventionId: 'i-1' }) =>
    submit(running, 'intervention-report', care, data, refs);

  test('done needs proof, not done a reason', () => {
    expect(() => report({ interventionResult: 'done', rationale: 'x' })).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/proof' })] }),
    );
    expect(() => report({ interventionResult: 'not-done', rationale: ' ' })).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/rationale' })] }),
    );
    expect(report({ interventionResult: 'done', proof: 'Verslag' }).interventions[0]?.state).toBe('done');
    const reason = { interventionResult: 'not-done', rationale: 'Verhuisd' };
    expect(report(reason).interventions[0]?.state).toBe('not-done');
  });

  test('needs to be about an intervention', () => {
    expect(() =>
      submit(running, 'intervention-report', care, { interventionResult: 'done', proof: 'x' }),
    ).toThrow('geen interventie');
  });
});

test('a vote is the vote of the organisation of who gives it', () => {
  const { caseFile } = startRound(aCase(), monday);
  const voted = submit(caseFile, 'screening-vote', town, { vote: 'refer' });
  expect(voted.screeningRounds[0]?.votes).toEqual([
    { partnerId: 'town', userId: 'usr-town', at: monday, choice: 'refer', submissionId: '77' },
  ]);
});

test('an answer needs its information request', () => {
  expect(() => submit(aCase(), 'information-answer', care, { answer: 'supplied' })).toThrow(
    'geen informatieverzoek',
  );
});

test('an added signal must be one of this case', () => {
  expect(() =>
    submit(aCase(), 'added-signal', town, { followUp: 'none' }, { signalId: 'signal-elsewhere' }),
  ).toThrow('hoort niet bij deze casus');
});

test('a review asked for by an added signal outside monitoring starts none; whoever brought the signal hears of it', () => {
  const judged = submit(aCase(), 'added-signal', town, { followUp: 'review-now' }, { signalId: 'signal-1' });
  expect(judged.outbox).toMatchObject([{ kind: 'publish-message', name: 'signal-concluded' }]);
});

test('a form that no longer asks what its rule needs is named, and nothing is recorded', () => {
  const { caseFile } = startRound(aCase(), monday);
  expect(() => submit(caseFile, 'screening-vote', town, {})).toThrow(
    'Form screening-vote must ask field "vote"',
  );
});
