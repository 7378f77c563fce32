import type { Decision } from '../cases/access.ts';
import type { CaseFile } from '../cases/case-file.ts';
import type { User } from '../cases/people.ts';
import { isDesignated } from './case-facts.ts';
import { no, ofRole, readyAs, yes, type Rules } from './rule.ts';

/** How the product accounts for itself. Nobody who works on cases sees who looked at them (Wgpart art. 14). */
export interface AccountabilityResources {
  'access-log.read': undefined;
  'access-log.read-case': CaseFile;
  'processing-register.read': undefined;
  'yearly-report.read': undefined;
}

const isReviewer = ofRole('lawfulness-reviewer', 'U controleert of gegevens rechtmatig zijn gebruikt.');

/** Reviewers come near cases, so they must be as ready as those who work on them (Wgpart art. 13 and 17). */
export const isReadyReviewer = (user: User): Decision => {
  const decision = isReviewer(user);
  if (!decision.allowed) return decision;
  const ready = readyAs(user, 'lawfulness-reviewer');
  return ready.allowed ? decision : ready;
};

const readLogOfCase = (user: User, caseFile: CaseFile): Decision => {
  const decision = isReadyReviewer(user);
  if (!decision.allowed) return decision;
  return isDesignated(user, caseFile) ? decision : no('U bent niet voor dit casusoverleg aangewezen.');
};

export const accountabilityRules: Rules<AccountabilityResources> = {
  'access-log.read': isReadyReviewer,
  'access-log.read-case': readLogOfCase,
  'processing-register.read': isReviewer,
  'yearly-report.read': (user) =>
    user.roles.includes('manager') || user.roles.includes('lawfulness-reviewer')
      ? yes('U verantwoordt het werk van het casusoverleg.')
      : no('Uw rol geeft hier geen toegang toe.'),
};
