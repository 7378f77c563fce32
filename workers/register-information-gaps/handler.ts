import { registerInformationGaps } from '../../src/cases/risk-taxation.ts';
import { caseStep } from '../case-step.ts';

/** Out: `hasInformationGaps`, whether requests to fill gaps wait to be sent. */
export const handler = caseStep((caseFile, { at }) => {
  const { caseFile: registered, hasInformationGaps } = registerInformationGaps(caseFile, at);
  return { caseFile: registered, variables: { hasInformationGaps } };
});
