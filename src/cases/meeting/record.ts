import { productError } from '../../lib/errors.ts';
import type { CaseFile } from '../case-file.ts';
import { withMessage } from '../messages.ts';
import { withTimeline } from '../timeline.ts';
import { isDiscussed, itemOfMeeting, withMeetingItem } from './agenda.ts';
import type { MeetingDecision, MeetingInterpretation, MeetingItem } from './model.ts';

/** Long enough for an engine that is away; a repeat within it starts nothing twice. */
const DECISION_TTL_MS = 3_600_000;

/** Applies a change to the record of an item, as long as it is not fixed. @throws ProductError `rule-refused` */
export function recordIn(
  caseFile: CaseFile,
  meetingId: string,
  change: (item: MeetingItem) => MeetingItem,
): CaseFile {
  const item = itemOfMeeting(caseFile, meetingId);
  if (item === undefined) {
    throw productError('rule-refused', { reason: 'Deze casus staat niet meer op de agenda.' });
  }
  if (item.closedAt !== null) {
    throw productError('rule-refused', { reason: 'Het overleg is afgesloten; het verslag ligt vast.' });
  }
  const changed = change(item);
  return changed === item ? caseFile : withMeetingItem(caseFile, changed);
}

/** Marks somebody as present or not; the caller has asked the policy whether this person may be. */
export function recordAttendance(
  caseFile: CaseFile,
  meetingId: string,
  person: { readonly userId: string; readonly partnerId: string },
  isPresent: boolean,
): CaseFile {
  return recordIn(caseFile, meetingId, (item) => {
    const others = item.attendance.filter(({ userId }) => userId !== person.userId);
    const wasPresent = others.length < item.attendance.length;
    if (wasPresent === isPresent) return item;
    return { ...item, attendance: isPresent ? [...others, person] : others };
  });
}

/** Adds what the facts mean; repeating the same request adds nothing twice. */
export function recordInterpretation(
  caseFile: CaseFile,
  meetingId: string,
  written: MeetingInterpretation,
): CaseFile {
  return recordIn(caseFile, meetingId, (item) =>
    isRepeated(item.interpretations, written)
      ? item
      : { ...item, interpretations: [...item.interpretations, written] },
  );
}

/** Takes back an interpretation as if it had not been written down. */
export function removeInterpretation(caseFile: CaseFile, meetingId: string, recordId: string): CaseFile {
  return recordIn(caseFile, meetingId, (item) => {
    const left = item.interpretations.filter((written) => written.recordId !== recordId);
    return left.length === item.interpretations.length ? item : { ...item, interpretations: left };
  });
}

/** Adds a decision with the promise to start its step; repeating the same request adds nothing twice. */
export function recordDecision(caseFile: CaseFile, meetingId: string, decision: MeetingDecision): CaseFile {
  const recorded = recordIn(caseFile, meetingId, (item) =>
    isRepeated(item.decisions, decision) ? item : { ...item, decisions: [...item.decisions, decision] },
  );
  if (recorded === caseFile) return caseFile;
  const { at, ownerPartnerId } = decision;
  return withDecisionMade(
    withTimeline(recorded, 'meeting-decision-made', at, { partnerId: ownerPartnerId }),
    decision,
    at,
  );
}

/**
 * Takes a decision back with the step that it became. It stays in the record as withdrawn, because somebody may have read it.
 *
 * @throws ProductError `rule-refused` when the action has been reported
 */
export function withdrawDecision(
  caseFile: CaseFile,
  meetingId: string,
  recordId: string,
  at: Date,
): CaseFile {
  let withdrawn = false;
  const changed = recordIn(caseFile, meetingId, (item) => {
    const decision = item.decisions.find((candidate) => candidate.recordId === recordId);
    if (decision === undefined || decision.state === 'withdrawn') return item;
    if (decision.state !== 'open') {
      throw productError('rule-refused', {
        reason: 'De actie van dit besluit is al afgemeld. Leg een nieuw besluit vast.',
      });
    }
    withdrawn = true;
    return withDecision(item, { ...decision, state: 'withdrawn' });
  });
  return withdrawn
    ? withDecisionEnded(withTimeline(changed, 'meeting-decision-withdrawn', at), recordId, at)
    : caseFile;
}

/** Fixes the record of an item. What was asked to be discussed has been, when the item was discussed. */
export function closeItem(caseFile: CaseFile, meetingId: string, at: Date): CaseFile {
  const item = itemOfMeeting(caseFile, meetingId);
  if (item === undefined || item.closedAt !== null) return caseFile;
  const closed = withMeetingItem(caseFile, { ...item, closedAt: at });
  if (!isDiscussed(item)) return closed;
  return withTimeline(
    {
      ...closed,
      agendaRequests: closed.agendaRequests.map((request) =>
        request.discussedIn === null ? { ...request, discussedIn: meetingId } : request,
      ),
    },
    'discussed-in-meeting',
    at,
  );
}

/** Notes that a copy of the minutes was made. @throws ProductError `rule-refused` before the record is fixed */
export function recordCopy(
  caseFile: CaseFile,
  meetingId: string,
  copy: MeetingItem['copies'][number],
): CaseFile {
  const item = itemOfMeeting(caseFile, meetingId);
  if (item?.closedAt == null) {
    throw productError('rule-refused', { reason: 'Het verslag is er zodra het overleg is afgesloten.' });
  }
  return withMeetingItem(caseFile, { ...item, copies: [...item.copies, copy] });
}

/** The item with another version of one of its decisions. */
export function withDecision(item: MeetingItem, changed: MeetingDecision): MeetingItem {
  return {
    ...item,
    decisions: item.decisions.map((decision) =>
      decision.recordId === changed.recordId ? changed : decision,
    ),
  };
}

/** The case file with the promise to start the process of a decision. */
export function withDecisionMade(
  caseFile: CaseFile,
  { recordId, ownerPartnerId }: Pick<MeetingDecision, 'recordId' | 'ownerPartnerId'>,
  at: Date,
): CaseFile {
  return withMessage(
    caseFile,
    {
      messageId: recordId,
      name: 'meeting-decision-made',
      correlationKey: recordId,
      timeToLiveMs: DECISION_TTL_MS,
      variables: { caseId: caseFile.caseId, decisionId: recordId, ownerPartnerId },
    },
    at,
  );
}

/** The case file with the promise to end the process of a decision. */
export function withDecisionEnded(caseFile: CaseFile, recordId: string, at: Date): CaseFile {
  return withMessage(
    caseFile,
    {
      messageId: `meeting-decision-ended-${recordId}`,
      name: 'meeting-decision-ended',
      correlationKey: recordId,
      timeToLiveMs: DECISION_TTL_MS,
    },
    at,
  );
}

const isRepeated = (
  before: readonly { readonly requestId: string }[],
  { requestId }: { readonly requestId: string },
): boolean => before.some((written) => written.requestId === requestId);
