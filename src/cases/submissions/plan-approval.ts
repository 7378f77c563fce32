import { recordApproval } from '../plan.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** One partner approves the plan or objects with a reason. */
export const planApproval: SubmissionRule = (caseFile, submission) =>
  recordApproval(caseFile, {
    partnerId: submission.partnerId,
    userId: submission.userId,
    at: submission.at,
    choice: fieldsOf(submission.formId, submission.data).choice('approval', ['approve', 'object']),
    submissionId: submission.submissionId,
  });
