import { dataBreachOf } from '../../src/cases/person/data-breach.ts';
import { applyCaseStep, caseIdOf } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';
import { reviewerIdsOf } from '../reviewers.ts';
import { requireTerm } from '../terms.ts';

/**
 * Sets the terms, those of the law from the discovery, and finds who reviews the breach: the lawfulness reviewers of the
 * contact point. Out: `terms`, `reviewerIds`.
 */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const { calendar, configuration, people, repository } = context;
    const reviewerIds = await reviewerIdsOf(await repository.get(caseIdOf(job)), people);
    const variables = await applyCaseStep(job, context, (caseFile, { at }) => {
      const { discoveredAt } = dataBreachOf(caseFile, job.variables['dataBreachId']);
      const dates = (termId: string, from: Date) => ({
        ...calendar.termDates(requireTerm(configuration, termId), from),
      });
      return {
        caseFile,
        variables: {
          reviewerIds,
          terms: {
            breachAssessment: dates('breach-assessment', discoveredAt),
            breachNotification: dates('breach-notification', discoveredAt),
            breachNotice: dates('breach-notice', at),
          },
        },
      };
    });
    return { kind: 'complete', variables };
  } catch (error) {
    return outcomeOfError(job, error);
  }
};
