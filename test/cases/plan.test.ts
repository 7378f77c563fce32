import { describe, expect, test } from '@jest/globals';
import type { CaseFile, PlannedIntervention } from '../../src/cases/case-file.ts';
import {
  adoptedPlan,
  askApprovals,
  currentPlan,
  draftPlan,
  recordApproval,
  resolveObjections,
  tallyApprovals,
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
});
