import { recordRetentionDecision } from '../retention/destruction.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** The decision to destroy a shielded case or to keep it until a date. */
export const retentionReview: SubmissionRule = (caseFile, submission, { timeZone }) => {
  const fields = fieldsOf(submission.formId, submission.data);
  const choice = fields.choice('retentionDecision', ['destroy', 'keep']);
  return recordRetentionDecision(
    caseFile,
    {
      choice,
      keepUntil: choice === 'keep' ? fields.text('keepUntil') : null,
      at: submission.at,
      userId: submission.userId,
      submissionId: submission.submissionId,
    },
    timeZone,
  );
};
