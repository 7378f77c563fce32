import { sendRequests } from '../../src/cases/information/requests.ts';
import { caseStep } from '../case-step.ts';

/** Sends the planned requests, or one to each partner. Out: `requests` [{requestId, partnerId}]. */
export const handler = caseStep((caseFile, { job, at }) => {
  const { caseFile: asked, sent } = sendRequests(caseFile, job.key, at);
  return {
    caseFile: asked,
    variables: { requests: sent.map(({ requestId, partnerId }) => ({ requestId, partnerId })) },
  };
});
