import { productError } from '../../lib/errors.ts';
import { answerHandover } from '../handover.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** Someone takes over the case, or does not. */
export const handoverAnswer: SubmissionRule = (
  caseFile,
  { formId, data, userId, at, submissionId, refs },
) => {
  if (refs.handoverId === undefined) {
    throw productError('rule-refused', { reason: 'Bij deze stap hoort geen overdracht.' });
  }
  const accepted = fieldsOf(formId, data).choice('answer', ['accepted', 'declined']) === 'accepted';
  return answerHandover(caseFile, refs.handoverId, userId, { accepted, at, submissionId });
};
