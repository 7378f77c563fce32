import { destroyCase } from '../../src/cases/retention/destruction.ts';
import { caseIdOf, caseStep } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';

const destroy = caseStep((caseFile, { at, context: { configuration } }) => {
  const destroyed = destroyCase(caseFile, at, configuration.destruction, configuration.timeZone);
  return {
    caseFile: destroyed,
    variables: {
      recipients: destroyed.destruction?.recipients.map(({ partnerId }) => ({ partnerId })) ?? [],
    },
  };
});

/**
 * Destroys what the case file says, the inbox items of the case, and what the store still has of either in its files.
 * Out: `recipients` [{partnerId}].
 */
export const handler: WorkerHandler = async (job, context) => {
  const outcome = await destroy(job, context);
  if (outcome.kind === 'complete') {
    await context.items.deleteOfCase(caseIdOf(job));
    await context.repository.eraseDeleted();
  }
  return outcome;
};
