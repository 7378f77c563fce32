import { productError } from '../../lib/errors.ts';
import { reportIntervention } from '../monitoring.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** An intervention was carried out, with proof, or was not, with the reason and what happens instead. */
export const interventionReport: SubmissionRule = (caseFile, submission) => {
  const { interventionId } = submission.refs;
  if (interventionId === undefined) {
    throw productError('rule-refused', { reason: 'Bij deze stap hoort geen interventie.' });
  }
  const fields = fieldsOf(submission.formId, submission.data);
  const result = fields.choice('interventionResult', ['done', 'not-done']);
  const required = result === 'done' ? 'proof' : 'rationale';
  if ((fields.optionalText(required) ?? '').trim() === '') {
    throw productError('invalid-form', { formId: submission.formId }, [
      {
        pointer: `/${required}`,
        message:
          result === 'done'
            ? 'Laat zien dat de interventie is uitgevoerd.'
            : 'Geef de reden dat de interventie niet is uitgevoerd.',
      },
    ]);
  }
  return reportIntervention(caseFile, interventionId, {
    partnerId: submission.partnerId,
    result,
    at: submission.at,
    userId: submission.userId,
    submissionId: submission.submissionId,
  });
};
