import { consultedPartnerIds, receivedAt, rightsRequestOf } from '../../src/cases/person/rights-request.ts';
import { caseStep } from '../case-step.ts';
import { requireTerm } from '../terms.ts';

/**
 * Asks every participant, and sets the legal term from the day on which the request came in. Out: `consultations`
 * [{partnerId}], `terms`.
 */
export const handler = caseStep((caseFile, { job, at, context: { calendar, configuration } }) => {
  const request = rightsRequestOf(caseFile, job.variables['rightsRequestId']);
  const received = receivedAt(request, configuration.timeZone);
  return {
    caseFile,
    variables: {
      consultations: consultedPartnerIds(caseFile).map((partnerId) => ({ partnerId })),
      terms: {
        rightsConsultation: { ...calendar.termDates(requireTerm(configuration, 'rights-consultation'), at) },
        rightsDecision: { ...calendar.termDates(requireTerm(configuration, 'rights-decision'), received) },
      },
    },
  };
});
