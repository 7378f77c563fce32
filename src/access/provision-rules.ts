import type { Decision, ListFilter } from '../cases/access.ts';
import type { CaseFile } from '../cases/case-file.ts';
import type { User } from '../cases/people.ts';
import type { PackageAt } from '../cases/provision/access.ts';
import { isAvailable } from '../cases/provision/provision-package.ts';
import { takesPart } from './case-facts.ts';
import { no, readyAs, yes, type Rules } from './rule.ts';

/** Providing to third parties, and what a third party does with what it was provided. */
export interface ProvisionResources {
  'provision.provide': CaseFile;
  'provision-package.read': PackageAt;
}

const isExternal = (user: User): boolean => user.roles.includes('external-provider');

function provide(user: User, caseFile: CaseFile): Decision {
  const ready = readyAs(user, 'attendee');
  if (!ready.allowed) return ready;
  if (caseFile.shieldedAt !== null) return no('De casus is afgesloten en het dossier is afgeschermd.');
  return caseFile.composition !== null && takesPart(user, caseFile)
    ? yes('Uw organisatie neemt deel aan deze casus.')
    : no('Uw organisatie neemt niet deel aan deze casus.');
}

/** A third party sees only what was provided to it, and only until its end (Besluit art. 11). */
function readPackage(user: User, { provided, at }: PackageAt): Decision {
  if (!isExternal(user)) return no('Alleen de ontvanger ziet een pakket zo.');
  if (provided.recipientId !== user.userId) return no('Dit pakket is niet aan u verstrekt.');
  return isAvailable(provided, at) ? yes('Dit is aan u verstrekt.') : no('Dit pakket is er niet meer.');
}

export const provisionRules: Rules<ProvisionResources> = {
  'provision.provide': provide,
  'provision-package.read': readPackage,
};

export function packageFilter(user: User, at: Date): ListFilter {
  if (!isExternal(user)) return { _id: { $in: [] } };
  return {
    shieldedAt: null,
    provisions: {
      $elemMatch: {
        recipientId: user.userId,
        releasedAt: { $ne: null },
        endedAt: null,
        expiresAt: { $gt: at },
      },
    },
  };
}
