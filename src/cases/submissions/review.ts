import { recordReview } from '../monitoring.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** The plan continues, is adjusted, or the case is closed. */
export const review: SubmissionRule = (caseFile, submission) =>
  recordReview(caseFile, {
    outcome: fieldsOf(submission.formId, submission.data).choice('monitoringOutcome', [
      'continue',
      'adjust',
      'close',
    ]),
    at: submission.at,
    userId: submission.userId,
    submissionId: submission.submissionId,
  });
