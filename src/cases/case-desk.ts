import { isDeepStrictEqual } from 'node:util';
import type { CaseAccessExplained } from '../contract/access.ts';
import type { CaseDevelopment, PlanHistory } from '../contract/taxation.ts';
import type {
  CaseDetail,
  CasePage,
  CaseSummary,
  Form,
  SignalAdded,
  SignalRecorded,
} from '../contract/http.ts';
import type { Clock } from '../lib/clock.ts';
import { ProductError, productError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { CaseAccess, Decision } from './access.ts';
import { emergencyOf } from './break-glass/break-glass.ts';
import { breakGlassSections } from './break-glass/sections.ts';
import type { CaseFile, CaseSignal, FormData, PlanVersion } from './case-file.ts';
import type { CaseRepository } from './case-repository.ts';
import type { Configuration } from './configuration.ts';
import { explainAccess } from './explain-access.ts';
import { sentForm, type FormDesk } from './form-desk.ts';
import { requestHandover } from './handover.ts';
import type { InboxItem } from './inbox-item.ts';
import { requireImpersonal } from './impersonal/impersonal-text.ts';
import type { InboxStore } from './inbox-store.ts';
import { itemView } from './item-view.ts';
import { yearOf } from './local-day.ts';
import type { Outbox } from './outbox.ts';
import type { MatchKeys } from './matching/match-keys.ts';
import { matchSections, visibleMatches } from './matching/possible-matches.ts';
import { minorSections } from './person/minor.ts';
import type { People, User } from './people.ts';
import { readableChanges } from './readable-changes.ts';
import { outlinesOf, progressOf, type ProcessOutlines } from './progress.ts';
import { requestReview } from './reviews.ts';
import { readableSubmission, readerOf, sectionsOf } from './sections.ts';
import { addSignalTo, openCaseFile } from './signals.ts';
import { taxationOverview } from './taxation-overview.ts';
import { timelineOf } from './timeline.ts';
import { whoAndUntil } from './who-and-until.ts';
import { originSections } from './transfer/focus.ts';
import type { WorkingDayCalendar } from './working-days.ts';

/** A signal as a client sends it. */
export interface SignalRequest {
  /** Chosen by the client; a repeat with the same id records nothing twice. */
  readonly requestId: string;
  /** Follows the form `case-signal`. */
  readonly data: FormData;
}

/**
 * What people do with whole cases: record a signal, look at their cases, add a signal, ask for a review. Every method
 * asks the access policy first; a case that a user may not know of is `not-found`.
 */
export interface CaseDesk {
  /** The form with which a signal is recorded, choices filled in. */
  signalForm(user: User, language?: 'nl' | 'en'): Form;
  /**
   * Opens a case with its first signal and starts its process. When the engine is away it starts later.
   *
   * @throws ProductError `invalid-form`, `request-id-reused`
   */
  openCase(user: User, request: SignalRequest): Promise<SignalRecorded>;
  list(user: User, query: { readonly page: number; readonly pageSize: number }): Promise<CasePage>;
  read(user: User, caseId: string): Promise<CaseDetail>;
  /** Taxations and plan versions beside each other. @throws ProductError `not-permitted` when shielded */
  development(user: User, caseId: string): Promise<CaseDevelopment>;
  /** What this user may see and do in a case, by which rule, and what would be needed; see {@link explainAccess}. */
  explainAccess(user: User, reference: string): Promise<CaseAccessExplained>;
  /** A further signal on a running case: brought to the case manager without stopping the flow. */
  addSignal(user: User, caseId: string, request: SignalRequest): Promise<SignalAdded>;
  /** Asks for a review before its planned date. @throws ProductError `rule-refused` outside monitoring */
  requestReview(user: User, caseId: string, request: { readonly reason: string }): Promise<void>;
  /** The form with which the case manager asks someone to take over. */
  handoverForm(user: User, caseId: string, language?: 'nl' | 'en'): Promise<Form>;
  /** Asks someone to take over the case; repeating the same request asks nothing twice. */
  handOver(user: User, caseId: string, request: SignalRequest): Promise<void>;
  /** The process versions whose diagrams belong to this case. @throws ProductError `not-permitted` when shielded */
  diagramsOf(
    user: User,
    caseId: string,
  ): Promise<readonly { readonly processId: string; readonly version: number }[]>;
}

export interface CaseDeskOptions {
  readonly repository: CaseRepository;
  readonly items: InboxStore;
  readonly outbox: Outbox;
  readonly forms: FormDesk;
  readonly access: CaseAccess;
  readonly people: People;
  readonly configuration: Configuration;
  readonly outlines: ProcessOutlines;
  readonly calendar: WorkingDayCalendar;
  readonly clock: Clock;
  readonly matchKeys: MatchKeys;
  readonly partnerName: (partnerId: string) => string;
}

const SIGNAL_FORM = 'case-signal';
const HANDOVER_FORM = 'handover';

export function createCaseDesk(options: CaseDeskOptions): CaseDesk {
  const { repository, items, outbox, forms, access, people, configuration, outlines, clock } = options;
  const { calendar, matchKeys, partnerName } = options;

  const require = (decision: Decision): void => {
    if (!decision.allowed) throw productError('not-permitted', { why: decision.why });
  };

  const knownCase = async (user: User, caseId: string): Promise<CaseFile> => {
    const caseFile = await repository.find(caseId);
    if (caseFile === undefined || !access.readCase(user, caseFile).allowed) {
      throw productError('not-found', { what: `Casus ${caseId}` });
    }
    return caseFile;
  };

  const summary = async (
    caseFile: CaseFile,
    open: readonly Pick<InboxItem, 'dueAt'>[],
  ): Promise<CaseSummary> => {
    const { composition } = caseFile;
    const now = clock.now();
    return {
      caseId: caseFile.caseId,
      reference: caseFile.reference,
      phase: caseFile.phase,
      openedAt: caseFile.openedAt.toISOString(),
      municipalityPartnerId: caseFile.municipalityPartnerId,
      caseManagerName:
        composition === null ? null : ((await people.byId(composition.caseManagerId))?.name ?? 'Onbekend'),
      openSteps: open.length,
      overdueSteps: open.filter(({ dueAt }) => dueAt !== null && dueAt < now).length,
    };
  };

  const newSignal = (user: User, { requestId }: SignalRequest, data: FormData): CaseSignal => ({
    signalId: newId('signal'),
    requestId,
    partnerId: user.partnerId,
    userId: user.userId,
    at: clock.now(),
    data,
    assessedIn: null,
  });

  /** The signal that this request recorded before; undefined for a new request. */
  const recordedBefore = (
    caseFile: CaseFile | undefined,
    user: User,
    requestId: string,
    data: FormData,
  ): CaseSignal | undefined => {
    const signal = caseFile?.signals.find((candidate) => candidate.requestId === requestId);
    if (signal === undefined) return undefined;
    if (signal.userId !== user.userId || !isDeepStrictEqual(signal.data, data)) {
      throw productError('request-id-reused', { requestId });
    }
    return signal;
  };

  const deliver = async (caseFile: CaseFile): Promise<void> => {
    for (const entry of caseFile.outbox) await outbox.deliver(caseFile, entry);
  };

  const planHistory = (
    user: User,
    caseFile: CaseFile,
    formOf: Awaited<ReturnType<FormDesk['forShowing']>>,
  ): PlanHistory => {
    const reader = readerOf(user, caseFile, access);
    const { categories } = configuration.fieldAccess;
    const readable = ({ submissionId }: PlanVersion): FormData => {
      const of = caseFile.submissions.find((submission) => submission.submissionId === submissionId);
      return (of && readableSubmission(of, reader, { formOf, categories })) ?? {};
    };
    const versions = caseFile.planVersions.filter(({ submissionId }) =>
      caseFile.submissions.some(
        (submission) =>
          submission.submissionId === submissionId &&
          access.readPart(user, caseFile, { kind: 'submission', submission }).allowed,
      ),
    );
    return {
      versions: versions
        .map((version, index) => {
          const before = versions[index - 1];
          return {
            planVersion: version.planVersion,
            status: version.status,
            draftedAt: version.draftedAt.toISOString(),
            decidedAt: version.decidedAt?.toISOString() ?? null,
            judgements: version.approvals.map(({ partnerId, choice }) => ({
              partnerName: partnerName(partnerId),
              choice,
            })),
            changes: (before === undefined ? [] : readableChanges(before, version, readable)).map(
              ({ details, ...change }) => ({ ...change, details: [...details] }),
            ),
          };
        })
        .reverse(),
    };
  };

  return {
    signalForm(user, language = 'nl') {
      require(access.recordSignal(user));
      return sentForm(forms.standAlone(SIGNAL_FORM, user, language));
    },

    async openCase(user, request) {
      require(access.recordSignal(user));
      const { data } = forms.check(forms.standAlone(SIGNAL_FORM, user), request.data);
      const answer = async (caseFile: CaseFile): Promise<SignalRecorded> => {
        await deliver(caseFile);
        return { caseId: caseFile.caseId, reference: caseFile.reference };
      };
      const earlier = await repository.findBySignalRequest(request.requestId);
      if (earlier !== undefined) {
        recordedBefore(earlier, user, request.requestId, data);
        return answer(earlier);
      }
      const municipality = configuration.municipalities.find(
        ({ municipalityId }) => municipalityId === data['municipalityId'],
      );
      if (municipality === undefined) {
        throw productError('invalid-form', { formId: SIGNAL_FORM }, [
          { pointer: '/municipalityId', message: 'Kies de gemeente waar betrokkene verblijft.' },
        ]);
      }
      const signal = newSignal(user, request, data);
      const caseFile = matchKeys.on(
        openCaseFile({
          caseId: newId('case'),
          reference: await repository.nextReference(yearOf(signal.at, configuration.timeZone)),
          municipality,
          signal,
        }),
      );
      try {
        await repository.insert(caseFile);
      } catch (error) {
        if (!(error instanceof ProductError) || error.code !== 'request-id-reused') throw error;
        // The same request at the same moment: the other one opened the case.
        const other = await repository.findBySignalRequest(request.requestId);
        if (other === undefined) throw error;
        recordedBefore(other, user, request.requestId, data);
        return answer(other);
      }
      return answer(caseFile);
    },

    async list(user, { page, pageSize }) {
      const { caseFiles: found, total } = await repository.list(access.caseFilter(user), { page, pageSize });
      // Asked per case as well, because the ground on which one is known is noted then.
      const caseFiles = found.filter((caseFile) => access.readCase(user, caseFile).allowed);
      const open = await items.openOfCases(caseFiles.map(({ caseId }) => caseId));
      return {
        cases: await Promise.all(
          caseFiles.map((caseFile) =>
            summary(
              caseFile,
              open.filter(({ caseId }) => caseId === caseFile.caseId),
            ),
          ),
        ),
        total,
        page,
        pageSize,
      };
    },

    async read(user, caseId) {
      const caseFile = await knownCase(user, caseId);
      const all = await items.ofCase(caseId);
      const open = all.filter(({ state }) => state === 'open');
      const knowsCourse = access.readCourse(user, caseFile).allowed;
      const matches = knowsCourse
        ? await visibleMatches(caseFile, user, { repository, access, now: clock.now() })
        : [];
      const sources = {
        access,
        formOf: await forms.forShowing(caseFile),
        partnerName,
        categories: configuration.fieldAccess.categories,
      };
      const words = new Map(
        knowsCourse
          ? await Promise.all(
              open.map(
                async (item) =>
                  [
                    item.itemId,
                    await whoAndUntil(item, { people, partnerName, timeZone: configuration.timeZone }),
                  ] as const,
              ),
            )
          : [],
      );
      return {
        case: await summary(caseFile, open),
        sections: [
          ...(knowsCourse ? minorSections(caseFile, clock.now(), configuration.timeZone) : []),
          ...breakGlassSections(caseFile, user, { access, partnerName, timeZone: configuration.timeZone }),
          ...(knowsCourse ? originSections(caseFile, partnerName) : []),
          ...(knowsCourse ? matchSections(caseFile, matches, user, sources) : []),
          ...sectionsOf(caseFile, user, sources),
        ],
        ownItems: await Promise.all(
          open
            .filter((item) => access.completeItem(user, item).allowed)
            .map((item) => itemView(item, { now: clock.now(), calendar, people })),
        ),
        timeline: knowsCourse ? timelineOf(caseFile, partnerName) : [],
        progress: knowsCourse
          ? progressOf(
              caseFile,
              all,
              await outlinesOf(caseFile, all, outlines),
              ({ itemId }) => words.get(itemId) ?? '',
            )
          : [],
        emergencyUntil:
          access.readCourse(user, caseFile).ground === undefined
            ? null
            : (emergencyOf(user, caseFile)?.until.toISOString() ?? null),
        canAddSignal: access.addSignal(user, caseFile).allowed,
        canRequestReview: access.requestReview(user, caseFile).allowed,
        canHandOver: access.handOver(user, caseFile).allowed,
        canRequestAgenda: access.requestAgenda(user, caseFile).allowed,
      };
    },

    async development(user, caseId) {
      const caseFile = await knownCase(user, caseId);
      require(access.readCourse(user, caseFile));
      const formOf = await forms.forShowing(caseFile);
      return {
        reference: caseFile.reference,
        taxations: taxationOverview(caseFile, user, {
          access,
          formOf,
          categories: configuration.fieldAccess.categories,
        }),
        plan: planHistory(user, caseFile, formOf),
      };
    },

    async explainAccess(user, reference) {
      const caseFile = await repository.findByReference(reference);
      return explainAccess(user, caseFile, access, configuration.fieldAccess);
    },

    async addSignal(user, caseId, request) {
      require(access.addSignal(user, await knownCase(user, caseId)));
      const { data } = forms.check(forms.standAlone(SIGNAL_FORM, user), request.data);
      const elsewhere = await repository.findBySignalRequest(request.requestId);
      if (elsewhere !== undefined && elsewhere.caseId !== caseId) {
        throw productError('request-id-reused', { requestId: request.requestId });
      }
      const signal = newSignal(user, request, data);
      const changed = await repository.change(caseId, (caseFile) => {
        require(access.addSignal(user, caseFile));
        return recordedBefore(caseFile, user, request.requestId, data) === undefined
          ? matchKeys.on(addSignalTo(caseFile, signal))
          : caseFile;
      });
      await deliver(changed);
      const recorded = changed.signals.find(({ requestId }) => requestId === request.requestId);
      return { signalId: recorded?.signalId ?? signal.signalId };
    },

    async requestReview(user, caseId, { reason }) {
      const before = await knownCase(user, caseId);
      require(access.requestReview(user, before));
      requireImpersonal(before, reason);
      const underReview = (await items.ofCase(caseId)).some(
        ({ state, formId }) => state === 'open' && formId === 'review',
      );
      if (underReview) throw productError('rule-refused', { reason: 'Er loopt al een evaluatie.' });
      const request = {
        reviewRequestId: newId('review'),
        at: clock.now(),
        partnerId: user.partnerId,
        userId: user.userId,
        reason,
      };
      const changed = await repository.change(caseId, (caseFile) =>
        caseFile.outbox.some((entry) => entry.kind === 'publish-message' && entry.name === 'review-requested')
          ? caseFile
          : requestReview(caseFile, request),
      );
      await deliver(changed);
    },

    async handoverForm(user, caseId, language = 'nl') {
      const caseFile = await knownCase(user, caseId);
      require(access.handOver(user, caseFile));
      return sentForm(await forms.ofCase(HANDOVER_FORM, caseFile, language));
    },

    async handOver(user, caseId, { requestId, data: given }) {
      const before = await knownCase(user, caseId);
      require(access.handOver(user, before));
      const { data } = forms.check(await forms.ofCase(HANDOVER_FORM, before), given, before);
      const asked = {
        handoverId: newId('handover'),
        requestId,
        at: clock.now(),
        userId: user.userId,
        toUserId: String(data['toUserId']),
        reason: String(data['reason']),
        briefing: String(data['briefing']),
      };
      const changed = await repository.change(caseId, (caseFile) => {
        if (caseFile.handovers.some((handover) => handover.requestId === requestId)) return caseFile;
        require(access.handOver(user, caseFile));
        return requestHandover(caseFile, asked);
      });
      await deliver(changed);
    },

    async diagramsOf(user, caseId) {
      const caseFile = await knownCase(user, caseId);
      require(access.readCourse(user, caseFile));
      const found = await outlinesOf(caseFile, await items.ofCase(caseId), outlines);
      return found.map(({ processId, version }) => ({ processId, version }));
    },
  };
}
