import { tallyRound } from '../../src/cases/screening.ts';
import { caseStep } from '../case-step.ts';

/** Closes the round and opens its votes. Out: `screeningResult` admit | refer | stop | no-agreement. */
export const handler = caseStep((caseFile, { at }) => {
  const { caseFile: tallied, result } = tallyRound(caseFile, at);
  return { caseFile: tallied, variables: { screeningResult: result } };
});
