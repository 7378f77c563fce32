import { planReview } from '../../src/cases/monitoring.ts';
import { caseStep } from '../case-step.ts';
import { requireTerm } from '../terms.ts';

/** Sets the date of the next review. Out: `reviewAt`. */
export const handler = caseStep((caseFile, { at, context: { calendar, configuration } }) => {
  const reviewAt = calendar.termDates(requireTerm(configuration, 'review'), at).dueAt;
  return { caseFile: planReview(caseFile, new Date(reviewAt), at), variables: { reviewAt } };
});
