import { appointAssessors as appoint } from '../risk-taxation.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** Starts a risk taxation with two different assessors. */
export const appointAssessors: SubmissionRule = (caseFile, submission, { instrument }) => {
  const fields = fieldsOf(submission.formId, submission.data);
  return appoint(caseFile, {
    firstAssessorId: fields.text('firstAssessorId'),
    secondAssessorId: fields.text('secondAssessorId'),
    at: submission.at,
    instrument,
  });
};
