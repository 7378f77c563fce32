import { informationOutcome } from '../../src/cases/information.ts';
import { caseStep } from '../case-step.ts';

/** Out: `informationOutcome` complete | incomplete. */
export const handler = caseStep((caseFile) => ({
  caseFile,
  variables: { informationOutcome: informationOutcome(caseFile) },
}));
