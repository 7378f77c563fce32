import type { Decision } from '../cases/access.ts';
import type { CaseFile } from '../cases/case-file.ts';
import type { InformationItem } from '../cases/information/model.ts';
import type { User } from '../cases/people.ts';
import { hasMoved } from '../cases/transfer/passing-on.ts';
import { takesPart } from './case-facts.ts';
import { no, readyAs, yes, type Rules } from './rule.ts';

export interface InformationResources {
  'information.correct': { readonly caseFile: CaseFile; readonly item: InformationItem };
}

const ownInformation = yes('Uw organisatie heeft deze informatie gegeven.');

/**
 * Whether someone of a partner that takes part may see a piece of information: not when its supplier excluded that partner
 * (Wgpart art. 4: each participant decides what it supplies, and to whom).
 */
export function readInformation(user: User, item: InformationItem): Decision {
  if (item.partnerId === user.partnerId) return ownInformation;
  return item.hiddenFromPartnerIds.includes(user.partnerId)
    ? no('De leverancier deelt deze informatie niet met uw organisatie.')
    : yes('Uw organisatie neemt deel aan deze casus.');
}

/**
 * Only the supplier corrects what it supplied, as long as the case is open (Wgpart art. 10); what moved to another municipality
 * also after that, because it is used there and its supplier need not take part there.
 */
function correctInformation(
  user: User,
  { caseFile, item }: InformationResources['information.correct'],
): Decision {
  const ready = readyAs(user, 'attendee');
  if (!ready.allowed) return ready;
  if (item.partnerId !== user.partnerId || !takesPart(user, caseFile))
    return no('Alleen de leverancier kan deze informatie corrigeren.');
  return caseFile.shieldedAt === null || hasMoved(caseFile, item.informationId)
    ? ownInformation
    : no('De casus is afgesloten en het dossier is afgeschermd.');
}

export const informationRules: Rules<InformationResources> = { 'information.correct': correctInformation };
