import type { CaseField, Decision } from '../cases/access.ts';
import type { CaseFile } from '../cases/case-file.ts';
import type { User } from '../cases/people.ts';
import { inEmergency } from './break-glass-rules.ts';
import { chairs, recordedSignal, takesPart } from './case-facts.ts';
import { no, readyAs, yes, type Rules } from './rule.ts';

interface FieldOfCase {
  readonly caseFile: CaseFile;
  readonly field: CaseField;
}

/** Reading single fields of the parts of a case file. */
export interface FieldResources {
  'case.read-field': FieldOfCase;
  /** That there is a field which may not be read. */
  'case.know-field': FieldOfCase;
}

/** Only who takes part in a case that is open gets near its fields. */
function nearField(user: User, caseFile: CaseFile): Decision {
  const ready = readyAs(user, 'attendee', 'chair');
  if (!ready.allowed) return ready;
  if (caseFile.shieldedAt !== null) return no('De casus is afgesloten en het dossier is afgeschermd.');
  return takesPart(user, caseFile) || recordedSignal(user, caseFile) || chairs(user, caseFile)
    ? yes('U neemt deel aan deze casus.')
    : (inEmergency(user, caseFile) ?? no('U neemt niet deel aan deze casus.'));
}

/**
 * Special and criminal data is for those partners only that need it (Wgpart art. 8); which those are is configuration.
 * Whoever supplied something always reads it.
 */
function readField(user: User, { caseFile, field }: FieldOfCase): Decision {
  const near = nearField(user, caseFile);
  if (!near.allowed) return near;
  if (field.supplierPartnerId === user.partnerId)
    return { ...near, ...yes('Uw organisatie heeft dit zelf gegeven.') };
  return field.groups.every((group) => user.fieldGroups.casework.includes(group))
    ? { ...near, ...yes('Uw organisatie heeft dit soort gegevens nodig voor de casus.') }
    : no(
        'Dit soort gegevens is niet nodig voor de taak van uw organisatie.',
        'Wie welk soort gegevens nodig heeft, is per soort organisatie afgesproken. Vraag de casusregisseur wat u mag weten.',
      );
}

function knowField(user: User, { caseFile, field }: FieldOfCase): Decision {
  const near = nearField(user, caseFile);
  if (!near.allowed) return near;
  return field.groups.every((group) => user.fieldGroups.known.includes(group))
    ? yes('Dat dit er is, mag bekend zijn.')
    : no('Ook dat dit er is, is niet voor u bestemd.');
}

export const fieldRules: Rules<FieldResources> = {
  'case.read-field': readField,
  'case.know-field': knowField,
};
