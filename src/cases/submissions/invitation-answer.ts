import { answerInvitation } from '../composition.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** A partner agrees to take part, or does not. */
export const invitationAnswer: SubmissionRule = (
  caseFile,
  { formId, data, partnerId, userId, at, submissionId },
) =>
  answerInvitation(caseFile, {
    partnerId,
    consent: fieldsOf(formId, data).choice('consent', ['accepted', 'declined']),
    at,
    userId,
    submissionId,
  });
