import { recordReview } from '../monitoring.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** The plan continues, perhaps after a new taxation, is adjusted, or the case is closed. */
export const review: SubmissionRule = (caseFile, submission) => {
  const fields = fieldsOf(submission.formId, submission.data);
  return recordReview(caseFile, {
    outcome: fields.choice('monitoringOutcome', ['continue', 'retaxate', 'adjust', 'close']),
    scaling: fields.choice('scaling', ['same', 'up', 'down']),
    at: submission.at,
    userId: submission.userId,
    submissionId: submission.submissionId,
  });
};
