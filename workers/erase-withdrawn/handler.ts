import { rightsRequestOf } from '../../src/cases/person/rights-request.ts';
import { caseIdOf, caseStep } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';

/** Whom signals are about may have changed: the case is found by that, and no more by what was wrong. */
const renewKeys = caseStep((caseFile, { context: { matchKeys } }) => ({
  caseFile: caseFile.matchKeys.length === 0 ? caseFile : matchKeys.on(caseFile),
  variables: {},
}));

/**
 * Makes the store give up what was corrected or withdrawn on a request of the person, also from its files. Nothing to do when
 * nobody had to carry out a decision. Out: nothing.
 */
export const handler: WorkerHandler = async (job, context) => {
  const outcome = await renewKeys(job, context);
  if (outcome.kind === 'complete') {
    const caseFile = await context.repository.get(caseIdOf(job));
    const { executions } = rightsRequestOf(caseFile, job.variables['rightsRequestId']);
    if (executions.length > 0) await context.repository.eraseDeleted();
  }
  return outcome;
};
