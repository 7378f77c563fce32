import type { CaseFile } from '../cases/case-file.ts';
import { participatingPartnerIds } from '../cases/participants.ts';
import type { User } from '../cases/people.ts';

/** Facts about a person and a case that rules of several areas decide on. Each is false outside their municipalities. */

export const isDesignated = (user: User, { municipalityId }: CaseFile): boolean =>
  user.municipalityIds.includes(municipalityId);

/** Takes part: as partner in the composition, or before there is one as one of the three that screen. */
export const takesPart = (user: User, caseFile: CaseFile): boolean =>
  isDesignated(user, caseFile) && participatingPartnerIds(caseFile).includes(user.partnerId);

/**
 * Not by a signal that came along from another municipality, whose supplier is invited here like anyone else, nor by one that
 * others brought into this case: who recorded it does not know that there was a case.
 */
export const recordedSignal = (user: User, caseFile: CaseFile): boolean =>
  isDesignated(user, caseFile) &&
  caseFile.signals.some(
    ({ partnerId, transferId, linkedFrom }) =>
      partnerId === user.partnerId && transferId === undefined && linkedFrom === undefined,
  );

export const chairs = (user: User, { municipalityId }: CaseFile): boolean =>
  user.roles.includes('chair') && user.chairedMunicipalityIds.includes(municipalityId);

export const isCaseManager = (user: User, caseFile: CaseFile): boolean =>
  isDesignated(user, caseFile) &&
  (caseFile.composition?.caseManagerId === user.userId || caseFile.composition?.deputyId === user.userId);
