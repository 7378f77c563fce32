import { StepImpossible } from '../../src/cases/step-impossible.ts';
import { applyCaseStep, caseIdOf } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';

/**
 * After an answer to a handover: gives the open steps of the case manager to whoever leads the case now. Out:
 * `caseManagerId`, for the steps that are still to come.
 */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const caseId = caseIdOf(job);
    const { composition } = await context.repository.get(caseId);
    if (composition === null) {
      throw new StepImpossible('the case has no composition; a handover comes after it.');
    }
    const { caseManagerId, deputyId } = composition;
    await context.items.handOver(caseId, caseManagerId, deputyId);
    const variables = await applyCaseStep(job, context, (caseFile) => ({
      caseFile,
      variables: { caseManagerId },
    }));
    return { kind: 'complete', variables };
  } catch (error) {
    return outcomeOfError(job, error);
  }
};
