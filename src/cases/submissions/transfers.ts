import { answerConsent, decideOnTransfer } from '../transfer/transfer.ts';
import { transferGrounds } from '../transfer/transfer-record.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** A supplier says of each of its parts whether it may move. */
export const transferConsent: SubmissionRule = (
  caseFile,
  { formId, data, partnerId, userId, at, submissionId, refs },
) => {
  const parts = (data['parts'] ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const consentedPartIds = Object.keys(parts).filter(
    (partId) => fieldsOf(formId, parts[partId] ?? {}).choice('consent', ['given', 'refused']) === 'given',
  );
  return answerConsent(caseFile, refs.transferId, partnerId, { at, userId, submissionId, consentedPartIds });
};

/** The receiving consultation takes the case, or does not. */
export const transferAcceptance: SubmissionRule = (
  caseFile,
  { formId, data, userId, at, submissionId, refs },
) => {
  const fields = fieldsOf(formId, data);
  const choice = fields.choice('transferDecision', ['accept', 'decline']);
  return decideOnTransfer(caseFile, refs.transferId, {
    choice,
    at,
    userId,
    submissionId,
    ground: choice === 'accept' ? fields.choice('ground', transferGrounds) : null,
    rationale: fields.text('rationale'),
  });
};
