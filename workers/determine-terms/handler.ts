import { termKeyOf } from '../../src/cases/configuration.ts';
import { StepImpossible } from '../../src/cases/step-impossible.ts';
import { caseStep } from '../case-step.ts';
import { requireTerm, termsBefore } from '../terms.ts';

/**
 * Sets the dates of the terms in header `terms` (ids, separated by commas), counted from now. Out: `terms`, with those set
 * before kept.
 */
export const handler = caseStep((caseFile, { job, at, context: { calendar, configuration } }) => {
  const termIds = (job.customHeaders['terms'] ?? '')
    .split(',')
    .map((termId) => termId.trim())
    .filter((termId) => termId !== '');
  if (termIds.length === 0) {
    throw new StepImpossible('header "terms" is missing; name the term ids, separated by commas.');
  }
  const determined = termIds.map((termId) => {
    const { dueAt, remindAt } = calendar.termDates(requireTerm(configuration, termId), at);
    return [termKeyOf(termId), { dueAt, remindAt }] as const;
  });
  return {
    caseFile,
    variables: { terms: { ...termsBefore(job), ...Object.fromEntries(determined) } },
  };
});
