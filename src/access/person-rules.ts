import type { Decision } from '../cases/access.ts';
import type { CaseFile } from '../cases/case-file.ts';
import type { User } from '../cases/people.ts';
import { isDesignated, takesPart as participates } from './case-facts.ts';
import { no, readyAs, yes, type Rules } from './rule.ts';

/** What is done for the rights of the person that a case is about. */
export interface PersonResources {
  'person.read': CaseFile;
  'person.report-lapse': CaseFile;
  'person.handle-rights': CaseFile;
  'person.report-breach': CaseFile;
}

/** The contact point of the person: the mayor of residence (Besluit art. 2, second paragraph). */
const isContactPoint = (user: User, caseFile: CaseFile): boolean =>
  isDesignated(user, caseFile) && user.partnerId === caseFile.municipalityPartnerId;
const takesPart = (user: User, caseFile: CaseFile): boolean =>
  caseFile.composition !== null && participates(user, caseFile);

const shielded = no('De casus is afgesloten en het dossier is afgeschermd.');
const noPart = no('Uw organisatie neemt niet deel aan deze casus.');

/** The rights of the person do not end with the case: the contact point keeps this page when the file is shielded. */
function readPerson(user: User, caseFile: CaseFile): Decision {
  const ready = readyAs(user, 'attendee');
  if (!ready.allowed) return ready;
  if (isContactPoint(user, caseFile)) return yes('Uw organisatie is het contactpunt van de betrokkene.');
  if (!takesPart(user, caseFile)) return noPart;
  return caseFile.shieldedAt === null ? yes('Uw organisatie neemt deel aan deze casus.') : shielded;
}

function reportLapse(user: User, caseFile: CaseFile): Decision {
  const ready = readyAs(user, 'attendee');
  if (!ready.allowed) return ready;
  if (!takesPart(user, caseFile)) return noPart;
  return caseFile.shieldedAt === null
    ? yes('Een deelnemer meldt dat een uitzondering is vervallen.')
    : shielded;
}

/** Requests go to the contact point, which decides for all (Besluit art. 2 and 3); also after the case has closed. */
function handleRights(user: User, caseFile: CaseFile): Decision {
  const ready = readyAs(user, 'attendee');
  if (!ready.allowed) return ready;
  return isContactPoint(user, caseFile)
    ? yes('Uw organisatie is het contactpunt van de betrokkene.')
    : no('Alleen het contactpunt, de gemeente van verblijf, behandelt verzoeken van de betrokkene.');
}

/** Every participant tells the contact point of a breach as soon as possible (Besluit art. 5, first paragraph). */
function reportBreach(user: User, caseFile: CaseFile): Decision {
  const ready = readyAs(user, 'attendee');
  if (!ready.allowed) return ready;
  return isContactPoint(user, caseFile) || takesPart(user, caseFile)
    ? yes('Uw organisatie neemt deel aan deze casus.')
    : noPart;
}

export const personRules: Rules<PersonResources> = {
  'person.read': readPerson,
  'person.report-lapse': reportLapse,
  'person.handle-rights': handleRights,
  'person.report-breach': reportBreach,
};
