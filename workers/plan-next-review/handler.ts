import { planReview } from '../../src/cases/monitoring.ts';
import { reviewTermId } from '../../src/cases/person/minor.ts';
import { caseStep } from '../case-step.ts';
import { requireTerm } from '../terms.ts';

/** Sets the date of the next review. Out: `reviewAt`. */
export const handler = caseStep((caseFile, { at, context: { calendar, configuration } }) => {
  const reviewAt = calendar.termDates(requireTerm(configuration, reviewTermId(caseFile, at)), at).dueAt;
  return { caseFile: planReview(caseFile, new Date(reviewAt), at), variables: { reviewAt } };
});
