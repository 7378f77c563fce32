import { voteChoices } from '../case-file.ts';
import { castVote } from '../screening.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** One partner's vote in the open round; sealed until the round is tallied. */
export const screeningVote: SubmissionRule = (caseFile, submission) =>
  castVote(caseFile, {
    partnerId: submission.partnerId,
    userId: submission.userId,
    at: submission.at,
    choice: fieldsOf(submission.formId, submission.data).choice('vote', voteChoices),
    submissionId: submission.submissionId,
  });
