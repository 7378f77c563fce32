import { receivedAt, rightsRequestOf } from '../../src/cases/person/rights-request.ts';
import { caseStep } from '../case-step.ts';
import { requireTerm, termsBefore } from '../terms.ts';

/** The legal term with its extension, still counted from the day on which the request came in. Out: `terms`. */
export const handler = caseStep((caseFile, { job, context: { calendar, configuration } }) => {
  const request = rightsRequestOf(caseFile, job.variables['rightsRequestId']);
  const received = receivedAt(request, configuration.timeZone);
  const extended = calendar.termDates(requireTerm(configuration, 'rights-decision-extended'), received);
  return { caseFile, variables: { terms: { ...termsBefore(job), rightsDecision: { ...extended } } } };
});
