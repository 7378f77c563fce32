import { productError } from '../../lib/errors.ts';
import type { CaseFile } from '../case-file.ts';
import { withTimeline } from '../timeline.ts';
import type { AgendaRequest, MeetingItem } from './model.ts';

/** The case as an item of this meeting; undefined when it is not on its agenda. */
export const itemOfMeeting = (caseFile: CaseFile, meetingId: string): MeetingItem | undefined =>
  caseFile.meetings.find((item) => item.meetingId === meetingId);

/** Whether this item was discussed: somebody was present, or something was recorded. */
export const isDiscussed = ({ attendance, interpretations, decisions }: MeetingItem): boolean =>
  attendance.length + interpretations.length + decisions.length > 0;

/** Requests to discuss the case that no meeting has discussed yet. */
export const openAgendaRequests = ({ agendaRequests }: CaseFile): readonly AgendaRequest[] =>
  agendaRequests.filter(({ discussedIn }) => discussedIn === null);

/** Somebody asks for the case to be discussed; repeating the same request asks nothing twice. */
export function requestAgenda(caseFile: CaseFile, request: AgendaRequest): CaseFile {
  if (caseFile.agendaRequests.some(({ requestId }) => requestId === request.requestId)) return caseFile;
  return withTimeline(
    { ...caseFile, agendaRequests: [...caseFile.agendaRequests, request] },
    'agenda-requested',
    request.at,
    { partnerId: request.partnerId },
  );
}

/** Puts the case on the agenda; it stays where it is when it is on it already. */
export function putOnAgenda(
  caseFile: CaseFile,
  added: Pick<MeetingItem, 'meetingId' | 'plannedAt' | 'position' | 'addedAt' | 'addedBy'>,
): CaseFile {
  if (itemOfMeeting(caseFile, added.meetingId) !== undefined) return caseFile;
  const item: MeetingItem = {
    ...added,
    attendance: [],
    interpretations: [],
    decisions: [],
    closedAt: null,
    copies: [],
  };
  return { ...caseFile, meetings: [...caseFile.meetings, item] };
}

/** @throws ProductError `rule-refused` once the item has been discussed */
export function removeFromAgenda(caseFile: CaseFile, meetingId: string): CaseFile {
  const item = itemOfMeeting(caseFile, meetingId);
  if (item === undefined) return caseFile;
  if (isDiscussed(item) || item.closedAt !== null) {
    throw productError('rule-refused', { reason: 'Deze casus is al besproken en blijft op de agenda.' });
  }
  return { ...caseFile, meetings: caseFile.meetings.filter((candidate) => candidate !== item) };
}

/** Gives the item another place on the agenda. */
export function moveOnAgenda(caseFile: CaseFile, meetingId: string, position: number): CaseFile {
  const item = itemOfMeeting(caseFile, meetingId);
  return item === undefined || item.position === position
    ? caseFile
    : withMeetingItem(caseFile, { ...item, position });
}

/** The case file with another version of one of its items. */
export function withMeetingItem(caseFile: CaseFile, changed: MeetingItem): CaseFile {
  return {
    ...caseFile,
    meetings: caseFile.meetings.map((item) => (item.meetingId === changed.meetingId ? changed : item)),
  };
}

/**
 * A position for an item that goes before another one.
 *
 * @param others positions of the other items, ascending
 * @param before index in `others` of the item that follows; its length: the end
 */
export function positionBefore(others: readonly number[], before: number): number {
  const previous = others[before - 1];
  const next = others[before];
  if (previous === undefined) return next === undefined ? 0 : next - 1;
  return next === undefined ? previous + 1 : (previous + next) / 2;
}
