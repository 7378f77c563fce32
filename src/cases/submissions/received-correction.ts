import { answerReceivedCorrection } from '../transfer/receiving.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** Those who lead a case that came from another municipality take a correction from there over, or refuse it. */
export const receivedCorrection: SubmissionRule = (caseFile, { formId, data, userId, at, refs }) => {
  const fields = fieldsOf(formId, data);
  const choice = fields.choice('correctionJudgement', ['apply', 'refuse']);
  return answerReceivedCorrection(caseFile, refs.correctionId, {
    choice,
    reason: choice === 'refuse' ? fields.text('reason') : null,
    userId,
    at,
  });
};
