import { productError } from '../../lib/errors.ts';
import type { CompositionProposal } from '../case-file.ts';
import { compositionProblems } from '../composition.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** A proposal; the step after it registers the composition. Refused at once when the person can still correct it. */
export const composition: SubmissionRule = (caseFile, submission, { attendees }) => {
  const fields = fieldsOf(submission.formId, submission.data);
  const proposal: CompositionProposal = {
    partners: fields
      .list('partners')
      .map((partner) => ({ partnerId: partner.text('partnerId'), reason: partner.text('reason') })),
    caseManagerId: fields.text('caseManagerId'),
    deputyId: fields.optionalText('deputyId'),
    submissionId: submission.submissionId,
  };
  const problems = compositionProblems(proposal, caseFile.screeningPartnerIds, attendees);
  if (problems.length > 0) throw productError('invalid-form', { formId: submission.formId }, problems);
  return { ...caseFile, compositionProposal: proposal };
};
