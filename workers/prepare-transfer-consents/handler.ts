import { askConsents, transferOf } from '../../src/cases/transfer/transfer.ts';
import { caseStep } from '../case-step.ts';
import { requireTerm } from '../terms.ts';

/**
 * Finds who supplied what the case holds, and until when they may answer. Out: `suppliers` [{partnerId}],
 * `consentUntil`.
 */
export const handler = caseStep((caseFile, { job, at, context: { calendar, configuration } }) => {
  const { transferId } = job.variables;
  const asked = askConsents(caseFile, transferId);
  return {
    caseFile: asked,
    variables: {
      suppliers: transferOf(asked, transferId).consents.map(({ partnerId }) => ({ partnerId })),
      consentUntil: calendar.termDates(requireTerm(configuration, 'transfer-consent'), at).dueAt,
    },
  };
});
