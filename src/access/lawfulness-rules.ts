import type { CaseField, CasePart, Decision } from '../cases/access.ts';
import type { CaseFile } from '../cases/case-file.ts';
import type { User } from '../cases/people.ts';
import { isReadyReviewer } from './accountability-rules.ts';
import { isDesignated } from './case-facts.ts';
import { no, yes, type Rules } from './rule.ts';
import { areAssessmentsIn, isTallied } from './seals.ts';

/** Looking at a case to review whether data is used lawfully: only reading, and each look with a reason. */
export interface LawfulnessResources {
  'lawfulness.review': CaseFile;
  'lawfulness.read-part': { readonly caseFile: CaseFile; readonly part: CasePart };
  'lawfulness.read-field': { readonly caseFile: CaseFile; readonly field: CaseField };
  /** That there is a field which may not be read. */
  'lawfulness.know-field': { readonly caseFile: CaseFile; readonly field: CaseField };
}

function review(user: User, caseFile: CaseFile): Decision {
  const decision = isReadyReviewer(user);
  if (!decision.allowed) return decision;
  return isDesignated(user, caseFile) ? decision : no('U bent niet voor dit casusoverleg aangewezen.');
}

/** The content: of a shielded case for nobody (Wgpart art. 6). */
function near(user: User, caseFile: CaseFile): Decision {
  const decision = review(user, caseFile);
  return decision.allowed && caseFile.shieldedAt !== null
    ? no('De casus is afgesloten en het dossier is afgeschermd.')
    : decision;
}

function readPart(user: User, { caseFile, part }: LawfulnessResources['lawfulness.read-part']): Decision {
  const decision = near(user, caseFile);
  if (!decision.allowed || part.kind !== 'submission') return decision;
  const { formId, submissionId } = part.submission;
  if (formId === 'screening-vote' && !isTallied(caseFile, submissionId))
    return no('Stemmen blijven gesloten tot alle drie de partners gestemd hebben.');
  if (formId === 'risk-assessment' && !areAssessmentsIn(caseFile, submissionId))
    return no('Beoordelingen zijn blind: gesloten tot beide binnen zijn.');
  return decision;
}

/** Only the groups of fields that a review needs (configuration), also of what the reviewer's own organisation supplied. */
function readField(user: User, { caseFile, field }: LawfulnessResources['lawfulness.read-field']): Decision {
  const decision = near(user, caseFile);
  if (!decision.allowed) return decision;
  return field.groups.every((group) => user.fieldGroups.lawfulnessReview.includes(group))
    ? yes('Dit soort gegevens is nodig om de rechtmatigheid te toetsen.')
    : no(
        'Dit soort gegevens is niet nodig om de rechtmatigheid te toetsen.',
        'Welke soorten nodig zijn, is per installatie afgesproken.',
      );
}

function knowField(user: User, { caseFile, field }: LawfulnessResources['lawfulness.know-field']): Decision {
  const decision = near(user, caseFile);
  if (!decision.allowed) return decision;
  return field.groups.every((group) => user.fieldGroups.known.includes(group))
    ? yes('Dat dit er is, mag bekend zijn.')
    : no('Ook dat dit er is, is niet voor u bestemd.');
}

export const lawfulnessRules: Rules<LawfulnessResources> = {
  'lawfulness.review': review,
  'lawfulness.read-part': readPart,
  'lawfulness.read-field': readField,
  'lawfulness.know-field': knowField,
};
