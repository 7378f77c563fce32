import { endProvision } from '../../src/cases/provision/provision-package.ts';
import { caseStep } from '../case-step.ts';

/** The end of a package has come: what it said is gone. */
export const handler = caseStep((caseFile, { job, at }) => ({
  caseFile: endProvision(caseFile, job.variables['packageId'], at),
  variables: {},
}));
