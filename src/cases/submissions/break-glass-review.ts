import { reviewBreakGlass } from '../break-glass/break-glass.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** Judges an emergency access; what was written stays in the submission. */
export const breakGlassReview: SubmissionRule = (
  caseFile,
  { refs, formId, data, at, userId, submissionId },
) =>
  reviewBreakGlass(caseFile, refs.breakGlassId, {
    verdict: fieldsOf(formId, data).choice('breakGlassReview', ['justified', 'not-justified']),
    at,
    userId,
    submissionId,
  });
