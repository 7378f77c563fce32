import { decideAfterRound } from '../screening.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** What follows on a round without agreement: another round, referral or stopping; never admission. */
export const screeningDeliberation: SubmissionRule = (caseFile, submission) =>
  decideAfterRound(caseFile, {
    choice: fieldsOf(submission.formId, submission.data).choice('screeningNext', [
      'another-round',
      'refer',
      'stop',
    ]),
    at: submission.at,
    userId: submission.userId,
    submissionId: submission.submissionId,
  });
