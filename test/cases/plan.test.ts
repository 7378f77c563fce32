import { describe, expect, test } from '@jest/globals';
import type { CaseFile, PlannedIntervention, PlanVersion } from '../../src/cases/case-file.ts';
import {
  adoptedPlan,
  askApprovals,
  currentPlan,
  draftPlan,
  planChanges,
  recordApproval,
  resolveObjections,
  tallyApprovals,
  unfinishedActions,
} from '../../src/cases/plan.ts';
import { aCase, aComposition, monday } from '../support/case-file.ts';

const intervention = (partnerId: string): PlannedIntervention => ({
  interventionId: 'intervention-1-1-1',
  goalId: 'goal-1-1',
  kind: 'care',
  partnerId,
  description: 'Gesprekken',
  dueOn: '2026-04-01',
});
const draft = (caseFile: CaseFile, partnerId = 'care'): CaseFile =>
  draftPlan(caseFile, {
    draftedAt: monday,
    draftedBy: 'usr-town',
    submissionId: '1',
    goals: [{ goalId: 'goal-1-1', title: 'Werk' }],
    interventions: [intervention(partnerId)],
  });
const inApproval = (): CaseFile => askApprovals(draft(aCase({ composition: aComposition })), monday).caseFile;
const judge = (caseFile: CaseFile, partnerId: string, choice: 'approve' | 'object'): CaseFile =>
  recordApproval(caseFile, {
    partnerId,
    userId: `usr-${partnerId}`,
    at: monday,
    choice,
    submissionId: partnerId,
  });
const judged = (...objectors: string[]): CaseFile =>
  ['town', 'police', 'prosecution', 'care'].reduce(
    (caseFile, partnerId) => judge(caseFile, partnerId, objectors.includes(partnerId) ? 'object' : 'approve'),
    inApproval(),
  );

describe('a plan', () => {
  test('gives interventions only to partners that take part', () => {
    expect(() => draft(aCase({ composition: aComposition }), 'elsewhere')).toThrow(
      expect.objectContaining({ code: 'invalid-form' }),
    );
  });

  test('is put before every partner that takes part', () => {
    expect(currentPlan(inApproval())?.approverPartnerIds).toEqual(['town', 'police', 'prosecution', 'care']);
  });

  test('gets one judgement per partner', () => {
    const once = judge(inApproval(), 'police', 'approve');
    expect(() => judge(once, 'police', 'object')).toThrow('al over dit plan geoordeeld');
    expect(() => judge(once, 'elsewhere', 'object')).toThrow('geen plan ter instemming');
  });

  test('is adopted when all approve', () => {
    const { caseFile, planResult } = tallyApprovals(judged(), monday);
    expect(planResult).toBe('agreed');
    expect(adoptedPlan(caseFile)?.planVersion).toBe(1);
  });

  test('is not adopted while one partner has not answered', () => {
    expect(tallyApprovals(judge(inApproval(), 'police', 'approve'), monday).planResult).toBe('objections');
  });

  test('adopted against an objection keeps who objected', () => {
    const { caseFile, planResult } = tallyApprovals(judged('police'), monday);
    expect(planResult).toBe('objections');
    expect(adoptedPlan(caseFile)).toBeUndefined();
    const adopted = resolveObjections(caseFile, 'adopt-with-dissent', monday);
    expect(adoptedPlan(adopted)?.dissent).toEqual(['police']);
  });

  test('objections are resolved only when there are any', () => {
    expect(() => resolveObjections(tallyApprovals(judged(), monday).caseFile, 'revise', monday)).toThrow(
      'geen bezwaren',
    );
  });

  test('a new version replaces the old one when it is adopted, not before', () => {
    const adopted = tallyApprovals(judged(), monday).caseFile;
    const redrafted = askApprovals(draft(adopted), monday).caseFile;
    expect(adoptedPlan(redrafted)?.planVersion).toBe(1);
    const second = tallyApprovals(
      ['town', 'police', 'prosecution', 'care'].reduce(
        (caseFile, partnerId) => judge(caseFile, partnerId, 'approve'),
        redrafted,
      ),
      monday,
    ).caseFile;
    expect(adoptedPlan(second)?.planVersion).toBe(2);
    expect(second.planVersions.map(({ status }) => status)).toEqual(['replaced', 'adopted']);
  });

  test('names what a version changed', () => {
    const first = currentPlan(draft(aCase({ composition: aComposition })))!;
    const action = first.interventions[0]!;
    const second: PlanVersion = {
      ...first,
      goals: [...first.goals, { goalId: 'goal-2-2', title: 'Wonen' }],
      interventions: [{ ...action, partnerId: 'police', dueOn: '2026-05-01' }],
      exitCriteria: [{ criterionId: 'criterion-2-1', text: 'Zorg is geregeld' }],
    };
    expect(planChanges(first, first)).toEqual([]);
    expect(planChanges(first, second)).toEqual([
      { kind: 'added', what: 'goal', title: 'Wonen', details: [] },
      { kind: 'changed', what: 'action', title: 'Gesprekken', details: ['partner', 'date'] },
      { kind: 'added', what: 'exit-criterion', title: 'Zorg is geregeld', details: [] },
    ]);
    expect(planChanges(second, { ...second, interventions: [] })).toEqual([
      { kind: 'removed', what: 'action', title: 'Gesprekken', details: [] },
    ]);
  });
});

test('unfinished are the actions of the plan carried out last that were not done', () => {
  const adopted = tallyApprovals(judged(), monday).caseFile;
  const reported = (state: 'running' | 'done' | 'not-done' | 'ended'): CaseFile => ({
    ...adopted,
    interventions: [
      {
        interventionId: 'intervention-1-1-1',
        planVersion: 1,
        partnerId: 'care',
        dueAt: monday,
        state,
        reportedAt: null,
        userId: null,
        submissionId: null,
      },
    ],
  });
  const titles = (caseFile: CaseFile): string[] =>
    unfinishedActions(caseFile).map(({ description }) => description);
  expect(titles(reported('ended'))).toEqual(['Gesprekken']);
  expect(titles(reported('not-done'))).toEqual(['Gesprekken']);
  expect(titles(reported('running'))).toEqual([]);
  expect(titles(reported('done'))).toEqual([]);
});
