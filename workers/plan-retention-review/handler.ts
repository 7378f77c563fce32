import { nextRetentionReview } from '../../src/cases/retention/destruction.ts';
import { caseStep } from '../case-step.ts';

/** When the question whether the data is still needed comes back. Out: `retentionReviewAt`. */
export const handler = caseStep((caseFile, { at, context: { configuration } }) => ({
  caseFile,
  variables: {
    retentionReviewAt: nextRetentionReview(
      caseFile,
      at,
      configuration.destruction,
      configuration.timeZone,
    ).toISOString(),
  },
}));
