import { DateTime } from 'luxon';
import type { AgendaItem } from '../../contract/meeting.ts';
import type { CaseAccess } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { InboxItem } from '../inbox-item.ts';
import type { InboxStore } from '../inbox-store.ts';
import type { People, User } from '../people.ts';
import { isDiscussed, itemOfMeeting } from './agenda.ts';
import type { Meeting } from './meeting-store.ts';

export interface AgendaViewSources {
  readonly items: Pick<InboxStore, 'openOfCases'>;
  readonly access: Pick<CaseAccess, 'readPart'>;
  readonly people: Pick<People, 'byId'>;
  readonly partnerName: (partnerId: string) => string;
  /** IANA time zone in which a day ends. */
  readonly timeZone: string;
}

/** The end of the day of a meeting: what is due before it is worth discussing there. */
export const endOfMeetingDay = ({ plannedAt }: Pick<Meeting, 'plannedAt'>, timeZone: string): Date =>
  DateTime.fromJSDate(plannedAt, { zone: timeZone }).endOf('day').toJSDate();

/**
 * Cases with what makes them worth discussing in this meeting, in the given order. Of the requests, those that wait for a
 * meeting or were discussed in this one.
 */
export async function agendaItems(
  user: User,
  caseFiles: readonly CaseFile[],
  meeting: Meeting,
  now: Date,
  sources: AgendaViewSources,
): Promise<AgendaItem[]> {
  const { items, access, people, partnerName, timeZone } = sources;
  const dayEnds = endOfMeetingDay(meeting, timeZone);
  const open = await items.openOfCases(caseFiles.map(({ caseId }) => caseId));
  const isOverdue = ({ dueAt }: Pick<InboxItem, 'dueAt'>): boolean => dueAt !== null && dueAt < now;
  return Promise.all(
    caseFiles.map(async (caseFile) => {
      const { caseId, reference, phase, composition, nextReviewAt } = caseFile;
      const steps = open.filter((item) => item.caseId === caseId);
      const item = itemOfMeeting(caseFile, meeting.meetingId);
      return {
        caseId,
        reference,
        phase,
        caseManagerName:
          composition === null ? null : ((await people.byId(composition.caseManagerId))?.name ?? 'Onbekend'),
        overdueSteps: steps.filter(isOverdue).length,
        dueSteps: steps.filter((step) => !isOverdue(step) && step.dueAt !== null && step.dueAt <= dayEnds)
          .length,
        reviewDue: nextReviewAt !== null && nextReviewAt <= dayEnds,
        requests: caseFile.agendaRequests
          .filter(({ discussedIn }) => discussedIn === null || discussedIn === meeting.meetingId)
          .filter(
            (agendaRequest) =>
              access.readPart(user, caseFile, { kind: 'agenda-request', agendaRequest }).allowed,
          )
          .map(({ partnerId, at, reason }) => ({
            partnerName: partnerName(partnerId),
            at: at.toISOString(),
            reason,
          })),
        discussed: item !== undefined && isDiscussed(item),
      };
    }),
  );
}
