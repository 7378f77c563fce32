import type { Configuration, FieldGroupAccess } from '../../cases/configuration.ts';
import { chairPartnerIdOf, municipalitiesOf } from '../../cases/consultations.ts';
import type { User } from '../../cases/people.ts';
import { fieldGroups, type ReadinessGap } from '../../contract/access.ts';
import type { Role } from '../../contract/roles.ts';

/** Roles that come near a case, and so need what the law asks of the people who do. */
const caseRoles: readonly Role[] = ['attendee', 'chair', 'lawfulness-reviewer'];

/** What is kept of a person about working on cases. */
export interface Credentials {
  /** Municipalities and regions for whose consultation this person is designated (Wgpart art. 13, authorisation). */
  readonly designations: readonly string[];
  /** When and which text of the duty of secrecy was acknowledged (Wgpart art. 17). */
  readonly secrecy: { readonly at: Date; readonly version: string } | null;
  /** Last day, `YYYY-MM-DD`, on which the training counts (Besluit art. 17). */
  readonly trainingValidUntil: string | null;
  /** Last day on which the reliability screening counts (Besluit art. 12). */
  readonly screeningValidUntil: string | null;
}

/** What everyone begins with. */
export const noCredentials: Credentials = {
  designations: [],
  secrecy: null,
  trainingValidUntil: null,
  screeningValidUntil: null,
};

/** What of the configuration decides on somebody's standing. */
export type Directory = Pick<
  Configuration,
  'partners' | 'externalParties' | 'municipalities' | 'regions' | 'access' | 'fieldAccess' | 'timeZone'
>;

/**
 * What somebody's credentials amount to now.
 *
 * @param today calendar date, `YYYY-MM-DD`, where the people work
 */
export function standingOf(
  person: Credentials & Pick<User, 'partnerId' | 'roles'>,
  directory: Directory,
  today: string,
): Pick<User, 'municipalityIds' | 'chairedMunicipalityIds' | 'fieldGroups' | 'missing'> {
  const { designations, secrecy, trainingValidUntil, screeningValidUntil, partnerId, roles: own } = person;
  const municipalityIds = [
    ...new Set(designations.flatMap((designation) => municipalitiesOf(designation, directory))),
  ];
  const chaired = directory.municipalities.filter(
    (municipality) =>
      municipalityIds.includes(municipality.municipalityId) &&
      chairPartnerIdOf(municipality, directory) === partnerId,
  );
  const gaps: readonly (readonly [ReadinessGap, boolean])[] = [
    ['designation', municipalityIds.length === 0],
    ['secrecy', secrecy?.version !== directory.access.secrecy.version],
    ['training', trainingValidUntil === null || trainingValidUntil < today],
    ['screening', screeningValidUntil === null || screeningValidUntil < today],
  ];
  return {
    municipalityIds,
    chairedMunicipalityIds: own.includes('chair') ? chaired.map(({ municipalityId }) => municipalityId) : [],
    fieldGroups: fieldGroupsOf(partnerId, directory),
    missing: own.some((role) => caseRoles.includes(role))
      ? gaps.filter(([, isMissing]) => isMissing).map(([gap]) => gap)
      : [],
  };
}

/** An organisation that the configuration does not know reads nothing. */
function fieldGroupsOf(
  partnerId: string,
  { partners, fieldAccess }: Pick<Directory, 'partners' | 'fieldAccess'>,
): User['fieldGroups'] {
  const kind = partners.find((partner) => partner.partnerId === partnerId)?.kind;
  const where = (condition: (access: FieldGroupAccess) => boolean) =>
    fieldGroups.filter((group) => condition(fieldAccess.groups[group]));
  return {
    casework: where(({ casework }) => kind !== undefined && casework.includes(kind)),
    lawfulnessReview: where(({ lawfulnessReview }) => lawfulnessReview),
    known: where(({ existence }) => existence === 'shown'),
  };
}
