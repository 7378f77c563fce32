import { productError } from '../../lib/errors.ts';
import { answerRequest } from '../information.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** A partner supplies, refuses with a reason, or told it orally. */
export const informationAnswer: SubmissionRule = (caseFile, submission) => {
  const { requestId } = submission.refs;
  if (requestId === undefined) {
    throw productError('rule-refused', { reason: 'Bij deze stap hoort geen informatieverzoek.' });
  }
  return answerRequest(caseFile, requestId, submission.partnerId, {
    choice: fieldsOf(submission.formId, submission.data).choice('answer', ['supplied', 'refused', 'oral']),
    at: submission.at,
    userId: submission.userId,
    submissionId: submission.submissionId,
  });
};
