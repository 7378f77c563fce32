import type { Configuration, ConsultationSetting, Invitation, Municipality } from './configuration.ts';

type Consultations = Pick<Configuration, 'municipalities' | 'regions'>;

/** Municipalities that a designation for this municipality or region covers. */
export function municipalitiesOf(
  designation: string,
  { municipalities }: Pick<Configuration, 'municipalities'>,
): readonly string[] {
  return municipalities
    .filter(
      ({ municipalityId, consultation }) =>
        municipalityId === designation ||
        (consultation.kind === 'region' && consultation.regionId === designation),
    )
    .map(({ municipalityId }) => municipalityId);
}

/** The partner whose chairs lead the consultation: the municipality itself, or the safety house of its region. */
export function chairPartnerIdOf(municipality: Municipality, { regions }: Consultations): string {
  return (
    regionOf(municipality.consultation, { regions })?.safetyHousePartnerId ??
    municipality.municipalityPartnerId
  );
}

/** Partners that are proposed beside the three that screen. */
export function invitationsOf(
  municipalityId: string,
  { municipalities, regions }: Consultations,
): readonly Invitation[] {
  const consultation = municipalities.find(
    (municipality) => municipality.municipalityId === municipalityId,
  )?.consultation;
  if (consultation === undefined) return [];
  return consultation.kind === 'local'
    ? consultation.invited
    : (regionOf(consultation, { regions })?.invited ?? []);
}

function regionOf(consultation: ConsultationSetting, { regions }: Pick<Configuration, 'regions'>) {
  return consultation.kind === 'region'
    ? regions.find(({ regionId }) => regionId === consultation.regionId)
    : undefined;
}
