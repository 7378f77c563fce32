import { packageOf, releaseProvision } from '../../src/cases/provision/provision-package.ts';
import { StepImpossible } from '../../src/cases/step-impossible.ts';
import { applyCaseStep, caseIdOf } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';

/** Opens an approved package to its recipient, and registers who received it. Out: `provisionExpiresAt`. */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const { packageId } = job.variables;
    const { recipientId } = packageOf(await context.repository.get(caseIdOf(job)), packageId);
    const recipient = await context.people.byId(recipientId);
    if (recipient === undefined) {
      throw new StepImpossible('the account of the recipient does not exist any more; end this provision.');
    }
    const variables = await applyCaseStep(job, context, (caseFile, { at }) => ({
      caseFile: releaseProvision(caseFile, packageId, recipient.partnerId, at),
      variables: { provisionExpiresAt: packageOf(caseFile, packageId).expiresAt.toISOString() },
    }));
    return { kind: 'complete', variables };
  } catch (error) {
    return outcomeOfError(job, error);
  }
};
