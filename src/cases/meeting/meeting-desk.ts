import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import type {
  CancelMeeting,
  CandidateList,
  Meeting as MeetingBody,
  MeetingDetail,
  MeetingNotices,
  MeetingPage,
  PlanMeeting,
} from '../../contract/meeting.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { CaseAccess, Decision, ListFilter } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { CaseRepository } from '../case-repository.ts';
import type { Configuration } from '../configuration.ts';
import { requireImpersonal } from '../impersonal/impersonal-text.ts';
import type { InboxStore } from '../inbox-store.ts';
import type { People, User } from '../people.ts';
import type { MeetingAccess } from './access.ts';
import {
  itemOfMeeting,
  moveOnAgenda,
  openAgendaRequests,
  positionBefore,
  putOnAgenda,
  removeFromAgenda,
  requestAgenda,
} from './agenda.ts';
import { agendaItems, endOfMeetingDay } from './agenda-view.ts';
import type { Meeting, MeetingStore } from './meeting-store.ts';
import { closeItem } from './record.ts';

/**
 * Meetings and their agendas. Every method asks the access policy first; what a user may not know of is `not-found`. An
 * agenda holds, for everybody, only the cases at which this person may be present.
 */
export interface MeetingDesk {
  list(user: User, page: { readonly page: number; readonly pageSize: number }): Promise<MeetingPage>;
  /** Repeating the same request plans one meeting. @throws ProductError `invalid-request` for a date that does not exist */
  plan(user: User, request: PlanMeeting): Promise<{ readonly meetingId: string }>;
  read(user: User, meetingId: string): Promise<MeetingDetail>;
  /**
   * Whether something changed since a mark that was read before, without reading it.
   *
   * @param caseId of one item; undefined: the whole agenda
   */
  mark(user: User, meetingId: string, caseId?: string): Promise<string>;
  /** Cases with a step or review that is due by then, or that somebody asked to discuss; not those on the agenda. */
  candidates(user: User, meetingId: string): Promise<CandidateList>;
  /** Repeating it is fine. @throws ProductError `rule-refused` when the agenda is full or the meeting closed */
  add(user: User, meetingId: string, caseId: string): Promise<void>;
  /** @throws ProductError `rule-refused` once the case has been discussed */
  remove(user: User, meetingId: string, caseId: string): Promise<void>;
  /** @param beforeCaseId the item that follows; null: to the end */
  move(user: User, meetingId: string, caseId: string, beforeCaseId: string | null): Promise<void>;
  start(user: User, meetingId: string): Promise<void>;
  /** Fixes the record of every item; repeating it finishes what a crash left. */
  close(user: User, meetingId: string): Promise<void>;
  /**
   * A planned meeting does not take place: nothing is on its agenda any more, so that its cases can be on another one. Repeating
   * it finishes what a crash left.
   *
   * @throws ProductError `rule-refused` once it has started
   */
  cancel(user: User, meetingId: string, reason: CancelMeeting['reason']): Promise<void>;
  /** Meetings from today on that do not take place, for everybody of their consultations; it says nothing about cases. */
  notices(user: User): Promise<MeetingNotices>;
  /** Asks for a case to be discussed. */
  requestAgenda(
    user: User,
    caseId: string,
    request: { readonly requestId: string; readonly reason: string },
  ): Promise<void>;
}

export interface MeetingDeskOptions {
  readonly meetings: MeetingStore;
  readonly repository: CaseRepository;
  readonly items: InboxStore;
  readonly access: CaseAccess;
  readonly meetingAccess: MeetingAccess;
  readonly people: People;
  readonly configuration: Pick<Configuration, 'municipalities' | 'timeZone'>;
  readonly clock: Clock;
  readonly partnerName: (partnerId: string) => string;
}

/** More items than one meeting can discuss. */
export const MOST_ITEMS = 50;

export function createMeetingDesk(options: MeetingDeskOptions): MeetingDesk {
  const { meetings, repository, items, access, meetingAccess, configuration, clock } = options;
  const sources = { ...options, timeZone: configuration.timeZone };

  const require = (decision: Decision): void => {
    if (!decision.allowed) throw productError('not-permitted', { why: decision.why });
  };

  const ledMeeting = async (user: User, meetingId: string): Promise<Meeting> => {
    const meeting = await knownMeeting(options, user, meetingId);
    require(meetingAccess.leadMeeting(user, meeting));
    return meeting;
  };

  const openMeeting = async (user: User, meetingId: string): Promise<Meeting> => {
    const meeting = await ledMeeting(user, meetingId);
    const { state } = meeting;
    if (state === 'closed' || state === 'cancelled') {
      throw productError('rule-refused', { reason: noAgenda[state] });
    }
    return meeting;
  };

  /** A case that may be on the agenda of this meeting. */
  const knownCase = async (user: User, meeting: Meeting, caseId: string): Promise<CaseFile> => {
    const caseFile = await repository.find(caseId);
    if (
      caseFile === undefined ||
      !meeting.municipalityIds.includes(caseFile.municipalityId) ||
      !meetingAccess.attendItem(user, caseFile).allowed
    ) {
      throw productError('not-found', { what: `Casus ${caseId}` });
    }
    return caseFile;
  };

  return {
    async list(user, { page, pageSize }) {
      const found = await meetings.list(meetingAccess.meetingFilter(user), { page, pageSize });
      return {
        meetings: found.meetings.map((meeting) => meetingView(meeting, configuration)),
        total: found.total,
        page,
        pageSize,
        chairedMunicipalities: configuration.municipalities
          .filter(
            ({ municipalityId }) =>
              meetingAccess.leadMeeting(user, { municipalityIds: [municipalityId] }).allowed,
          )
          .map(({ municipalityId, name }) => ({ municipalityId, name })),
      };
    },

    async plan(user, { requestId, date, time, municipalityIds }) {
      require(meetingAccess.leadMeeting(user, { municipalityIds }));
      const plannedAt = DateTime.fromISO(`${date}T${time}`, { zone: configuration.timeZone });
      if (!plannedAt.isValid) {
        throw productError('invalid-request', { reason: 'de datum bestaat niet' }, [
          { pointer: '/date', message: 'Kies een datum die bestaat.' },
        ]);
      }
      const { meetingId, plannedBy } = await meetings.insert({
        meetingId: newId('meeting'),
        requestId,
        municipalityIds,
        plannedAt: plannedAt.toJSDate(),
        plannedBy: user.userId,
        state: 'planned',
        startedAt: null,
        closedAt: null,
      });
      if (plannedBy !== user.userId) throw productError('request-id-reused', { requestId });
      return { meetingId };
    },

    async read(user, meetingId) {
      const meeting = await knownMeeting(options, user, meetingId);
      // Before the agenda: what changes in between is read once more, and not missed.
      const mark = await markOf(options, user, meeting);
      const agenda = await agendaOf(options, user, meetingId);
      return {
        mark,
        meeting: meetingView(meeting, configuration),
        canLead: meetingAccess.leadMeeting(user, meeting).allowed,
        agenda: await agendaItems(user, agenda, meeting, clock.now(), sources),
      };
    },

    async mark(user, meetingId, caseId) {
      return markOf(options, user, await knownMeeting(options, user, meetingId), caseId);
    },

    async candidates(user, meetingId) {
      const meeting = await ledMeeting(user, meetingId);
      const municipalityIds = [...meeting.municipalityIds];
      const dayEnds = endOfMeetingDay(meeting, configuration.timeZone);
      const due = await items.casesDueBefore(municipalityIds, dayEnds);
      const { caseFiles } = await repository.list(
        {
          $and: [
            meetingAccess.agendaFilter(user),
            { municipalityId: { $in: municipalityIds }, 'meetings.meetingId': { $ne: meetingId } },
            {
              $or: [
                { caseId: { $in: [...due] } },
                { nextReviewAt: { $ne: null, $lte: dayEnds } },
                { agendaRequests: { $elemMatch: { discussedIn: null } } },
              ],
            },
          ],
        },
        { page: 1, pageSize: 100 },
      );
      const found = await agendaItems(user, caseFiles, meeting, clock.now(), sources);
      const weight = ({ requests, overdueSteps, reviewDue }: (typeof found)[number]): number =>
        requests.length * 100 + overdueSteps * 2 + (reviewDue ? 1 : 0);
      return { candidates: found.sort((a, b) => weight(b) - weight(a)) };
    },

    async add(user, meetingId, caseId) {
      const meeting = await openMeeting(user, meetingId);
      await knownCase(user, meeting, caseId);
      const agenda = await agendaOf(options, user, meetingId);
      const isThere = agenda.some((caseFile) => caseFile.caseId === caseId);
      if (!isThere && agenda.length >= MOST_ITEMS) {
        throw productError('rule-refused', { reason: `Er passen ${MOST_ITEMS} casussen op een agenda.` });
      }
      const positions = positionsOf(agenda, meetingId);
      const added = {
        meetingId,
        plannedAt: meeting.plannedAt,
        position: positionBefore(positions, positions.length),
        addedAt: clock.now(),
        addedBy: user.userId,
      };
      await repository.change(caseId, (current) => {
        require(meetingAccess.attendItem(user, current));
        return putOnAgenda(current, added);
      });
    },

    async remove(user, meetingId, caseId) {
      const meeting = await openMeeting(user, meetingId);
      await knownCase(user, meeting, caseId);
      await repository.change(caseId, (current) => removeFromAgenda(current, meetingId));
    },

    async move(user, meetingId, caseId, beforeCaseId) {
      const meeting = await openMeeting(user, meetingId);
      await knownCase(user, meeting, caseId);
      const others = (await agendaOf(options, user, meetingId)).filter(
        (caseFile) => caseFile.caseId !== caseId,
      );
      const index = others.findIndex((caseFile) => caseFile.caseId === beforeCaseId);
      if (beforeCaseId !== null && index < 0) {
        throw productError('rule-refused', { reason: 'De agenda is intussen veranderd.' });
      }
      const position = positionBefore(
        positionsOf(others, meetingId),
        beforeCaseId === null ? others.length : index,
      );
      await repository.change(caseId, (current) => moveOnAgenda(current, meetingId, position));
    },

    async start(user, meetingId) {
      await openMeeting(user, meetingId);
      await meetings.start(meetingId, clock.now());
    },

    async close(user, meetingId) {
      const { state } = await ledMeeting(user, meetingId);
      if (state === 'cancelled') throw productError('rule-refused', { reason: noAgenda[state] });
      const at = clock.now();
      for (const { caseId } of await agendaOf(options, user, meetingId)) {
        await repository.change(caseId, (current) => closeItem(current, meetingId, at));
      }
      await meetings.close(meetingId, at);
    },

    async cancel(user, meetingId, reason) {
      await ledMeeting(user, meetingId);
      // First the meeting, so that nothing is put on its agenda while it is emptied.
      await meetings.cancel(meetingId, { at: clock.now(), userId: user.userId, reason });
      for (const { caseId } of await agendaOf(options, user, meetingId)) {
        await repository.change(caseId, (current) => removeFromAgenda(current, meetingId));
      }
    },

    async notices(user) {
      const today = DateTime.fromJSDate(clock.now(), { zone: configuration.timeZone }).startOf('day');
      const cancelled = await meetings.cancelledFrom(meetingAccess.meetingFilter(user), today.toJSDate());
      return { cancelled: cancelled.map((meeting) => meetingView(meeting, configuration)) };
    },

    async requestAgenda(user, caseId, { requestId, reason }) {
      const caseFile = await repository.find(caseId);
      if (caseFile === undefined || !access.readCase(user, caseFile).allowed) {
        throw productError('not-found', { what: `Casus ${caseId}` });
      }
      require(access.requestAgenda(user, caseFile));
      requireImpersonal(caseFile, reason);
      const request = {
        agendaRequestId: newId('agenda-request'),
        requestId,
        at: clock.now(),
        partnerId: user.partnerId,
        userId: user.userId,
        reason,
        discussedIn: null,
      };
      await repository.change(caseId, (current) => {
        require(access.requestAgenda(user, current));
        const own = openAgendaRequests(current).some(
          (open) => open.userId === user.userId && open.requestId !== requestId,
        );
        if (own) {
          throw productError('rule-refused', {
            reason: 'U hebt al gevraagd deze casus te bespreken. De voorzitter ziet dat.',
          });
        }
        return requestAgenda(current, request);
      });
    },
  };
}

type Sources = Pick<MeetingDeskOptions, 'meetings' | 'repository' | 'meetingAccess'>;

/** @throws ProductError `not-found` when the user may not know of it */
export async function knownMeeting(
  { meetings, meetingAccess }: Pick<Sources, 'meetings' | 'meetingAccess'>,
  user: User,
  meetingId: string,
): Promise<Meeting> {
  const meeting = await meetings.find(meetingId);
  if (meeting === undefined || !meetingAccess.readMeeting(user, meeting).allowed) {
    throw productError('not-found', { what: `Overleg ${meetingId}` });
  }
  return meeting;
}

const agendaClauses = (
  { meetingAccess }: Pick<Sources, 'meetingAccess'>,
  user: User,
  meetingId: string,
): readonly ListFilter[] => [meetingAccess.agendaFilter(user), { 'meetings.meetingId': meetingId }];

/** Of a meeting for this user, or of one item of it: of cases that are not for them nothing is in it. */
export async function markOf(
  sources: Pick<Sources, 'repository' | 'meetingAccess'>,
  user: User,
  { meetingId, state }: Meeting,
  caseId?: string,
): Promise<string> {
  const ofCase = caseId === undefined ? [] : [{ caseId }];
  const cases = await sources.repository.markOf({
    $and: [...agendaClauses(sources, user, meetingId), ...ofCase],
  });
  return createHash('sha256').update(`${state} ${cases}`).digest('base64url');
}

/** The cases on an agenda that are for this user, in order: the query itself leaves out all others. */
export async function agendaOf(
  sources: Pick<Sources, 'repository' | 'meetingAccess'>,
  user: User,
  meetingId: string,
): Promise<readonly CaseFile[]> {
  const { caseFiles } = await sources.repository.list(
    { $and: agendaClauses(sources, user, meetingId) },
    { page: 1, pageSize: MOST_ITEMS * 2 },
  );
  const positionOf = (caseFile: CaseFile): number => itemOfMeeting(caseFile, meetingId)?.position ?? 0;
  return caseFiles.toSorted((a, b) => positionOf(a) - positionOf(b) || (a.caseId < b.caseId ? -1 : 1));
}

/** A meeting as people see it. */
export function meetingView(
  { meetingId, plannedAt, state, municipalityIds, cancellation }: Meeting,
  { municipalities }: Pick<Configuration, 'municipalities'>,
): MeetingBody {
  return {
    meetingId,
    plannedAt: plannedAt.toISOString(),
    municipalityNames: municipalityIds.map(
      (id) => municipalities.find(({ municipalityId }) => municipalityId === id)?.name ?? id,
    ),
    state,
    cancelReason: cancellation?.reason ?? null,
  };
}

/** Why an agenda cannot be changed. */
const noAgenda = {
  closed: 'Dit overleg is afgesloten; de agenda ligt vast.',
  cancelled: 'Dit overleg is afgezegd. Zet de casus op de agenda van een ander overleg.',
} as const;

const positionsOf = (caseFiles: readonly CaseFile[], meetingId: string): readonly number[] =>
  caseFiles.flatMap((caseFile) => itemOfMeeting(caseFile, meetingId)?.position ?? []);
