import { productError } from '../lib/errors.ts';
import type { CaseFile, PlanApproval, PlannedIntervention, PlanVersion } from './case-file.ts';
import { participatingPartnerIds } from './participants.ts';
import { StepImpossible } from './step-impossible.ts';
import { withTimeline } from './timeline.ts';

/** The version that is being made or was made last; undefined before the first. */
export function currentPlan(caseFile: CaseFile): PlanVersion | undefined {
  return caseFile.planVersions.at(-1);
}

/** The version that is carried out; undefined while there is none. */
export function adoptedPlan(caseFile: CaseFile): PlanVersion | undefined {
  return caseFile.planVersions.findLast(({ status }) => status === 'adopted');
}

/**
 * Actions of the plan that was carried out last which did not get done: reported so, or ended before they were reported. A
 * new plan says of each what becomes of it and why.
 */
export function unfinishedActions(caseFile: CaseFile): readonly PlannedIntervention[] {
  const unfinished = caseFile.interventions.filter(
    ({ planVersion, state }) =>
      planVersion === adoptedPlan(caseFile)?.planVersion && (state === 'not-done' || state === 'ended'),
  );
  return (adoptedPlan(caseFile)?.interventions ?? []).filter(({ interventionId }) =>
    unfinished.some((intervention) => intervention.interventionId === interventionId),
  );
}

/** One difference between two versions of a plan. */
export interface PlanChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly what: 'goal' | 'action' | 'exit-criterion';
  readonly title: string;
  /** Of a changed action: what is different. */
  readonly details: readonly ('partner' | 'date' | 'kind')[];
}

/** What a version changed in the one before; goals, actions and criteria are the same when they say the same. */
export function planChanges(before: PlanVersion, after: PlanVersion): readonly PlanChange[] {
  const compare = (
    what: PlanChange['what'],
    old: readonly string[],
    current: readonly string[],
  ): readonly PlanChange[] => [
    ...current
      .filter((title) => !old.includes(title))
      .map((title) => ({ kind: 'added' as const, what, title, details: [] })),
    ...old
      .filter((title) => !current.includes(title))
      .map((title) => ({ kind: 'removed' as const, what, title, details: [] })),
  ];
  const titles = <T>(list: readonly T[], title: (entry: T) => string): readonly string[] => list.map(title);
  const changed = after.interventions.flatMap((action): readonly PlanChange[] => {
    const old = before.interventions.find(({ description }) => description === action.description);
    if (old === undefined) return [];
    const details = [
      ...(old.partnerId === action.partnerId ? [] : ['partner' as const]),
      ...(old.dueOn === action.dueOn ? [] : ['date' as const]),
      ...(old.kind === action.kind ? [] : ['kind' as const]),
    ];
    return details.length === 0
      ? []
      : [{ kind: 'changed', what: 'action', title: action.description, details }];
  });
  return [
    ...compare(
      'goal',
      titles(before.goals, (goal) => goal.title),
      titles(after.goals, (goal) => goal.title),
    ),
    ...compare(
      'action',
      titles(before.interventions, ({ description }) => description),
      titles(after.interventions, ({ description }) => description),
    ),
    ...changed,
    ...compare(
      'exit-criterion',
      titles(before.exitCriteria ?? [], ({ text }) => text),
      titles(after.exitCriteria ?? [], ({ text }) => text),
    ),
  ];
}

/**
 * Adds a version to the plan.
 *
 * @throws ProductError `invalid-form` for an intervention of a partner that does not take part
 */
export function draftPlan(
  caseFile: CaseFile,
  draft: Pick<
    PlanVersion,
    'draftedAt' | 'draftedBy' | 'submissionId' | 'goals' | 'interventions' | 'exitCriteria'
  >,
): CaseFile {
  const partnerIds = participatingPartnerIds(caseFile);
  if (draft.interventions.some(({ partnerId }) => !partnerIds.includes(partnerId))) {
    throw productError('invalid-form', { formId: 'plan' }, [
      { pointer: '/goals', message: 'Een interventie is van een organisatie die aan de casus deelneemt.' },
    ]);
  }
  const version: PlanVersion = {
    ...draft,
    planVersion: (currentPlan(caseFile)?.planVersion ?? 0) + 1,
    approverPartnerIds: [],
    approvals: [],
    status: 'draft',
    decidedAt: null,
    dissent: [],
  };
  return { ...caseFile, planVersions: [...caseFile.planVersions, version] };
}

/** Puts the draft before all partners that take part. */
export function askApprovals(
  caseFile: CaseFile,
  at: Date,
): { caseFile: CaseFile; approverPartnerIds: readonly string[] } {
  const plan = requirePlan(caseFile);
  const approverPartnerIds = participatingPartnerIds(caseFile);
  return {
    caseFile: withTimeline(
      replacePlan(caseFile, { ...plan, approverPartnerIds, status: 'in-approval' }),
      'plan-sent-for-approval',
      at,
      { detail: String(plan.planVersion) },
    ),
    approverPartnerIds,
  };
}

/** Records one partner's judgement of the plan. @throws ProductError `rule-refused` */
export function recordApproval(caseFile: CaseFile, approval: PlanApproval): CaseFile {
  const plan = currentPlan(caseFile);
  if (plan?.status !== 'in-approval' || !plan.approverPartnerIds.includes(approval.partnerId)) {
    throw productError('rule-refused', {
      reason: 'Er ligt nu geen plan ter instemming bij uw organisatie.',
    });
  }
  if (plan.approvals.some(({ partnerId }) => partnerId === approval.partnerId)) {
    throw productError('rule-refused', { reason: 'Uw organisatie heeft al over dit plan geoordeeld.' });
  }
  return replacePlan(caseFile, { ...plan, approvals: [...plan.approvals, approval] });
}

/** Agreed when every partner approves; then the version is adopted. */
export function tallyApprovals(
  caseFile: CaseFile,
  at: Date,
): { caseFile: CaseFile; planResult: 'agreed' | 'objections' } {
  const plan = requirePlan(caseFile);
  const agreed = plan.approverPartnerIds.every((partnerId) =>
    plan.approvals.some((approval) => approval.partnerId === partnerId && approval.choice === 'approve'),
  );
  if (agreed) return { caseFile: adopt(caseFile, plan, at), planResult: 'agreed' };
  return {
    caseFile: withTimeline(replacePlan(caseFile, { ...plan, status: 'objections' }), 'plan-objected', at, {
      detail: String(plan.planVersion),
    }),
    planResult: 'objections',
  };
}

/** The case manager's answer to objections; adoption keeps who objected. @throws ProductError `rule-refused` */
export function resolveObjections(
  caseFile: CaseFile,
  next: 'revise' | 'adopt-with-dissent',
  at: Date,
): CaseFile {
  const plan = currentPlan(caseFile);
  if (plan?.status !== 'objections') {
    throw productError('rule-refused', { reason: 'Er zijn geen bezwaren tegen het plan.' });
  }
  return next === 'revise' ? caseFile : adopt(caseFile, plan, at);
}

/** Partners that objected to a version. */
export function objectorsOf(plan: PlanVersion): readonly string[] {
  return plan.approvals.filter(({ choice }) => choice === 'object').map(({ partnerId }) => partnerId);
}

function adopt(caseFile: CaseFile, plan: PlanVersion, at: Date): CaseFile {
  const adopted: PlanVersion = { ...plan, status: 'adopted', decidedAt: at, dissent: objectorsOf(plan) };
  const earlier = caseFile.planVersions
    .slice(0, -1)
    .map((version) => (version.status === 'adopted' ? { ...version, status: 'replaced' as const } : version));
  return withTimeline({ ...caseFile, planVersions: [...earlier, adopted] }, 'plan-adopted', at, {
    detail: String(plan.planVersion),
  });
}

function requirePlan(caseFile: CaseFile): PlanVersion {
  const plan = currentPlan(caseFile);
  if (plan === undefined) {
    throw new StepImpossible(
      `Case ${caseFile.caseId} has no plan yet; the step before this one must draft it.`,
    );
  }
  return plan;
}

function replacePlan(caseFile: CaseFile, plan: PlanVersion): CaseFile {
  return { ...caseFile, planVersions: [...caseFile.planVersions.slice(0, -1), plan] };
}
