import type { Decision } from '../cases/access.ts';
import type { CaseFile } from '../cases/case-file.ts';
import type { User } from '../cases/people.ts';
import { chairs, isCaseManager, takesPart } from './case-facts.ts';
import { no, readyAs, yes, type Rules } from './rule.ts';

/** The transfer of a case to another municipality, in the municipality that it leaves. */
export interface TransferResources {
  'case.transfer': CaseFile;
  /** What of a case that has moved went to the other municipality, without what others supplied. */
  'case.read-transferred': CaseFile;
}

/** Wgpart art. 7 speaks of the participants together; who leads the case or the consultation speaks for them. */
function transfer(user: User, caseFile: CaseFile): Decision {
  const ready = readyAs(user, 'attendee', 'chair');
  if (!ready.allowed) return ready;
  if (!isCaseManager(user, caseFile) && !chairs(user, caseFile))
    return no('Alleen de casusregisseur, de vervanger en de voorzitter kunnen een casus overdragen.');
  if (caseFile.shieldedAt !== null) return no('De casus is afgesloten en het dossier is afgeschermd.');
  return caseFile.composition === null
    ? no('Een casus kan pas naar een andere gemeente als er een casusregisseur is.')
    : yes('U leidt deze casus of zit dit casusoverleg voor.');
}

/** Those who took part answer for what they supplied, also where it is used now (Wgpart art. 10, art. 19 GDPR). */
function readTransferred(user: User, caseFile: CaseFile): Decision {
  const ready = readyAs(user, 'attendee');
  if (!ready.allowed) return ready;
  if (caseFile.phase !== 'transferred') return no('Deze casus is niet overgedragen aan een andere gemeente.');
  return takesPart(user, caseFile)
    ? yes('Uw organisatie nam deel aan deze casus.')
    : no('Uw organisatie nam niet deel aan deze casus.');
}

export const transferRules: Rules<TransferResources> = {
  'case.transfer': transfer,
  'case.read-transferred': readTransferred,
};
