import type { CaseFile } from '../case-file.ts';
import type { Configuration } from '../configuration.ts';
import { chairPartnerIdOf } from '../consultations.ts';
import { participatingPartnerIds } from '../participants.ts';
import type { People, User } from '../people.ts';
import type { MeetingAccess } from './access.ts';

/** Who may be present when this case is discussed: people of the partners that take part, and who chairs. */
export async function attendeesOf(
  caseFile: CaseFile,
  {
    people,
    meetingAccess,
    configuration,
  }: {
    readonly people: Pick<People, 'byPartner'>;
    readonly meetingAccess: Pick<MeetingAccess, 'attendItem'>;
    readonly configuration: Pick<Configuration, 'municipalities' | 'regions'>;
  },
): Promise<readonly User[]> {
  const municipality = configuration.municipalities.find(
    ({ municipalityId }) => municipalityId === caseFile.municipalityId,
  );
  const partnerIds = new Set([
    ...participatingPartnerIds(caseFile),
    ...(municipality === undefined ? [] : [chairPartnerIdOf(municipality, configuration)]),
  ]);
  const found = await Promise.all([...partnerIds].map((partnerId) => people.byPartner(partnerId)));
  return found.flat().filter((person) => meetingAccess.attendItem(person, caseFile).allowed);
}
