import { executingPartnerIds } from '../../src/cases/person/rights-request.ts';
import { caseStep } from '../case-step.ts';
import { requireTerm, termsBefore } from '../terms.ts';

/** Sends a correction or erasure to every recipient. Out: `recipients` [{partnerId}], `terms`. */
export const handler = caseStep((caseFile, { job, at, context: { calendar, configuration } }) => {
  const execution = calendar.termDates(requireTerm(configuration, 'rights-execution'), at);
  return {
    caseFile,
    variables: {
      recipients: executingPartnerIds(caseFile, job.variables['rightsRequestId']).map((partnerId) => ({
        partnerId,
      })),
      terms: { ...termsBefore(job), rightsExecution: { ...execution } },
    },
  };
});
