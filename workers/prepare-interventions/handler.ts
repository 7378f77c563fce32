import { startInterventions } from '../../src/cases/monitoring.ts';
import { reviewTermId } from '../../src/cases/person/minor.ts';
import { caseStep } from '../case-step.ts';
import { requireTerm, requireWorkingDaysTerm } from '../terms.ts';

/**
 * Starts the interventions of the adopted plan. Out: `interventions` [{interventionId, partnerId, dueAt, remindAt}] and
 * `reviewAt`, the date of the first review.
 */
export const handler = caseStep((caseFile, { at, context: { calendar, configuration } }) => {
  const { remindBeforeWorkingDays } = requireWorkingDaysTerm(configuration, 'intervention');
  const termId = reviewTermId(caseFile, at, configuration.timeZone);
  const reviewAt = calendar.termDates(requireTerm(configuration, termId), at).dueAt;
  const { caseFile: started, interventions } = startInterventions(caseFile, at, new Date(reviewAt), (date) =>
    calendar.datesFor(date, remindBeforeWorkingDays, at),
  );
  return {
    caseFile: started,
    variables: {
      interventions: interventions.map(({ interventionId, partnerId, dueAt, remindAt }) => ({
        interventionId,
        partnerId,
        dueAt,
        remindAt,
      })),
      reviewAt,
    },
  };
});
