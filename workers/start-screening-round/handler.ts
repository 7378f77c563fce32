import { startRound } from '../../src/cases/screening.ts';
import { caseStep } from '../case-step.ts';

/** Opens the next screening round. Out: `round`. */
export const handler = caseStep((caseFile, { at }) => {
  const { caseFile: started, round } = startRound(caseFile, at);
  return { caseFile: started, variables: { round } };
});
