import { recordNotice } from '../person/notice.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** The contact point informed the person, or motivates why that cannot be done yet. */
export const informSubject: SubmissionRule = (caseFile, submission) =>
  recordNotice(caseFile, {
    submissionId: submission.submissionId,
    at: submission.at,
    userId: submission.userId,
    outcome: fieldsOf(submission.formId, submission.data).choice('noticeOutcome', ['informed', 'exception']),
  });
