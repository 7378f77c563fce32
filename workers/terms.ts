import type { Configuration, Term, WorkingDaysTerm } from '../src/cases/configuration.ts';
import type { ProcessVariables } from '../src/cases/process-commands.ts';
import { StepImpossible } from '../src/cases/step-impossible.ts';
import type { ActivatedJob } from '../src/zeebe/process-client.ts';

/** A configured term. @throws StepImpossible for an unknown id */
export function requireTerm(configuration: Configuration, termId: string): Term {
  const term = Object.hasOwn(configuration.terms, termId) ? configuration.terms[termId] : undefined;
  if (term === undefined) {
    throw new StepImpossible(
      `term "${termId}" is unknown; add it to config/terms.json or correct the header.`,
    );
  }
  return term;
}

/** A configured term in working days. @throws StepImpossible for an unknown id and for a calendar term */
export function requireWorkingDaysTerm(configuration: Configuration, termId: string): WorkingDaysTerm {
  const term = requireTerm(configuration, termId);
  if ('period' in term) {
    throw new StepImpossible(`term "${termId}" must be in working days; correct config/terms.json.`);
  }
  return term;
}

/** The dates that earlier steps of the process set; a step adds its own to them. */
export function termsBefore(job: ActivatedJob): ProcessVariables {
  const before = job.variables['terms'];
  return typeof before === 'object' && before !== null && !Array.isArray(before)
    ? (before as ProcessVariables)
    : {};
}
