import { recordSignalLink } from '../matching/linking.ts';
import { linkChoices } from '../matching/model.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** Whether a new signal is about somebody who is known; the step after it acts on that. */
export const signalMatch: SubmissionRule = (caseFile, { formId, data, at, userId, submissionId }) => {
  const fields = fieldsOf(formId, data);
  return recordSignalLink(caseFile, {
    choice: fields.choice('matchOutcome', linkChoices),
    caseId: fields.optionalText('linkedCaseId'),
    at,
    userId,
    submissionId,
  });
};
