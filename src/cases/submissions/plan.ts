import type { PlanGoal, PlannedIntervention } from '../case-file.ts';
import { draftPlan } from '../plan.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** A new version of the plan; ids of goals and interventions follow from the submission and their place in it. */
export const plan: SubmissionRule = (caseFile, submission) => {
  const fields = fieldsOf(submission.formId, submission.data);
  if (fields.choice('planDecision', ['propose', 'no-plan']) === 'no-plan') return caseFile;

  const goals: PlanGoal[] = [];
  const interventions: PlannedIntervention[] = [];
  fields.list('goals').forEach((goal, goalIndex) => {
    const goalId = `goal-${submission.submissionId}-${goalIndex + 1}`;
    goals.push({ goalId, title: goal.text('title') });
    goal.list('interventions').forEach((intervention, index) => {
      interventions.push({
        interventionId: `intervention-${submission.submissionId}-${goalIndex + 1}-${index + 1}`,
        goalId,
        kind: intervention.text('kind'),
        partnerId: intervention.text('ownerPartnerId'),
        description: intervention.text('description'),
        dueOn: intervention.text('dueOn'),
      });
    });
  });
  return draftPlan(caseFile, {
    draftedAt: submission.at,
    draftedBy: submission.userId,
    submissionId: submission.submissionId,
    goals,
    interventions,
  });
};
