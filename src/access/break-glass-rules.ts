import { emergencyOf } from '../cases/break-glass/break-glass.ts';
import type { Decision } from '../cases/access.ts';
import type { CaseFile } from '../cases/case-file.ts';
import type { User } from '../cases/people.ts';
import { isCaseManager, isDesignated, takesPart } from './case-facts.ts';
import { no, readyAs, yes, type Rules } from './rule.ts';

/** Opening a case in an emergency without taking part in it. */
export interface BreakGlassResources {
  'break-glass.open': CaseFile;
  /** Hear that somebody did so. */
  'break-glass.know': CaseFile;
}

/** Of another municipality and of a closed case nothing is opened, whatever the emergency (Wgpart art. 6 and 13). */
function open(user: User, caseFile: CaseFile): Decision {
  const ready = readyAs(user, 'attendee');
  if (!ready.allowed) return ready;
  if (!isDesignated(user, caseFile))
    return no(
      'U bent niet aangewezen voor het casusoverleg van deze gemeente.',
      'Vraag uw beheerder om u aan te wijzen.',
    );
  if (caseFile.shieldedAt !== null)
    return no(
      'De casus is afgesloten en het dossier is afgeschermd.',
      'Een afgesloten dossier gaat voor niemand meer open, ook niet in een noodgeval.',
    );
  if (takesPart(user, caseFile)) return no('Uw organisatie neemt al deel; noodtoegang is niet nodig.');
  if (emergencyOf(user, caseFile) !== undefined) return no('U hebt al noodtoegang tot deze casus.');
  return yes('In een noodgeval kan een aangewezen deelnemer een casus kort openen, met een reden.');
}

/** Who leads the case hears that it was opened, by which organisation and when; who it was, only the reviewer knows. */
function know(user: User, caseFile: CaseFile): Decision {
  const ready = readyAs(user, 'attendee');
  if (!ready.allowed) return ready;
  if (caseFile.shieldedAt !== null) return no('De casus is afgesloten en het dossier is afgeschermd.');
  return isCaseManager(user, caseFile)
    ? yes('U leidt deze casus of bent de vervanger.')
    : no('Alleen de casusregisseur en de vervanger zien dit.');
}

export const breakGlassRules: Rules<BreakGlassResources> = {
  'break-glass.open': open,
  'break-glass.know': know,
};

/** What somebody who opened the case in an emergency may: undefined when they did not, or when it has ended. */
export function inEmergency(user: User, caseFile: CaseFile): Decision | undefined {
  if (!readyAs(user, 'attendee').allowed || !isDesignated(user, caseFile)) return undefined;
  const opened = emergencyOf(user, caseFile);
  return (
    opened && {
      ...yes('U hebt deze casus met noodtoegang geopend.'),
      ground: { kind: 'break-glass', reason: opened.reason },
    }
  );
}
