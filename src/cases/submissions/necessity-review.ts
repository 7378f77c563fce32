import { recordNecessityReview } from '../monitoring.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** Whether it is still necessary to process data. */
export const necessityReview: SubmissionRule = (caseFile, { formId, data, at }) =>
  recordNecessityReview(caseFile, {
    outcome: fieldsOf(formId, data).choice('necessityOutcome', ['necessary', 'not-necessary']),
    at,
  });
