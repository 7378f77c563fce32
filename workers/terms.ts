import type { Configuration, Term } from '../src/cases/configuration.ts';
import { StepImpossible } from '../src/cases/step-impossible.ts';

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
