import type { Form } from '../../contract/http.ts';
import type {
  CorrectInMeeting,
  MeetingDecision as MeetingDecisionBody,
  MeetingInterpretation as MeetingInterpretationBody,
  MeetingItem as MeetingItemBody,
  RecordInMeeting,
  meetingForms,
} from '../../contract/meeting.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { CaseAccess, Decision } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { CaseRepository } from '../case-repository.ts';
import type { Configuration } from '../configuration.ts';
import { sentForm, type FormDesk } from '../form-desk.ts';
import type { InboxStore } from '../inbox-store.ts';
import type { Outbox } from '../outbox.ts';
import type { People, User } from '../people.ts';
import type { MeetingAccess } from './access.ts';
import { itemOfMeeting } from './agenda.ts';
import { agendaItems } from './agenda-view.ts';
import { attendeesOf } from './attendees.ts';
import { createMeetingChecks } from './check-decision.ts';
import {
  correctDecision,
  correctedRecord,
  correctInterpretation,
  revisionOf,
  type Corrected,
} from './correct.ts';
import { earlierWordings } from './earlier-wordings.ts';
import { agendaOf, knownMeeting, markOf, meetingView } from './meeting-desk.ts';
import type { Meeting, MeetingStore } from './meeting-store.ts';
import { createMinutesPrinter } from './minutes.ts';
import type { MeetingItem } from './model.ts';
import { readableRecords } from './readable-records.ts';
import { readerOf } from '../sections.ts';
import {
  recordAttendance,
  recordCopy,
  recordDecision,
  recordInterpretation,
  removeInterpretation,
  withdrawDecision,
} from './record.ts';
import { meetingFormOf, type MeetingRecord } from './records.ts';

export type MeetingFormId = (typeof meetingForms)[number];

/**
 * One item of a meeting while it is discussed: who is there, what the facts mean, what is decided. Every method asks the
 * access policy first; an item at which a user may not be present is `not-found`.
 */
export interface MeetingItemDesk {
  read(user: User, meetingId: string, caseId: string): Promise<MeetingItemBody>;
  form(
    user: User,
    meetingId: string,
    caseId: string,
    formId: MeetingFormId,
    language?: 'nl' | 'en',
  ): Promise<Form>;
  /** @throws ProductError `rule-refused` for somebody who may not be present */
  attendance(
    user: User,
    meetingId: string,
    caseId: string,
    of: { readonly userId: string; readonly present: boolean },
  ): Promise<void>;
  /** @throws ProductError `invalid-form` */
  interpret(
    user: User,
    meetingId: string,
    caseId: string,
    request: RecordInMeeting,
  ): Promise<{ readonly recordId: string }>;
  removeInterpretation(user: User, meetingId: string, caseId: string, recordId: string): Promise<void>;
  /**
   * Replaces the wording of an interpretation or decision; the earlier one stays with it. Answers the record in which it is.
   *
   * @throws ProductError `invalid-form`; `rule-refused` when somebody else corrected it meanwhile
   */
  correct(
    user: User,
    meetingId: string,
    caseId: string,
    kind: MeetingRecord['kind'],
    recordId: string,
    request: CorrectInMeeting,
  ): Promise<{ readonly recordId: string }>;
  /** Records a decision; its action goes to the inbox of its owner. @throws ProductError `invalid-form` */
  decide(
    user: User,
    meetingId: string,
    caseId: string,
    request: RecordInMeeting,
  ): Promise<{ readonly recordId: string }>;
  /** Takes a decision back, with the step that it became. */
  withdrawDecision(user: User, meetingId: string, caseId: string, recordId: string): Promise<void>;
  /** The minutes of this item for this reader as PDF; that the copy was made is recorded first. */
  minutes(user: User, meetingId: string, caseId: string): Promise<Uint8Array>;
}

export interface MeetingItemDeskOptions {
  readonly meetings: MeetingStore;
  readonly repository: CaseRepository;
  readonly items: InboxStore;
  readonly outbox: Outbox;
  readonly forms: FormDesk;
  readonly access: CaseAccess;
  readonly meetingAccess: MeetingAccess;
  readonly people: People;
  readonly configuration: Pick<Configuration, 'municipalities' | 'regions' | 'timeZone' | 'fieldAccess'>;
  readonly clock: Clock;
  readonly partnerName: (partnerId: string) => string;
}

const replacedReason =
  'Het besluit is in het overleg aangepast; er is een andere stap voor in de plaats gekomen.';
const withdrawnReason = 'Het besluit is in het overleg ingetrokken; deze stap is vervallen.';

export function createMeetingItemDesk(options: MeetingItemDeskOptions): MeetingItemDesk {
  const { repository, items, outbox, forms, access, meetingAccess, people } = options;
  const { configuration, clock, partnerName } = options;
  const agendaSources = { ...options, timeZone: configuration.timeZone };
  const printer = createMinutesPrinter(options);
  const checks = createMeetingChecks(options);

  const require = (decision: Decision): void => {
    if (!decision.allowed) throw productError('not-permitted', { why: decision.why });
  };

  const knownItem = async (
    user: User,
    meetingId: string,
    caseId: string,
  ): Promise<{ meeting: Meeting; caseFile: CaseFile; item: MeetingItem }> => {
    const meeting = await knownMeeting(options, user, meetingId);
    const caseFile = await repository.find(caseId);
    const item = caseFile && itemOfMeeting(caseFile, meetingId);
    if (caseFile === undefined || item === undefined || !meetingAccess.attendItem(user, caseFile).allowed) {
      throw productError('not-found', { what: `Casus ${caseId} in overleg ${meetingId}` });
    }
    return { meeting, caseFile, item };
  };

  /** An item of a meeting that is going on now. */
  const runningItem = async (user: User, meetingId: string, caseId: string) => {
    const known = await knownItem(user, meetingId, caseId);
    const refusal = {
      planned: 'Het overleg is nog niet begonnen.',
      closed: 'Het overleg is afgesloten; het verslag ligt vast.',
      cancelled: 'Het overleg is afgezegd.',
      running: null,
    }[known.meeting.state];
    if (refusal !== null) throw productError('rule-refused', { reason: refusal });
    return known;
  };

  const deliver = async (caseFile: CaseFile): Promise<void> => {
    for (const entry of caseFile.outbox) await outbox.deliver(caseFile, entry);
  };

  const withdrawStep = (caseId: string, decisionId: string, reason: string): Promise<void> =>
    items.withdrawOfCase(caseId, { 'refs.decisionId': decisionId }, reason);

  const nextAfter = async (user: User, meetingId: string, caseId: string): Promise<string | null> => {
    const agenda = await agendaOf(options, user, meetingId);
    return agenda[agenda.findIndex((caseFile) => caseFile.caseId === caseId) + 1]?.caseId ?? null;
  };

  return {
    async read(user, meetingId, caseId) {
      const known = await knownMeeting(options, user, meetingId);
      const mark = await markOf(options, user, known, caseId);
      const { meeting, caseFile, item } = await knownItem(user, meetingId, caseId);
      const running = meeting.state === 'running' && item.closedAt === null;
      const mayRecord = running && meetingAccess.recordItem(user, caseFile).allowed;
      const interpretations: MeetingInterpretationBody[] = [];
      const decisions: MeetingDecisionBody[] = [];
      const sources = {
        access,
        formOf: await forms.forShowing(caseFile),
        categories: configuration.fieldAccess.categories,
      };
      const reader = readerOf(user, caseFile, access);
      for (const { record, lines } of readableRecords(user, caseFile, item, sources)) {
        const { recordId, partnerId, userId, data } = record;
        const formId = meetingFormOf[record.kind];
        const mayCorrect =
          (mayRecord || (running && record.kind === 'interpretation' && userId === user.userId)) &&
          (record.kind === 'interpretation' || record.state === 'open') &&
          (await checks.readsAll(user, caseFile, { formId, data, supplierPartnerId: partnerId }));
        const shown = {
          recordId,
          at: record.at.toISOString(),
          lines: [...lines],
          correctable: mayCorrect ? { revision: revisionOf(record), data } : null,
          earlier: earlierWordings(record, reader, sources).map((wording) => ({
            at: wording.at.toISOString(),
            byName: partnerName(wording.partnerId),
            lines: [...wording.lines],
          })),
        };
        if (record.kind === 'interpretation') {
          const canRemove = running && (mayRecord || userId === user.userId);
          interpretations.push({ ...shown, byName: partnerName(partnerId), canRemove });
        } else {
          const { state, ownerPartnerId } = record;
          const canWithdraw = mayRecord && state === 'open';
          decisions.push({ ...shown, ownerName: partnerName(ownerPartnerId), state, canWithdraw });
        }
      }
      const [agendaItem] = await agendaItems(user, [caseFile], meeting, clock.now(), agendaSources);
      const present = new Set(item.attendance.map(({ userId }) => userId));
      return {
        mark,
        meeting: meetingView(meeting, configuration),
        item: agendaItem!,
        nextCaseId: await nextAfter(user, meetingId, caseId),
        people: (await peopleAt(caseFile, item)).map(({ userId, name, partnerId }) => ({
          userId,
          name,
          partnerName: partnerName(partnerId),
          present: present.has(userId),
        })),
        interpretations,
        decisions,
        canInterpret: running,
        canRecord: mayRecord,
        canPrint: item.closedAt !== null,
      };
    },

    async form(user, meetingId, caseId, formId, language = 'nl') {
      const { caseFile } = await knownItem(user, meetingId, caseId);
      if (formId === 'meeting-decision') require(meetingAccess.recordItem(user, caseFile));
      return sentForm(await forms.ofCase(formId, caseFile, language));
    },

    async attendance(user, meetingId, caseId, { userId, present }) {
      const { caseFile } = await runningItem(user, meetingId, caseId);
      require(meetingAccess.recordItem(user, caseFile));
      const person = (await attendeesOf(caseFile, options)).find((candidate) => candidate.userId === userId);
      await repository.change(caseId, (current) => {
        require(meetingAccess.recordItem(user, current));
        // Who is marked as absent may have lost access meanwhile.
        if (present && (person === undefined || !meetingAccess.attendItem(person, current).allowed)) {
          throw productError('rule-refused', {
            reason: 'Deze persoon mag niet bij deze casus aanwezig zijn.',
          });
        }
        return recordAttendance(current, meetingId, { userId, partnerId: person?.partnerId ?? '' }, present);
      });
    },

    async interpret(user, meetingId, caseId, request) {
      const { caseFile } = await runningItem(user, meetingId, caseId);
      const { data } = forms.check(await forms.ofCase('meeting-interpretation', caseFile), request.data);
      const written = { ...newRecord(user, request.requestId, clock.now()), data };
      const changed = await repository.change(caseId, (current) => {
        require(meetingAccess.attendItem(user, current));
        return recordInterpretation(current, meetingId, written);
      });
      const { interpretations = [] } = itemOfMeeting(changed, meetingId) ?? {};
      return { recordId: idOfRequest(interpretations, request.requestId, written.recordId) };
    },

    async removeInterpretation(user, meetingId, caseId, recordId) {
      const { caseFile, item } = await runningItem(user, meetingId, caseId);
      const written = item.interpretations.find((candidate) => candidate.recordId === recordId);
      if (written !== undefined && written.userId !== user.userId) {
        require(meetingAccess.recordItem(user, caseFile));
      }
      await repository.change(caseId, (current) => removeInterpretation(current, meetingId, recordId));
    },

    async correct(user, meetingId, caseId, kind, recordId, { requestId, revision, data: given }) {
      const { caseFile, item } = await runningItem(user, meetingId, caseId);
      const records = kind === 'interpretation' ? item.interpretations : item.decisions;
      const written = records.find((candidate) => candidate.recordId === recordId);
      if (written === undefined || kind === 'decision' || written.userId !== user.userId) {
        require(meetingAccess.recordItem(user, caseFile));
      }
      const formId = meetingFormOf[kind];
      const supplierPartnerId = written?.partnerId ?? user.partnerId;
      const decision =
        kind === 'decision'
          ? await checks.decision(
              caseFile,
              given,
              supplierPartnerId,
              item.decisions.find((candidate) => candidate.recordId === recordId),
            )
          : null;
      const data = decision?.data ?? forms.check(await forms.ofCase(formId, caseFile), given).data;
      // Whoever may not read what it says now has not seen it, and may not make it say what they cannot check.
      for (const wording of [written?.data ?? data, data]) {
        if (await checks.readsAll(user, caseFile, { formId, data: wording, supplierPartnerId })) continue;
        throw productError('not-permitted', {
          why: 'U mag dit soort gegevens niet lezen, en dus ook niet aanpassen.',
        });
      }
      const { partnerId, userId } = user;
      const corrected: Corrected = {
        requestId,
        recordId,
        revision,
        at: clock.now(),
        partnerId,
        userId,
        data,
      };
      const changed = await repository.change(caseId, (current) => {
        require(meetingAccess.attendItem(user, current));
        return decision === null
          ? correctInterpretation(current, meetingId, corrected)
          : correctDecision(current, meetingId, corrected, { ...decision, recordId: newId('record') });
      });
      await deliver(changed);
      const after = correctedRecord(changed, meetingId, requestId)?.recordId ?? recordId;
      if (after !== recordId) await withdrawStep(caseId, recordId, replacedReason);
      return { recordId: after };
    },

    async decide(user, meetingId, caseId, request) {
      const { caseFile } = await runningItem(user, meetingId, caseId);
      require(meetingAccess.recordItem(user, caseFile));
      const checked = await checks.decision(caseFile, request.data, user.partnerId);
      const decision = {
        ...newRecord(user, request.requestId, clock.now()),
        ...checked,
        state: 'open' as const,
        reportedAt: null,
        submissionId: null,
      };
      const changed = await repository.change(caseId, (current) => {
        require(meetingAccess.recordItem(user, current));
        return recordDecision(current, meetingId, decision);
      });
      await deliver(changed);
      const { decisions = [] } = itemOfMeeting(changed, meetingId) ?? {};
      return { recordId: idOfRequest(decisions, request.requestId, decision.recordId) };
    },

    async withdrawDecision(user, meetingId, caseId, recordId) {
      const { caseFile } = await runningItem(user, meetingId, caseId);
      require(meetingAccess.recordItem(user, caseFile));
      const changed = await repository.change(caseId, (current) =>
        withdrawDecision(current, meetingId, recordId, clock.now()),
      );
      await deliver(changed);
      await withdrawStep(caseId, recordId, withdrawnReason);
    },

    async minutes(user, meetingId, caseId) {
      const { meeting } = await knownItem(user, meetingId, caseId);
      const copy = { copyId: newId('copy'), at: clock.now(), userId: user.userId };
      const recorded = await repository.change(caseId, (current) => {
        require(meetingAccess.attendItem(user, current));
        return recordCopy(current, meetingId, copy);
      });
      return printer.print(user, recorded, meeting, copy);
    },
  };

  /** Who may be present, and who was though they may no longer. */
  async function peopleAt(caseFile: CaseFile, item: MeetingItem): Promise<readonly User[]> {
    const allowed = await attendeesOf(caseFile, options);
    const others = await Promise.all(
      item.attendance
        .filter(({ userId }) => !allowed.some((person) => person.userId === userId))
        .map(({ userId }) => people.byId(userId)),
    );
    return [...allowed, ...others.flatMap((person) => person ?? [])];
  }
}

const newRecord = (user: User, requestId: string, at: Date) => ({
  recordId: newId('record'),
  requestId,
  at,
  partnerId: user.partnerId,
  userId: user.userId,
});

const idOfRequest = (
  written: readonly { readonly requestId: string; readonly recordId: string }[],
  requestId: string,
  otherwise: string,
): string => written.find((record) => record.requestId === requestId)?.recordId ?? otherwise;
