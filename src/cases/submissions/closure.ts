import type { SubmissionRule } from './submission-rule.ts';

/** The decision to close; the step after it shields the case. */
export const closure: SubmissionRule = (caseFile, submission) => ({
  ...caseFile,
  closure: { at: submission.at, userId: submission.userId, submissionId: submission.submissionId },
});
