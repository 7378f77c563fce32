import type { CandidateList, MeetingDetail, MeetingPlanned } from '../contract/meeting.ts';
import type { ApiPerson } from './api-person.ts';

/** More than fits in an afternoon is no agenda. */
const itemsOfMeeting = 4;

/**
 * Plans one meeting of the consultation of Voorbeeldstad and makes its agenda of what needs discussing most. Playing it again
 * adds nothing: the meeting has a fixed request id.
 *
 * @param date calendar date of the meeting, `YYYY-MM-DD`
 */
export async function playMeeting(
  { chair, attendee }: { readonly chair: ApiPerson; readonly attendee: ApiPerson },
  caseToDiscuss: string,
  date: string,
): Promise<void> {
  await attendee.call('POST', `/cases/${caseToDiscuss}/agenda-requests`, {
    requestId: 'demo-agenda-request-01',
    reason: 'De begeleiding loopt anders dan verwacht (fictief voorbeeld).',
  });
  const { meetingId } = await chair.call<MeetingPlanned>('POST', '/meetings', {
    requestId: 'demo-meeting-01',
    date,
    time: '13:30',
    municipalityIds: ['voorbeeldstad'],
  });
  const { agenda } = await chair.call<MeetingDetail>('GET', `/meetings/${meetingId}`);
  if (agenda.length > 0) return;
  const { candidates } = await chair.call<CandidateList>('GET', `/meetings/${meetingId}/candidates`);
  for (const { caseId } of candidates.slice(0, itemsOfMeeting)) {
    await chair.call('POST', `/meetings/${meetingId}/agenda`, { caseId });
  }
}
