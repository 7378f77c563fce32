import { informationOutcome } from '../../src/cases/information/requests.ts';
import { caseStep } from '../case-step.ts';

/** Out: `informationOutcome` complete | incomplete. */
export const handler = caseStep((caseFile) => ({
  caseFile,
  variables: { informationOutcome: informationOutcome(caseFile) },
}));
