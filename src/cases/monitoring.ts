import { productError } from '../lib/errors.ts';
import type { CaseFile, Intervention, Review } from './case-file.ts';
import { adoptedPlan } from './plan.ts';
import { StepImpossible } from './step-impossible.ts';
import { withTimeline } from './timeline.ts';

/** An intervention as the process gets it. */
export interface StartedIntervention {
  readonly interventionId: string;
  readonly partnerId: string;
  /** ISO 8601 date-times. */
  readonly dueAt: string;
  readonly remindAt: string;
}

/**
 * Starts the interventions of the adopted plan; those of an earlier version that were not reported end here.
 *
 * @param datesFor due and reminder moment of a calendar date
 */
export function startInterventions(
  caseFile: CaseFile,
  at: Date,
  nextReviewAt: Date,
  datesFor: (date: string) => { readonly dueAt: string; readonly remindAt: string },
): { caseFile: CaseFile; interventions: readonly StartedIntervention[] } {
  const plan = adoptedPlan(caseFile);
  if (plan === undefined) {
    throw new StepImpossible(`Case ${caseFile.caseId} has no adopted plan; its interventions cannot start.`);
  }
  const interventions = plan.interventions.map(({ interventionId, partnerId, dueOn }) => ({
    interventionId,
    partnerId,
    ...datesFor(dueOn),
  }));
  const started = interventions.map(({ interventionId, partnerId, dueAt }): Intervention => ({
    interventionId,
    planVersion: plan.planVersion,
    partnerId,
    dueAt: new Date(dueAt),
    state: 'running',
    reportedAt: null,
    userId: null,
    submissionId: null,
  }));
  return {
    caseFile: withTimeline(
      {
        ...caseFile,
        interventions: [...endRunning(caseFile.interventions), ...started],
        nextReviewAt,
      },
      'interventions-started',
      at,
      { detail: String(started.length) },
    ),
    interventions,
  };
}

/** Records what became of an intervention. @throws ProductError `rule-refused` */
export function reportIntervention(
  caseFile: CaseFile,
  interventionId: string,
  report: {
    readonly partnerId: string;
    readonly result: 'done' | 'not-done';
    readonly at: Date;
    readonly userId: string;
    readonly submissionId: string;
  },
): CaseFile {
  const intervention = caseFile.interventions.find(
    (candidate) => candidate.interventionId === interventionId,
  );
  if (intervention?.partnerId !== report.partnerId) {
    throw productError('rule-refused', { reason: 'Deze interventie is niet van uw organisatie.' });
  }
  if (intervention.state !== 'running') {
    throw productError('rule-refused', { reason: 'Deze interventie is al afgerond of beëindigd.' });
  }
  const reported: Intervention = {
    ...intervention,
    state: report.result,
    reportedAt: report.at,
    userId: report.userId,
    submissionId: report.submissionId,
  };
  return {
    ...caseFile,
    interventions: caseFile.interventions.map((candidate) =>
      candidate === intervention ? reported : candidate,
    ),
  };
}

/** Records a review; adjusting or closing ends what is still running. */
export function recordReview(caseFile: CaseFile, review: Review): CaseFile {
  return {
    ...caseFile,
    reviews: [...caseFile.reviews, review],
    interventions:
      review.outcome === 'continue' || review.outcome === 'retaxate'
        ? caseFile.interventions
        : endRunning(caseFile.interventions),
    nextReviewAt: null,
  };
}

/** Records whether it is still necessary to process data; when it is not, what is still running ends. */
export function recordNecessityReview(
  caseFile: CaseFile,
  review: { readonly outcome: 'necessary' | 'not-necessary'; readonly at: Date },
): CaseFile {
  return {
    ...caseFile,
    necessityReviewedAt: review.at,
    interventions:
      review.outcome === 'necessary' ? caseFile.interventions : endRunning(caseFile.interventions),
  };
}

/** From when the interval until the next look at the necessity counts: the last one, or the admission. */
export function necessityKnownAt({ necessityReviewedAt, composition, openedAt }: CaseFile): Date {
  return necessityReviewedAt ?? composition?.registeredAt ?? openedAt;
}

/** From when the interval until the next taxation counts: the last consensus; undefined before the first. */
export function taxatedAt({ riskTaxations }: CaseFile): Date | undefined {
  return riskTaxations.findLast(({ consensus }) => consensus !== null)?.consensus?.at;
}

/** Sets the date of the next review. */
export function planReview(caseFile: CaseFile, nextReviewAt: Date, at: Date): CaseFile {
  return withTimeline({ ...caseFile, nextReviewAt }, 'review-planned', at);
}

function endRunning(interventions: readonly Intervention[]): readonly Intervention[] {
  return interventions.map((intervention) =>
    intervention.state === 'running' ? { ...intervention, state: 'ended' } : intervention,
  );
}
