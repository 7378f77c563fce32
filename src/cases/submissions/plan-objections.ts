import { resolveObjections } from '../plan.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** The case manager revises the plan, or adopts it with the dissent on record. */
export const planObjections: SubmissionRule = (caseFile, submission) =>
  resolveObjections(
    caseFile,
    fieldsOf(submission.formId, submission.data).choice('planNext', ['revise', 'adopt-with-dissent']),
    submission.at,
  );
