import type { FormData } from '../case-file.ts';
import { executionFields } from '../information/supplied-parts.ts';
import { applyExecution } from '../person/own-information.ts';
import {
  adviseOnRequest,
  answerRightsRequest,
  decideOnRequest,
  extendRequest,
  recordExecution,
} from '../person/rights-request.ts';
import { passageGrounds } from '../person/person-record.ts';
import { requirePassages } from '../person/withheld-passages.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** A participant says whether an exception applies. */
export const rightsAdvice: SubmissionRule = (caseFile, submission) =>
  adviseOnRequest(caseFile, submission.refs.rightsRequestId, {
    partnerId: submission.partnerId,
    choice: fieldsOf(submission.formId, submission.data).choice('rightsAdvice', [
      'no-objection',
      'exception',
    ]),
    submissionId: submission.submissionId,
  });

/** The contact point decides for all participants, or extends the term once. */
export const rightsDecision: SubmissionRule = (caseFile, submission) => {
  const { refs, formId, data, at, userId, submissionId } = submission;
  const fields = fieldsOf(formId, data);
  const choice = fields.choice('rightsDecision', ['grant', 'partly', 'refuse', 'extend']);
  if (choice === 'extend') return extendRequest(caseFile, refs.rightsRequestId, at);
  const withheldPassages = fields.list('withheldPassages').map((entry) => ({
    passage: entry.text('passage'),
    ground: entry.choice('ground', passageGrounds),
  }));
  requirePassages(caseFile, withheldPassages);
  return decideOnRequest(caseFile, refs.rightsRequestId, {
    choice,
    at,
    userId,
    submissionId,
    withheldPartnerIds: fields.texts('withheldPartners'),
    withheldReason: fields.optionalText('withheldReason'),
    informationIds: fields.texts('informationIds'),
    withheldPassages,
    otherNames: fields.texts('otherNames'),
  });
};

type ByPart = Readonly<Record<string, FormData>>;

/** A supplier corrects or withdraws what it supplied; a recipient corrected or erased the data on its side as well. */
export const rightsExecution: SubmissionRule = (
  caseFile,
  { refs, data, partnerId, userId, at, submissionId },
) =>
  recordExecution(
    applyExecution(
      caseFile,
      refs.rightsRequestId,
      Object.assign({}, ...Object.values(executionFields).map((field) => data[field])) as ByPart,
      { partnerId, userId, at, submissionId },
    ),
    refs.rightsRequestId,
    { partnerId, submissionId },
  );

export const rightsAnswer: SubmissionRule = (caseFile, { refs, at }) =>
  answerRightsRequest(caseFile, refs.rightsRequestId, at);
