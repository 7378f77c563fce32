import { productError } from '../../lib/errors.ts';
import { withReviewMessage } from '../reviews.ts';
import { withAddedSignalConcluded } from '../signals.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** Judges a signal that was added to a running case; whoever signalled hears of it. It may ask for a review at once. */
export const addedSignal: SubmissionRule = (caseFile, submission) => {
  const { signalId } = submission.refs;
  const judged = caseFile.signals.find((signal) => signal.signalId === signalId);
  if (judged === undefined) {
    throw productError('rule-refused', { reason: 'Het signaal van deze stap hoort niet bij deze casus.' });
  }
  const assessed = withAddedSignalConcluded(
    {
      ...caseFile,
      signals: caseFile.signals.map((signal) =>
        signal === judged ? { ...signal, assessedIn: submission.submissionId } : signal,
      ),
    },
    judged,
    submission.at,
  );
  const followUp = fieldsOf(submission.formId, submission.data).choice('followUp', [
    'none',
    'next-review',
    'review-now',
  ]);
  return followUp === 'review-now' && caseFile.phase === 'monitoring'
    ? withReviewMessage(assessed, `review-${submission.submissionId}`, submission.at)
    : assessed;
};
