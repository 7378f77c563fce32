import type { CaseFile, Submission } from '../case-file.ts';
import type { Instrument } from '../configuration.ts';
import type { User } from '../people.ts';

/** What a rule may look up beside the case file. */
export interface RuleContext {
  /** Attendees of the partners that take part: the people that a form can choose from. */
  readonly attendees: readonly User[];
  /** Who of them may assess with the instrument today: all, or those with a valid certificate. */
  readonly assessorIds: readonly string[];
  /** With which the form was filled in. */
  readonly instrument: Instrument;
  /** IANA time zone in which a calendar date begins. */
  readonly timeZone: string;
}

/**
 * What a completed form changes in the case file beyond recording the submission itself. Pure; the same submission
 * gives the same change.
 *
 * @throws ProductError `invalid-form` or `rule-refused` when the change is not allowed; then nothing is recorded
 */
export type SubmissionRule = (caseFile: CaseFile, submission: Submission, context: RuleContext) => CaseFile;
