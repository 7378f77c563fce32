import { updateDataBreach } from '../person/data-breach.ts';
import { breachRisks } from '../person/person-record.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

export const breachAssessment: SubmissionRule = (caseFile, { refs, formId, data }) =>
  updateDataBreach(caseFile, refs.dataBreachId, {
    risk: fieldsOf(formId, data).choice('breachRisk', breachRisks),
  });

export const breachNotification: SubmissionRule = (caseFile, { refs, at }) =>
  updateDataBreach(caseFile, refs.dataBreachId, { authorityNotifiedAt: at });

export const breachNotice: SubmissionRule = (caseFile, { refs, formId, data }) =>
  updateDataBreach(caseFile, refs.dataBreachId, {
    affected: fieldsOf(formId, data).choice('breachNotice', ['informed', 'omitted']),
  });

/** Only a review that finds everything in order ends it. */
export const breachReview: SubmissionRule = (caseFile, { refs, formId, data, at }) =>
  fieldsOf(formId, data).choice('breachReview', ['closed', 'more-measures']) === 'closed'
    ? updateDataBreach(caseFile, refs.dataBreachId, { closedAt: at })
    : caseFile;
