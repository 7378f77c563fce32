import { decideOnProvision } from '../provision/provision-package.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** The case manager judges whether each item is necessary for the role of the third party. */
export const provisionApproval: SubmissionRule = (
  caseFile,
  { refs, formId, data, at, userId, submissionId },
) =>
  decideOnProvision(caseFile, refs.packageId, {
    choice: fieldsOf(formId, data).choice('provisionDecision', ['approve', 'refuse']),
    at,
    userId,
    submissionId,
  });
