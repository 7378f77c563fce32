import { necessityKnownAt, planReview, taxatedAt } from '../../src/cases/monitoring.ts';
import { reviewTermId } from '../../src/cases/person/minor.ts';
import { caseStep } from '../case-step.ts';
import { requireTerm } from '../terms.ts';

/** Sets when to look again. Out: `reviewAt`, `taxationDueAt` and `necessityDueAt`, the last two by their own intervals. */
export const handler = caseStep((caseFile, { at, context: { calendar, configuration } }) => {
  const after = (termId: string, from: Date): string =>
    calendar.termDates(requireTerm(configuration, termId), from).dueAt;
  const reviewAt = after(reviewTermId(caseFile, at, configuration.timeZone), at);
  return {
    caseFile: planReview(caseFile, new Date(reviewAt), at),
    variables: {
      reviewAt,
      taxationDueAt: after('taxation-interval', taxatedAt(caseFile) ?? at),
      necessityDueAt: after('necessity-interval', necessityKnownAt(caseFile)),
    },
  };
});
