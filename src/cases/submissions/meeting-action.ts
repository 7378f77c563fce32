import { reportAction } from '../meeting/actions.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** The owner tells what became of the action of a decision. */
export const meetingAction: SubmissionRule = (caseFile, { refs, formId, data, at, submissionId }) =>
  reportAction(caseFile, refs.decisionId, {
    result: fieldsOf(formId, data).choice('actionResult', ['done', 'not-done']),
    at,
    submissionId,
  });
