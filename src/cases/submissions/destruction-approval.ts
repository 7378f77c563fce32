import { recordRetentionApproval } from '../retention/destruction.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** A second person's judgement of the decision to destroy. */
export const destructionApproval: SubmissionRule = (caseFile, submission) =>
  recordRetentionApproval(caseFile, {
    choice: fieldsOf(submission.formId, submission.data).choice('destructionApproval', ['approve', 'reject']),
    at: submission.at,
    userId: submission.userId,
    submissionId: submission.submissionId,
  });
