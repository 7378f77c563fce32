import { describe, expect, test } from '@jest/globals';
import type { CaseFile, PlanVersion } from '../../src/cases/case-file.ts';
import {
  necessityKnownAt,
  planReview,
  recordNecessityReview,
  recordReview,
  reportIntervention,
  startInterventions,
  taxatedAt,
} from '../../src/cases/monitoring.ts';
import { recordFinalTaxation } from '../../src/cases/risk-taxation.ts';
import { aCase, aComposition, monday } from '../support/case-file.ts';

const plan = (planVersion: number, ids: readonly string[]): PlanVersion => ({
  planVersion,
  draftedAt: monday,
  draftedBy: 'usr-town',
  submissionId: '1',
  goals: [],
  interventions: ids.map((interventionId) => ({
    interventionId,
    goalId: null,
    kind: 'care',
    partnerId: 'care',
    description: 'Gesprekken',
    dueOn: '2026-04-01',
  })),
  approverPartnerIds: [],
  approvals: [],
  status: 'adopted',
  decidedAt: monday,
  dissent: [],
});
const datesFor = (date: string) => ({ dueAt: `${date}T21:59:59.999Z`, remindAt: `${date}T07:00:00.000Z` });
const review = new Date('2026-06-01T00:00:00Z');
const running = (): CaseFile =>
  startInterventions(
    aCase({ composition: aComposition, phase: 'monitoring', planVersions: [plan(1, ['i-1', 'i-2'])] }),
    monday,
    review,
    datesFor,
  ).caseFile;
const report = (caseFile: CaseFile, interventionId: string, partnerId = 'care') =>
  reportIntervention(caseFile, interventionId, {
    partnerId,
    result: 'done',
    at: monday,
    userId: 'usr-care',
    submissionId: '5',
  });

describe('interventions', () => {
  test('start with the adopted plan, each with its own dates', () => {
    const { interventions, caseFile } = startInterventions(
      aCase({ planVersions: [plan(1, ['i-1'])] }),
      monday,
      review,
      datesFor,
    );
    expect(interventions).toEqual([
      {
        interventionId: 'i-1',
        partnerId: 'care',
        dueAt: '2026-04-01T21:59:59.999Z',
        remindAt: '2026-04-01T07:00:00.000Z',
      },
    ]);
    expect(caseFile.nextReviewAt).toEqual(review);
  });

  test('cannot start without an adopted plan', () => {
    expect(() => startInterventions(aCase(), monday, review, datesFor)).toThrow('no adopted plan');
  });

  test('are reported once, by their owner', () => {
    expect(() => report(running(), 'i-1', 'police')).toThrow('niet van uw organisatie');
    const done = report(running(), 'i-1');
    expect(done.interventions[0]?.state).toBe('done');
    expect(() => report(done, 'i-1')).toThrow('al afgerond');
  });

  test('of an older plan end when a new one starts; what was reported stays', () => {
    const adjusted = startInterventions(
      { ...report(running(), 'i-1'), planVersions: [plan(2, ['i-3'])] },
      monday,
      review,
      datesFor,
    ).caseFile;
    expect(adjusted.interventions.map(({ interventionId, state }) => [interventionId, state])).toEqual([
      ['i-1', 'done'],
      ['i-2', 'ended'],
      ['i-3', 'running'],
    ]);
  });
});

describe('a review', () => {
  const outcome = (value: 'continue' | 'retaxate' | 'adjust' | 'close') =>
    recordReview(running(), { outcome: value, at: monday, userId: 'usr-town', submissionId: '8' });

  test.each(['continue', 'retaxate'] as const)(
    'that decides to %s leaves the interventions running',
    (value) => {
      expect(outcome(value).interventions.every(({ state }) => state === 'running')).toBe(true);
      expect(planReview(outcome('continue'), review, monday).nextReviewAt).toEqual(review);
    },
  );

  test.each(['adjust', 'close'] as const)('that decides to %s ends what is still running', (value) => {
    expect(outcome(value).interventions.every(({ state }) => state === 'ended')).toBe(true);
    expect(outcome(value).nextReviewAt).toBeNull();
  });
});

describe('the necessity to process data', () => {
  const later = new Date('2027-03-01T10:00:00.000Z');

  test('counts from the admission until it is judged, then from the judgement', () => {
    expect(necessityKnownAt(running())).toEqual(monday);
    const judged = recordNecessityReview(running(), { outcome: 'necessary', at: later });
    expect(necessityKnownAt(judged)).toEqual(later);
    expect(judged.interventions.every(({ state }) => state === 'running')).toBe(true);
  });

  test('that is gone ends what is still running', () => {
    const judged = recordNecessityReview(running(), { outcome: 'not-necessary', at: later });
    expect(judged.interventions.every(({ state }) => state === 'ended')).toBe(true);
  });
});

test('the age of a taxation counts from its consensus', () => {
  expect(taxatedAt(running())).toBeUndefined();
  const instrument = { instrumentId: 'example', version: '1' };
  const taxated = recordFinalTaxation(
    running(),
    { at: monday, userId: 'usr-town', submissionId: '9' },
    instrument,
  );
  expect(taxatedAt(taxated)).toEqual(monday);
});
