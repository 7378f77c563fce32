import { recordAssessment } from '../risk-taxation.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** One assessor's own judgement, blind for the other. */
export const riskAssessment: SubmissionRule = (caseFile, submission) =>
  recordAssessment(caseFile, {
    userId: submission.userId,
    at: submission.at,
    submissionId: submission.submissionId,
  });
