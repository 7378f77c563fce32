import { isDeepStrictEqual } from 'node:util';
import { DateTime } from 'luxon';
import type { Form } from '../../contract/http.ts';
import type {
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
import { readableData } from '../field-groups.ts';
import { sentForm, type FormDesk } from '../form-desk.ts';
import type { InboxStore } from '../inbox-store.ts';
import type { Outbox } from '../outbox.ts';
import type { People, User } from '../people.ts';
import type { MeetingAccess } from './access.ts';
import { itemOfMeeting } from './agenda.ts';
import { agendaItems } from './agenda-view.ts';
import { attendeesOf } from './attendees.ts';
import { agendaOf, knownMeeting, meetingView } from './meeting-desk.ts';
import type { Meeting, MeetingStore } from './meeting-store.ts';
import { createMinutesPrinter } from './minutes.ts';
import type { MeetingItem } from './model.ts';
import { readableRecords } from './readable-records.ts';
import {
  recordAttendance,
  recordCopy,
  recordDecision,
  recordInterpretation,
  removeInterpretation,
  withdrawDecision,
} from './record.ts';
import { meetingFormOf } from './records.ts';

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

const withdrawnReason = 'Het besluit is in het overleg ingetrokken; deze stap is vervallen.';

export function createMeetingItemDesk(options: MeetingItemDeskOptions): MeetingItemDesk {
  const { repository, items, outbox, forms, meetingAccess, people, configuration, clock, partnerName } =
    options;
  const { access } = options;
  const sources = { ...options, timeZone: configuration.timeZone };
  const printer = createMinutesPrinter(options);

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
      running: null,
    }[known.meeting.state];
    if (refusal !== null) throw productError('rule-refused', { reason: refusal });
    return known;
  };

  const deliver = async (caseFile: CaseFile): Promise<void> => {
    for (const entry of caseFile.outbox) await outbox.deliver(caseFile, entry);
  };

  const today = (): string =>
    DateTime.fromJSDate(clock.now(), { zone: configuration.timeZone }).toISODate() ?? '';

  /** Whoever gets the step must be able to read what it is about. */
  const mayCarryOut = async (
    caseFile: CaseFile,
    partnerId: string,
    data: RecordInMeeting['data'],
    supplierPartnerId: string,
  ): Promise<boolean> => {
    const owners = (await attendeesOf(caseFile, options)).filter(
      (person) => person.partnerId === partnerId && person.roles.includes('attendee'),
    );
    const schema = (await forms.forShowing(caseFile))(meetingFormOf.decision)?.schema ?? {};
    const { categories } = configuration.fieldAccess;
    return owners.some((owner) =>
      isDeepStrictEqual(
        readableData(
          schema,
          data,
          categories,
          (groups) => access.readField(owner, caseFile, { groups, supplierPartnerId }).allowed,
        ),
        data,
      ),
    );
  };

  const nextAfter = async (user: User, meetingId: string, caseId: string): Promise<string | null> => {
    const agenda = await agendaOf(options, user, meetingId);
    return agenda[agenda.findIndex((caseFile) => caseFile.caseId === caseId) + 1]?.caseId ?? null;
  };

  return {
    async read(user, meetingId, caseId) {
      const { meeting, caseFile, item } = await knownItem(user, meetingId, caseId);
      const running = meeting.state === 'running' && item.closedAt === null;
      const mayRecord = running && meetingAccess.recordItem(user, caseFile).allowed;
      const interpretations: MeetingInterpretationBody[] = [];
      const decisions: MeetingDecisionBody[] = [];
      const readable = readableRecords(user, caseFile, item, {
        access,
        formOf: await forms.forShowing(caseFile),
        categories: configuration.fieldAccess.categories,
      });
      for (const { record, lines } of readable) {
        const { recordId, partnerId, userId } = record;
        const at = record.at.toISOString();
        if (record.kind === 'interpretation') {
          const canRemove = running && (mayRecord || userId === user.userId);
          interpretations.push({ recordId, at, byName: partnerName(partnerId), lines, canRemove });
        } else {
          const { state, ownerPartnerId } = record;
          const canWithdraw = mayRecord && state === 'open';
          decisions.push({ recordId, at, ownerName: partnerName(ownerPartnerId), state, lines, canWithdraw });
        }
      }
      const [agendaItem] = await agendaItems(user, [caseFile], meeting, clock.now(), sources);
      const present = new Set(item.attendance.map(({ userId }) => userId));
      return {
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

    async decide(user, meetingId, caseId, request) {
      const { caseFile } = await runningItem(user, meetingId, caseId);
      require(meetingAccess.recordItem(user, caseFile));
      const { data } = forms.check(await forms.ofCase('meeting-decision', caseFile), request.data);
      const { ownerPartnerId, dueOn } = data;
      if (typeof ownerPartnerId !== 'string') {
        throw new TypeError('Form meeting-decision must ask ownerPartnerId.');
      }
      if (typeof dueOn === 'string' && dueOn < today()) {
        throw productError('invalid-form', { formId: 'meeting-decision' }, [
          { pointer: '/dueOn', message: 'Kies een datum die nog niet voorbij is.' },
        ]);
      }
      if (!(await mayCarryOut(caseFile, ownerPartnerId, data, user.partnerId))) {
        throw productError('invalid-form', { formId: 'meeting-decision' }, [
          {
            pointer: '/ownerPartnerId',
            message:
              'Deze organisatie mag dit soort gegevens niet lezen. Kies een ander, of schrijf het besluit zonder die gegevens.',
          },
        ]);
      }
      const decision = {
        ...newRecord(user, request.requestId, clock.now()),
        data,
        ownerPartnerId,
        dueOn: typeof dueOn === 'string' ? dueOn : null,
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
      await items.withdrawOfCase(caseId, { 'refs.decisionId': recordId }, withdrawnReason);
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
