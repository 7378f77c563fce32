import { recordDestructionNotice } from '../retention/destruction.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** A recipient tells what it did with its own data of a destroyed case. */
export const destructionNotice: SubmissionRule = (caseFile, submission) =>
  recordDestructionNotice(caseFile, submission.partnerId, {
    choice: fieldsOf(submission.formId, submission.data).choice('ownData', [
      'destroyed',
      'nothing-kept',
      'own-ground',
    ]),
    at: submission.at,
    userId: submission.userId,
  });
