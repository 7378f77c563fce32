import { isDeepStrictEqual } from 'node:util';
import type {
  CompletedItem,
  InboxItem as InboxItemBody,
  InboxItemDetail,
  InboxPage,
} from '../contract/http.ts';
import type { Clock } from '../lib/clock.ts';
import { productError } from '../lib/errors.ts';
import type { CaseAccess } from './access.ts';
import { breakGlassFocus } from './break-glass/sections.ts';
import type { CaseFile, FormData, StepPlace, Submission } from './case-file.ts';
import type { CaseRepository } from './case-repository.ts';
import type { FieldAccess } from './configuration.ts';
import type { FormDesk } from './form-desk.ts';
import type { InboxItem } from './inbox-item.ts';
import type { InboxStore } from './inbox-store.ts';
import { closedCorrectionProcessId } from './information/corrections.ts';
import { itemView } from './item-view.ts';
import { matchSections, visibleMatches } from './matching/possible-matches.ts';
import { meetingFocus } from './meeting/focus.ts';
import type { Outbox } from './outbox.ts';
import { personFocusOf } from './person/focus.ts';
import { meetingMentions } from './person/meeting-mentions.ts';
import { executionForm, ownInformationSections } from './person/own-information.ts';
import { minorSections } from './person/minor.ts';
import type { People, User } from './people.ts';
import { retentionFocus, retentionProcessId } from './retention/retention-focus.ts';
import { feedbackFocus, feedbackProcessId } from './signal-feedback.ts';
import { closedCorrectionFocus, focusOf, invitationFocus, sectionsOf } from './sections.ts';
import { submissionRules, type SubmissionRule } from './submissions/index.ts';
import { withTimeline } from './timeline.ts';
import { transferFocusOf } from './transfer/focus.ts';
import { receivedCorrectionFocus } from './transfer/receiving.ts';
import type { WorkingDayCalendar } from './working-days.ts';

export interface InboxQuery {
  readonly list: 'mine' | 'unassigned' | 'done';
  /** Counts from 1. */
  readonly page: number;
  readonly pageSize: number;
}

/**
 * The task inbox as people use it. Every method asks the access policy first: what a user may not know exists is
 * `not-found`, what they may see but not do is `not-permitted`.
 */
export interface Inbox {
  list(user: User, query: InboxQuery): Promise<InboxPage>;
  /** @param language of form labels; default `nl` */
  read(user: User, itemId: string, language?: 'nl' | 'en'): Promise<InboxItemDetail>;
  /** Makes it mine; repeating is fine. @throws ProductError `item-taken`, `item-not-open` */
  claim(user: User, itemId: string): Promise<InboxItemBody>;
  /** Gives it back to the candidates; repeating is fine. @throws ProductError `item-not-open` */
  release(user: User, itemId: string): Promise<InboxItemBody>;
  /**
   * Completes a human step: validates the data, applies the form's rule to the case file, tells the engine.
   * Repeating it with the same data gives the first answer. When the engine is away the answer is kept and delivered
   * later (the item stays `submitted`).
   *
   * @throws ProductError `invalid-form` with a pointer per field, `already-submitted`, `item-taken`, `item-not-open`,
   *   `item-withdrawn`, `rule-refused`
   */
  submitItem(request: {
    readonly itemId: string;
    readonly user: User;
    readonly data: FormData;
  }): Promise<CompletedItem>;
}

export interface InboxOptions {
  readonly repository: CaseRepository;
  readonly items: InboxStore;
  readonly outbox: Outbox;
  readonly forms: FormDesk;
  readonly access: CaseAccess;
  readonly people: People;
  readonly calendar: WorkingDayCalendar;
  /** IANA time zone in which a calendar date begins. */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly partnerName: (partnerId: string) => string;
  /** Groups of what people marked with a category. */
  readonly categories: FieldAccess['categories'];
  /** By form id. Default: the product's own. */
  readonly rules?: ReadonlyMap<string, SubmissionRule>;
  /** How long a completed step waits for the engine to bring the next one, in milliseconds. Default 1,000. */
  readonly nextStepWaitMs?: number;
}

const NEXT_STEP_POLL_MS = 40;

export function createInbox(options: InboxOptions): Inbox {
  const { repository, items, outbox, forms, access, people, calendar, clock, partnerName, categories } =
    options;
  const { rules = submissionRules, nextStepWaitMs = 1_000, timeZone } = options;

  const view = (item: InboxItem): Promise<InboxItemBody> =>
    itemView(item, { now: clock.now(), calendar, people });

  const readable = async (user: User, itemId: string): Promise<InboxItem> => {
    const item = await items.get(itemId);
    if (item === undefined || !access.readItem(user, item).allowed) {
      throw productError('not-found', { what: `Taak ${itemId}` });
    }
    return item;
  };

  const requireOpen = (item: InboxItem): void => {
    if (item.state !== 'open') {
      throw productError('item-not-open', { itemId: item.itemId, state: item.state });
    }
  };

  const requireAllowed = (
    user: User,
    item: InboxItem,
    decision: { readonly allowed: boolean; readonly why: string },
  ): void => {
    if (decision.allowed) return;
    if (item.assigneeId !== null && item.assigneeId !== user.userId) {
      throw productError('item-taken', { itemId: item.itemId });
    }
    throw productError('not-permitted', { why: decision.why });
  };

  /** Changes who holds an item, when it is still held by whom we saw holding it. */
  const reassign = async (item: InboxItem, to: string | null): Promise<InboxItemBody> => {
    if (item.assigneeId === to) return view(item);
    const assigned = await items.assign(item.itemId, [item.assigneeId], to);
    if (assigned !== undefined) return view(assigned);
    const now = await items.get(item.itemId);
    requireOpen(now ?? item);
    throw productError('item-taken', { itemId: item.itemId });
  };

  const openSteps = async (user: User, caseId: string): Promise<CompletedItem['next']> => {
    const deadline = performance.now() + nextStepWaitMs;
    for (;;) {
      const open = (await items.ofCase(caseId)).filter(({ state }) => state === 'open');
      if (open.length > 0 || performance.now() >= deadline) {
        const knowsCourse = access.readCourse(user, await repository.get(caseId)).allowed;
        const known = open.filter((item) => knowsCourse || access.readItem(user, item).allowed);
        return Promise.all(
          known.map(async (item) => ({ stepName: item.stepName, partnerNames: await partnersOf(item) })),
        );
      }
      await pause(NEXT_STEP_POLL_MS);
    }
  };

  const matchesFor = (user: User, caseFile: CaseFile) =>
    visibleMatches(caseFile, user, { repository, access, now: clock.now() });

  const partnersOf = async (item: InboxItem): Promise<string[]> => {
    if (item.assigneeId === null) return item.candidatePartnerIds.map(partnerName);
    const assignee = await people.byId(item.assigneeId);
    return assignee === undefined ? [] : [partnerName(assignee.partnerId)];
  };

  /** What was stored is told to the engine; the person hears how it ended. */
  const settle = async (user: User, item: InboxItem, caseFile: CaseFile): Promise<CompletedItem> => {
    for (const entry of caseFile.outbox) await outbox.deliver(caseFile, entry);
    const settled = (await items.get(item.itemId)) ?? item;
    if (settled.state === 'withdrawn') throw productError('item-withdrawn', { itemId: item.itemId });
    return { item: await view(settled), next: await openSteps(user, item.caseId) };
  };

  return {
    async list(user, { list, page, pageSize }) {
      const mine = access.itemFilter(user, 'mine');
      const unassigned = access.itemFilter(user, 'unassigned');
      const filter = access.itemFilter(user, list);
      const [found, done, mineCount, unassignedCount, overdue] = await Promise.all([
        items.list(filter, { page, pageSize, newestFirst: list === 'done' }),
        list === 'done' ? items.count(filter) : 0,
        items.count(mine),
        items.count(unassigned),
        items.count({ $and: [{ $or: [mine, unassigned] }, { dueAt: { $lt: clock.now() } }] }),
      ]);
      return {
        items: await Promise.all(found.map(view)),
        total: { mine: mineCount, unassigned: unassignedCount, done }[list],
        page,
        pageSize,
        counts: { mine: mineCount, unassigned: unassignedCount, overdue },
      };
    },

    async read(user, itemId, language = 'nl') {
      const item = await readable(user, itemId);
      const caseFile = await repository.get(item.caseId);
      const matches = await matchesFor(user, caseFile);
      const [{ form, initialData }, formOf] = await Promise.all([
        forms.forItem(user, item, caseFile, { possibleMatches: matches }, language),
        forms.forShowing(caseFile),
      ]);
      const knowsCourse = access.readCourse(user, caseFile).allowed;
      const open = item.state === 'open';
      const sources = { access, formOf, partnerName, categories };
      return {
        item: await view(item),
        form: {
          formId: form.formId,
          title: form.title,
          description: form.description,
          schema: { ...form.schema },
          uiSchema: { ...form.uiSchema },
          ...(initialData === undefined ? {} : { initialData: { ...initialData } }),
        },
        context: [
          ...(knowsCourse ? minorSections(caseFile, clock.now(), timeZone) : []),
          ...matchSections(caseFile, matches, user, sources),
          ...personFocusOf(caseFile, item.refs, sources),
          ...meetingMentions(caseFile, item, user, { ...sources, timeZone }),
          ...(await breakGlassFocus(caseFile, item.refs, user, { access, people, partnerName, timeZone })),
          ...invitationFocus(caseFile, item.refs),
          ...transferFocusOf(caseFile, item.refs, user, { ...sources, timeZone }),
          ...receivedCorrectionFocus(caseFile, item.refs, user, sources),
          ...(item.formId === executionForm
            ? ownInformationSections(caseFile, item.refs, user.partnerId, { ...sources, timeZone })
            : []),
          ...(item.processId === feedbackProcessId ? feedbackFocus(caseFile, item.refs, timeZone) : []),
          ...(item.processId === retentionProcessId ? retentionFocus(caseFile, timeZone) : []),
          ...(knowsCourse ? meetingFocus(caseFile, item.refs, user, sources) : []),
          ...(knowsCourse ? focusOf(caseFile, item.refs, user, sources) : []),
          ...(item.processId === closedCorrectionProcessId
            ? closedCorrectionFocus(caseFile, item.refs, user, sources)
            : []),
          ...sectionsOf(caseFile, user, sources),
        ],
        canClaim: open && item.assigneeId !== user.userId && access.claimItem(user, item).allowed,
        canRelease: open && access.releaseItem(user, item).allowed,
        canComplete: open && access.completeItem(user, item).allowed,
        mayOpenCase: access.readCase(user, caseFile).allowed,
      };
    },

    async claim(user, itemId) {
      const item = await readable(user, itemId);
      requireOpen(item);
      requireAllowed(user, item, access.claimItem(user, item));
      return reassign(item, user.userId);
    },

    async release(user, itemId) {
      const item = await readable(user, itemId);
      requireOpen(item);
      if (item.assigneeId === null) return view(item);
      requireAllowed(user, item, access.releaseItem(user, item));
      return reassign(item, null);
    },

    async submitItem({ itemId, user, data: given }) {
      const item = await readable(user, itemId);
      const before = await repository.get(item.caseId);
      const { form, attendees, assessorIds, instrument } = await forms.forItem(user, item, before, {
        possibleMatches: await matchesFor(user, before),
      });
      const answered = (first: Submission): boolean =>
        first.userId === user.userId && isDeepStrictEqual(first.data, forms.relevantData(form, given));

      const earlier = submissionOf(before, item);
      if (earlier !== undefined) {
        if (!answered(earlier)) throw productError('already-submitted', { itemId });
        return settle(user, item, before);
      }
      requireOpen(item);
      requireAllowed(user, item, access.completeItem(user, item));
      const { data, variables } = forms.check(form, given, before);
      const at = clock.now();
      const submission: Submission = {
        ...placeOf(item),
        submissionId: item.jobKey,
        itemId,
        formId: item.formId,
        stepName: item.stepName,
        partnerId: user.partnerId,
        userId: user.userId,
        at,
        data,
        variables,
        refs: item.refs,
      };
      const rule = rules.get(item.formId);
      const stored = await repository.change(item.caseId, (caseFile) => {
        const first = submissionOf(caseFile, item);
        if (first !== undefined) {
          if (!answered(first)) throw productError('already-submitted', { itemId });
          return caseFile;
        }
        const recorded = withTimeline(
          {
            ...caseFile,
            submissions: [...caseFile.submissions, submission],
            outbox: [
              ...caseFile.outbox,
              { kind: 'complete-job', entryId: item.jobKey, at, jobKey: item.jobKey, itemId, variables },
            ],
          },
          'step-submitted',
          at,
          { stepName: item.stepName, partnerId: user.partnerId },
        );
        return rule === undefined
          ? recorded
          : rule(recorded, submission, { attendees, assessorIds, instrument, timeZone });
      });
      return settle(user, item, stored);
    },
  };
}

const submissionOf = (caseFile: CaseFile, item: InboxItem): Submission | undefined =>
  caseFile.submissions.find(({ submissionId }) => submissionId === item.jobKey);

/** Where in which process an item stands. */
export function placeOf(item: StepPlace): StepPlace {
  const { jobKey, processId, processVersion, processDefinitionKey } = item;
  const { processInstanceKey, elementId, elementInstanceKey } = item;
  return {
    jobKey,
    processId,
    processVersion,
    processDefinitionKey,
    processInstanceKey,
    elementId,
    elementInstanceKey,
  };
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
