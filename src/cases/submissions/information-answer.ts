import { productError } from '../../lib/errors.ts';
import type { FormData } from '../case-file.ts';
import { addItems } from '../information/items.ts';
import { answerRequest } from '../information/requests.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** A partner supplies items, refuses with a reason, or told it orally; then nothing of the content is stored. */
export const informationAnswer: SubmissionRule = (caseFile, submission) => {
  const { requestId } = submission.refs;
  if (requestId === undefined) {
    throw productError('rule-refused', { reason: 'Bij deze stap hoort geen informatieverzoek.' });
  }
  const { partnerId, userId, at, submissionId, data } = submission;
  const choice = fieldsOf(submission.formId, data).choice('answer', ['supplied', 'refused', 'oral']);
  const answered = answerRequest(caseFile, requestId, partnerId, { choice, at, userId, submissionId });
  return choice === 'supplied'
    ? addItems(answered, suppliedIn(data), { partnerId, userId, suppliedAt: at, submissionId, requestId })
    : answered;
};

/** The contents of the items in an answer. */
export function suppliedIn(data: FormData): readonly FormData[] {
  const { items } = data;
  return Array.isArray(items) ? (items as readonly FormData[]) : [];
}
