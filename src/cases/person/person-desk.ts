import { isDeepStrictEqual } from 'node:util';
import { DateTime } from 'luxon';
import type { Form } from '../../contract/http.ts';
import type {
  CasePerson,
  PersonDataBreach,
  PersonNotice,
  PersonRightsRequest,
  RecordedForPerson,
  RecordForPerson,
} from '../../contract/person.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { CaseAccess, Decision } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { CaseRepository } from '../case-repository.ts';
import type { Configuration, Term } from '../configuration.ts';
import { sentForm, type FormDesk } from '../form-desk.ts';
import { requireImpersonal } from '../impersonal/impersonal-text.ts';
import type { InboxStore } from '../inbox-store.ts';
import type { Outbox } from '../outbox.ts';
import type { People, User } from '../people.ts';
import type { WorkingDayCalendar } from '../working-days.ts';
import type { PersonAccess } from './access.ts';
import { createAccessPrinter } from './access-printer.ts';
import { reportDataBreach } from './data-breach.ts';
import { isMinor } from './minor.ts';
import { reportLapse } from './notice.ts';
import {
  personOf,
  rightsKinds,
  type DataBreach,
  type Recorded,
  type RightsKind,
  type RightsRequest,
} from './person-record.ts';
import { isExportable, receivedAt, recordExport, recordRightsRequest } from './rights-request.ts';

export type PersonForm = 'rights-request' | 'data-breach';

/** What people do for the rights of the person that a case is about. Every method asks the access policy first. */
export interface PersonDesk {
  read(user: User, caseId: string): Promise<CasePerson>;
  /** The form with which a request or a breach is recorded. */
  form(user: User, caseId: string, formId: PersonForm, language?: 'nl' | 'en'): Promise<Form>;
  /**
   * A partner reports that its reason not to inform the person lapsed; the contact point gets the question again.
   *
   * @throws ProductError `rule-refused` when no exception holds
   */
  reportLapse(user: User, caseId: string, report: { readonly reason: string }): Promise<void>;
  /** @throws ProductError `invalid-form`, `request-id-reused` */
  recordRightsRequest(user: User, caseId: string, request: RecordForPerson): Promise<RecordedForPerson>;
  /** @throws ProductError `invalid-form`, `request-id-reused` */
  reportDataBreach(user: User, caseId: string, request: RecordForPerson): Promise<RecordedForPerson>;
  /**
   * A printout for the person, marked with recipient and date; that it was made is recorded first.
   *
   * @throws ProductError `rule-refused` before access was granted
   */
  printAccess(user: User, caseId: string, rightsRequestId: string): Promise<Uint8Array>;
}

export interface PersonDeskOptions {
  readonly repository: CaseRepository;
  readonly outbox: Outbox;
  readonly forms: FormDesk;
  readonly items: InboxStore;
  readonly people: People;
  readonly personAccess: PersonAccess;
  /** Tells who could read what. */
  readonly access: CaseAccess;
  readonly configuration: Configuration;
  readonly calendar: WorkingDayCalendar;
  readonly clock: Clock;
  readonly partnerName: (partnerId: string) => string;
}

export function createPersonDesk(options: PersonDeskOptions): PersonDesk {
  const {
    repository,
    outbox,
    forms,
    personAccess: access,
    configuration,
    calendar,
    clock,
    partnerName,
  } = options;
  const printer = createAccessPrinter(options);

  const require = (decision: Decision): void => {
    if (!decision.allowed) throw productError('not-permitted', { why: decision.why });
  };

  const knownCase = async (user: User, caseId: string): Promise<CaseFile> => {
    const caseFile = await repository.find(caseId);
    if (caseFile === undefined || !access.readPerson(user, caseFile).allowed) {
      throw productError('not-found', { what: `Casus ${caseId}` });
    }
    return caseFile;
  };

  const deliver = async (caseFile: CaseFile): Promise<void> => {
    for (const entry of caseFile.outbox) await outbox.deliver(caseFile, entry);
  };

  const dueAfter = (termId: string, from: Date): string =>
    calendar.termDates(configuration.terms[termId] as Term, from).dueAt;

  const noticeView = (user: User, caseFile: CaseFile): PersonNotice => {
    const { notices, lapseReports } = personOf(caseFile);
    const last = notices.at(-1);
    return {
      state: last?.outcome ?? 'not-asked',
      decidedAt: last?.at.toISOString() ?? null,
      recheckAt: last?.recheckAt?.toISOString() ?? null,
      lapseReports: lapseReports.map(({ at, partnerId, reason }) => ({
        at: at.toISOString(),
        partnerName: partnerName(partnerId),
        reason,
      })),
      canReportLapse: last?.outcome === 'exception' && access.reportLapse(user, caseFile).allowed,
    };
  };

  const requestView = (request: RightsRequest, mayHandle: boolean): PersonRightsRequest => ({
    rightsRequestId: request.rightsRequestId,
    kind: request.kind,
    receivedOn: request.receivedOn,
    dueAt: dueAfter(
      request.extendedAt === null ? 'rights-decision' : 'rights-decision-extended',
      receivedAt(request, configuration.timeZone),
    ),
    state: stateOf(request),
    decision: request.decision?.choice ?? null,
    exceptions: request.advices.filter(({ choice }) => choice === 'exception').length,
    canExport: mayHandle && isExportable(request),
    exports: request.exports.map(({ at }) => at.toISOString()),
  });

  const breachView = (breach: DataBreach): PersonDataBreach => ({
    dataBreachId: breach.dataBreachId,
    discoveredAt: breach.discoveredAt.toISOString(),
    reportedBy: partnerName(breach.partnerId),
    afterEmergencyAccess: breach.breakGlassId !== undefined,
    notifyBefore: dueAfter('breach-notification', breach.discoveredAt),
    risk: breach.risk,
    authorityNotifiedAt: breach.authorityNotifiedAt?.toISOString() ?? null,
    affected: breach.affected,
    closedAt: breach.closedAt?.toISOString() ?? null,
  });

  /** Who may do what with each form. */
  const mayUse = (user: User, caseFile: CaseFile, formId: PersonForm): Decision =>
    formId === 'rights-request' ? access.handleRights(user, caseFile) : access.reportBreach(user, caseFile);

  /** Stores something once per request id; a repeat with the same data gets the same answer. */
  const recordOnce = async <R extends Recorded>(
    user: User,
    caseId: string,
    formId: PersonForm,
    request: RecordForPerson,
    rule: {
      readonly recordedOf: (caseFile: CaseFile) => readonly R[];
      readonly make: (recorded: Recorded) => R;
      readonly add: (caseFile: CaseFile, made: R) => CaseFile;
    },
  ): Promise<R> => {
    const { requestId } = request;
    const before = await knownCase(user, caseId);
    require(mayUse(user, before, formId));
    const { data } = forms.check(forms.standAlone(formId, user), request.data, before);
    const made = rule.make({
      requestId,
      at: clock.now(),
      partnerId: user.partnerId,
      userId: user.userId,
      data,
    });
    const ofRequest = (caseFile: CaseFile): R | undefined =>
      rule.recordedOf(caseFile).find((candidate) => candidate.requestId === requestId);
    const changed = await repository.change(caseId, (caseFile) => {
      const earlier = ofRequest(caseFile);
      if (earlier === undefined) return rule.add(caseFile, made);
      if (earlier.userId !== user.userId || !isDeepStrictEqual(earlier.data, data)) {
        throw productError('request-id-reused', { requestId });
      }
      return caseFile;
    });
    await deliver(changed);
    return ofRequest(changed) ?? made;
  };

  return {
    async read(user, caseId) {
      const caseFile = await knownCase(user, caseId);
      const { rightsRequests, dataBreaches } = personOf(caseFile);
      const mayHandle = access.handleRights(user, caseFile).allowed;
      return {
        reference: caseFile.reference,
        isMinor: isMinor(caseFile, clock.now(), configuration.timeZone),
        notice: noticeView(user, caseFile),
        rightsRequests: rightsRequests.map((request) => requestView(request, mayHandle)),
        dataBreaches: dataBreaches.map(breachView),
        canRecordRightsRequest: mayHandle,
        canReportDataBreach: access.reportBreach(user, caseFile).allowed,
      };
    },

    async form(user, caseId, formId, language) {
      require(mayUse(user, await knownCase(user, caseId), formId));
      return sentForm(forms.standAlone(formId, user, language));
    },

    async reportLapse(user, caseId, { reason }) {
      const before = await knownCase(user, caseId);
      require(access.reportLapse(user, before));
      requireImpersonal(before, reason);
      const report = {
        reportId: newId('lapse'),
        at: clock.now(),
        partnerId: user.partnerId,
        userId: user.userId,
        reason,
      };
      await deliver(await repository.change(caseId, (caseFile) => reportLapse(caseFile, report)));
    },

    async recordRightsRequest(user, caseId, request) {
      const { rightsRequestId } = await recordOnce<RightsRequest>(user, caseId, 'rights-request', request, {
        recordedOf: (caseFile) => personOf(caseFile).rightsRequests,
        make: (recorded) => ({
          ...recorded,
          rightsRequestId: newId('rights'),
          kind: kindOf(recorded.data['kind']),
          receivedOn: String(recorded.data['receivedOn']),
          extendedAt: null,
          advices: [],
          decision: null,
          executions: [],
          answeredAt: null,
          exports: [],
        }),
        add: recordRightsRequest,
      });
      return { id: rightsRequestId };
    },

    async reportDataBreach(user, caseId, request) {
      const { dataBreachId } = await recordOnce<DataBreach>(user, caseId, 'data-breach', request, {
        recordedOf: (caseFile) => personOf(caseFile).dataBreaches,
        make: (recorded) => ({
          ...recorded,
          dataBreachId: newId('breach'),
          discoveredAt: momentOf(recorded.data, configuration.timeZone),
          risk: null,
          authorityNotifiedAt: null,
          affected: null,
          closedAt: null,
        }),
        add: reportDataBreach,
      });
      return { id: dataBreachId };
    },

    async printAccess(user, caseId, rightsRequestId) {
      const caseFile = await knownCase(user, caseId);
      require(access.handleRights(user, caseFile));
      if (!personOf(caseFile).rightsRequests.some((request) => request.rightsRequestId === rightsRequestId)) {
        throw productError('not-found', { what: 'Dit verzoek' });
      }
      const made = { exportId: newId('export'), at: clock.now(), userId: user.userId };
      const recorded = await repository.change(caseId, (current) =>
        recordExport(current, rightsRequestId, made),
      );
      return printer.print(recorded, rightsRequestId, made);
    },
  };
}

function stateOf({ answeredAt, decision, advices }: RightsRequest): PersonRightsRequest['state'] {
  if (answeredAt !== null) return 'answered';
  if (decision !== null) return 'decided';
  return advices.length === 0 ? 'consulting' : 'deciding';
}

function kindOf(value: unknown): RightsKind {
  const kind = rightsKinds.find((candidate) => candidate === value);
  if (kind === undefined) throw new TypeError('Form rights-request must ask which right the person invokes.');
  return kind;
}

function momentOf(data: Recorded['data'], timeZone: string): Date {
  return DateTime.fromISO(`${String(data['discoveredOn'])}T${String(data['discoveredTime'])}`, {
    zone: timeZone,
  }).toJSDate();
}
