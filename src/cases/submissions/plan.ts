import type { ExitCriterion, PlanGoal, PlannedIntervention } from '../case-file.ts';
import { draftPlan } from '../plan.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/**
 * A new version of the plan: goals, each with interventions, each with actions. Ids follow from the submission and the place
 * in it.
 */
export const plan: SubmissionRule = (caseFile, submission) => {
  const { submissionId } = submission;
  const fields = fieldsOf(submission.formId, submission.data);
  if (fields.choice('planDecision', ['propose', 'no-plan']) === 'no-plan') return caseFile;

  const goals: PlanGoal[] = [];
  const interventions: PlannedIntervention[] = [];
  fields.list('goals').forEach((goal, goalIndex) => {
    const goalId = `goal-${submissionId}-${goalIndex + 1}`;
    goals.push({ goalId, title: goal.text('title'), indicatorIds: goal.texts('indicators') });
    goal.list('interventions').forEach((intervention, index) => {
      intervention.list('actions').forEach((action, actionIndex) => {
        interventions.push({
          interventionId: `intervention-${submissionId}-${goalIndex + 1}-${index + 1}-${actionIndex + 1}`,
          goalId,
          kind: intervention.text('kind'),
          partnerId: action.text('ownerPartnerId'),
          description: action.text('description'),
          intervention: intervention.text('description'),
          dueOn: action.text('dueOn'),
        });
      });
    });
  });
  const exitCriteria = fields.texts('exitCriteria').map((text, index): ExitCriterion => ({
    criterionId: `criterion-${submissionId}-${index + 1}`,
    text,
  }));
  return draftPlan(caseFile, {
    draftedAt: submission.at,
    draftedBy: submission.userId,
    submissionId,
    goals,
    interventions,
    exitCriteria,
  });
};
