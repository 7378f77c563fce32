import { productError } from '../../lib/errors.ts';
import { withReviewMessage } from '../reviews.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** Judges a signal that was added to a running case; it may ask for a review at once. */
export const addedSignal: SubmissionRule = (caseFile, submission) => {
  const { signalId } = submission.refs;
  if (!caseFile.signals.some((signal) => signal.signalId === signalId)) {
    throw productError('rule-refused', { reason: 'Het signaal van deze stap hoort niet bij deze casus.' });
  }
  const assessed = {
    ...caseFile,
    signals: caseFile.signals.map((signal) =>
      signal.signalId === signalId ? { ...signal, assessedIn: submission.submissionId } : signal,
    ),
  };
  const followUp = fieldsOf(submission.formId, submission.data).choice('followUp', [
    'none',
    'next-review',
    'review-now',
  ]);
  return followUp === 'review-now' && caseFile.phase === 'monitoring'
    ? withReviewMessage(assessed, `review-${submission.submissionId}`, submission.at)
    : assessed;
};
