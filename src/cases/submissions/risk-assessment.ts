import { productError } from '../../lib/errors.ts';
import { recordAssessment } from '../risk-taxation.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** One assessor's own judgement, blind for the other. A certificate may have ended since the assessor was appointed. */
export const riskAssessment: SubmissionRule = (caseFile, submission, { assessorIds }) => {
  if (!assessorIds.includes(submission.userId)) {
    throw productError('rule-refused', {
      reason:
        'Dit instrument is voor gecertificeerde beoordelaars, en u hebt geen geldig certificaat. Vraag de casusregisseur een ander aan te wijzen.',
    });
  }
  return recordAssessment(caseFile, {
    userId: submission.userId,
    at: submission.at,
    submissionId: submission.submissionId,
  });
};
