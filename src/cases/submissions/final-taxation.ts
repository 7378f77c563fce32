import { recordFinalTaxation } from '../risk-taxation.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** The last taxation, before the case closes. */
export const finalTaxation: SubmissionRule = (caseFile, { at, userId, submissionId }, { instrument }) =>
  recordFinalTaxation(caseFile, { at, userId, submissionId }, instrument);
