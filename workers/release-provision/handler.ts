import { packageOf, releaseProvision } from '../../src/cases/provision/provision-package.ts';
import { caseStep } from '../case-step.ts';

/** Opens an approved package to its recipient. Out: `provisionExpiresAt`. */
export const handler = caseStep((caseFile, { job, at }) => {
  const { packageId } = job.variables;
  const { expiresAt } = packageOf(caseFile, packageId);
  return {
    caseFile: releaseProvision(caseFile, packageId, at),
    variables: { provisionExpiresAt: expiresAt.toISOString() },
  };
});
