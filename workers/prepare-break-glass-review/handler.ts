import { applyCaseStep, caseIdOf } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';
import { reviewerIdsOf } from '../reviewers.ts';
import { requireTerm } from '../terms.ts';

/** Finds who judges an emergency access: the lawfulness reviewers of the contact point. Out: `terms`, `reviewerIds`. */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const { calendar, configuration, people, repository } = context;
    const reviewerIds = await reviewerIdsOf(await repository.get(caseIdOf(job)), people);
    const variables = await applyCaseStep(job, context, (caseFile, { at }) => ({
      caseFile,
      variables: {
        reviewerIds,
        terms: {
          breakGlassReview: {
            ...calendar.termDates(requireTerm(configuration, 'break-glass-review'), at),
          },
        },
      },
    }));
    return { kind: 'complete', variables };
  } catch (error) {
    return outcomeOfError(job, error);
  }
};
