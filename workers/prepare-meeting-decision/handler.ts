import { decisionOf } from '../../src/cases/meeting/actions.ts';
import { caseStep } from '../case-step.ts';
import { requireWorkingDaysTerm } from '../terms.ts';

/** Sets the date that the meeting chose, or the usual term when it chose none. Out: `terms`. */
export const handler = caseStep((caseFile, { job, at, context: { calendar, configuration } }) => {
  const { dueOn } = decisionOf(caseFile, job.variables['decisionId']);
  const term = requireWorkingDaysTerm(configuration, 'meeting-decision');
  return {
    caseFile,
    variables: {
      terms: {
        meetingDecision: {
          ...(dueOn === null
            ? calendar.termDates(term, at)
            : calendar.datesFor(dueOn, term.remindBeforeWorkingDays, at)),
        },
      },
    },
  };
});
