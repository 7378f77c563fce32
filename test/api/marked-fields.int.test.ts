import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { can } from '../../src/access/policy.ts';
import { operations } from '../../src/api/operations/index.ts';
import type { CasePart } from '../../src/cases/access.ts';
import type { CaseFile, CaseSignal, FormData, Submission } from '../../src/cases/case-file.ts';
import { loadForms, type SchemaNode } from '../../src/cases/forms/index.ts';
import { allPropertiesOf, isObject } from '../../src/cases/forms/schema-walk.ts';
import type { InformationItem } from '../../src/cases/information/model.ts';
import type { MeetingItem } from '../../src/cases/meeting/model.ts';
import type { User } from '../../src/cases/people.ts';
import { placeOf } from '../../src/cases/inbox.ts';
import { openCaseFile } from '../../src/cases/signals.ts';
import { fieldGroups, type FieldGroup } from '../../src/contract/access.ts';
import { casePhases } from '../../src/contract/http.ts';
import { exampleAnswers } from '../cases/forms/example-answers.ts';
import { aSubmission } from '../support/case-file.ts';
import { startApi, type RunningApi } from './running-api.ts';

/**
 * Every text in a case file gets a mark of its own; then everybody reads everything that the API offers. A mark in any
 * answer that the policy does not let this person read is a leak, wherever it came through.
 */
let api: RunningApi;
let users: readonly User[];
const forms = loadForms('processes/forms');
beforeAll(async () => {
  api = await startApi();
  users = (
    await Promise.all(api.configuration.demo.users.map(({ userId }) => api.accounts.byId(userId)))
  ).flatMap((user) => user ?? []);
});
afterAll(() => api.close());

/** May somebody read this mark? */
type Oracle = (user: User, caseFile: CaseFile) => boolean;

let lastMark = 0;
class Marks {
  readonly oracles = new Map<string, Oracle>();
  make(oracle: Oracle): string {
    const mark = `Merk${String((lastMark += 1)).padStart(6, '0')}Teken`;
    this.oracles.set(mark, oracle);
    return mark;
  }
  /** Replaces every text that a person can type by a mark, with the groups that the form gives it. */
  fill(formId: string, data: FormData, part: () => CasePart, supplierPartnerId: string): FormData {
    const schema = forms.get(formId)?.schema;
    if (schema === undefined) throw new Error(`There is no form ${formId}.`);
    const { categories } = api.configuration.fieldAccess;
    const walk = (
      node: SchemaNode | undefined,
      value: unknown,
      siblings: FormData,
      around: readonly FieldGroup[],
    ): unknown => {
      const own = node?.['x-field-group'];
      const marked = [siblings[node?.['x-field-group-from'] ?? ''] ?? []].flat().map(String);
      const groups =
        own !== undefined
          ? [own]
          : marked.length > 0
            ? marked.flatMap((category) => categories[category] ?? [])
            : around;
      if (Array.isArray(value)) return value.map((entry) => walk(node?.items, entry, siblings, groups));
      if (isObject(value)) {
        const nodes = new Map([...allPropertiesOf(node ?? {})].reverse());
        return Object.fromEntries(
          Object.entries(value).map(([name, entry]) => [
            name,
            walk(nodes.get(name) ?? node?.additionalProperties, entry, value, groups),
          ]),
        );
      }
      if (typeof value !== 'string' || value.length < 12 || node?.format !== undefined || node?.oneOf)
        return value;
      if (node?.['x-options'] !== undefined) return value;
      return this.make(
        (user, caseFile) =>
          can(user, 'case.read-part', { caseFile, part: part() }).allowed &&
          can(user, 'case.read-field', { caseFile, field: { groups, supplierPartnerId } }).allowed,
      );
    };
    return walk(schema, data, {}, fieldGroups) as FormData;
  }
}

const mostly = (value: boolean) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constant(!value) });

const seed = fc.record({
  municipality: fc.nat(),
  phase: fc.constantFrom(...casePhases),
  composed: mostly(true),
  partners: fc.uniqueArray(fc.nat({ max: 7 }), { maxLength: 5 }),
  shielded: mostly(false),
  tallied: mostly(true),
  withCareAndProbation: mostly(true),
  supplied: fc.shuffledSubarray(['ordinary', 'health', 'beliefs', 'special', 'criminal'] as const, {
    minLength: 2,
  }),
  signals: fc.array(
    fc.record({
      by: fc.nat(),
      category: fc.constantFrom(undefined, 'health', 'beliefs', 'special', 'criminal'),
    }),
    {
      minLength: 1,
      maxLength: 2,
    },
  ),
  submissions: fc.uniqueArray(fc.record({ form: fc.nat(), variant: fc.nat(), by: fc.nat() }), {
    minLength: 3,
    maxLength: 8,
    selector: ({ form }) => form % Object.keys(exampleAnswers).length,
  }),
  items: fc.array(fc.record({ form: fc.nat(), by: fc.nat() }), { minLength: 2, maxLength: 3 }),
  readers: fc.uniqueArray(fc.nat({ max: 15 }), { minLength: 2, maxLength: 2 }),
});
type Seed = typeof seed extends fc.Arbitrary<infer S> ? S : never;

let lastCase = 0;
let lastJob = 90_000;
const pick = <T>(from: readonly T[], index: number): T => from[index % from.length] as T;

function caseOf(given: Seed, marks: Marks): CaseFile {
  const { configuration } = api;
  const number = (lastCase += 1);
  const at = api.clock.now();
  const attendees = users.filter(({ roles }) => roles.includes('attendee'));
  const municipality = pick(configuration.municipalities, given.municipality);
  const signals = given.signals.map(({ by, category }, index): CaseSignal => {
    const user = pick(attendees, by);
    const [example = {}] = exampleAnswers['case-signal'] ?? [];
    const signal: CaseSignal = {
      signalId: `signal-${number}-${index}`,
      requestId: `request-${number}-${index}`,
      partnerId: user.partnerId,
      userId: user.userId,
      at,
      data: marks.fill(
        'case-signal',
        { ...example, ...(category === undefined ? {} : { sensitiveData: [category] }) },
        () => ({ kind: 'signal', signal }),
        user.partnerId,
      ),
      assessedIn: null,
    };
    return signal;
  });
  const opened = openCaseFile({
    caseId: `case-marked-fields-${number}`,
    reference: `C-2026-${9000 + number}`,
    municipality,
    signal: signals[0]!,
  });
  const formIds = Object.keys(exampleAnswers).filter((formId) => formId !== 'case-signal');
  const answers = given.submissions.map(({ form, variant, by }) => {
    const formId = pick(formIds, form);
    return { formId, by, example: pick(exampleAnswers[formId] ?? [{}], variant) };
  });
  const submissions = answers.map(({ formId, by, example }, index) => {
    const user = pick(attendees, by);
    const submission: Submission = aSubmission(
      String((lastJob += 1)),
      formId,
      user,
      marks.fill(formId, example, () => ({ kind: 'submission', submission }), user.partnerId),
      { at: new Date(at.getTime() + index) },
    );
    return submission;
  });
  const of = (formId: string) => submissions.filter((submission) => submission.formId === formId);
  const participants: Oracle = (user, caseFile) => can(user, 'case.read-course', caseFile).allowed;
  const reviewRequest = {
    reviewRequestId: `review-${number}`,
    at,
    partnerId: 'politie-voorbeeldland',
    userId: 'usr-demo-politie',
    reason: '',
  };
  const agendaRequest = {
    agendaRequestId: `agenda-request-${number}`,
    requestId: `request-${number}`,
    at,
    partnerId: 'politie-voorbeeldland',
    userId: 'usr-demo-politie',
    reason: '',
    discussedIn: null,
  };
  const [, supplied = {}] = exampleAnswers['information-correction'] ?? [];
  const informationItems = given.supplied.map((category, index) => {
    const user = pick(attendees, index + given.municipality);
    const item: InformationItem = {
      informationId: `information-${number}-${index}`,
      partnerId: user.partnerId,
      userId: user.userId,
      suppliedAt: at,
      submissionId: '1',
      requestId: `req-${number}`,
      ground: 'wgpart',
      category,
      hiddenFromPartnerIds: given.partners.map((other) => pick(configuration.partners, other).partnerId),
      content: marks.fill(
        'information-correction',
        { ...supplied, category },
        () => ({ kind: 'information', item }),
        user.partnerId,
      ),
    };
    return item;
  });
  const invited = [
    ...given.partners.map((index) => pick(configuration.partners, index).partnerId),
    ...(given.withCareAndProbation ? ['zorg-voorbeeldland', 'reclassering-voorbeeldland'] : []),
  ];
  return {
    ...opened,
    phase: given.phase,
    signals,
    submissions,
    informationItems,
    outbox: [],
    pendingSince: null,
    composition: given.composed
      ? {
          partners: [...new Set([...opened.screeningPartnerIds, ...invited])].map((partnerId) => ({
            partnerId,
            reason: marks.make(() => false),
          })),
          caseManagerId: 'usr-demo-gemeente',
          deputyId: null,
          submissionId: '1',
          registeredAt: at,
        }
      : null,
    screeningRounds: [
      {
        round: 1,
        startedAt: at,
        votes: of('screening-vote').map(({ partnerId, userId, submissionId }) => ({
          partnerId,
          userId,
          at,
          choice: 'admit' as const,
          submissionId,
        })),
        talliedAt: given.tallied ? at : null,
        result: given.tallied ? 'admit' : null,
        dissent: [],
        next: null,
      },
    ],
    informationRequests: [
      {
        requestId: `req-${number}`,
        partnerId: 'politie-voorbeeldland',
        question: marks.make(participants),
        why: marks.make(participants),
        state: 'sent',
        sentInStep: null,
        answer: null,
      },
    ],
    planVersions: of('plan').map(({ submissionId, userId }) => ({
      planVersion: 1,
      draftedAt: at,
      draftedBy: userId,
      submissionId,
      goals: [{ goalId: 'goal-1', title: marks.make(participants) }],
      interventions: [],
      approverPartnerIds: [],
      approvals: [],
      status: 'adopted' as const,
      decidedAt: at,
      dissent: [],
    })),
    reviewRequests: [
      {
        ...reviewRequest,
        reason: marks.make(
          (user, caseFile) =>
            can(user, 'case.read-part', {
              caseFile,
              part: { kind: 'review-request', reviewRequest },
            }).allowed,
        ),
      },
    ],
    agendaRequests: [
      {
        ...agendaRequest,
        reason: marks.make(
          (user, caseFile) =>
            can(user, 'case.read-part', { caseFile, part: { kind: 'agenda-request', agendaRequest } })
              .allowed,
        ),
      },
    ],
    meetings: [meetingOf(given, marks, number, at)],
    shieldedAt: given.shielded ? at : null,
  };
}

const meetingIdOf = (number: number): string => `meeting-marked-fields-${number}`;

/** The case on the agenda of a meeting that is going on, with an interpretation and a decision of each kind of data. */
function meetingOf(given: Seed, marks: Marks, number: number, at: Date): MeetingItem {
  const meetingId = meetingIdOf(number);
  const attendees = users.filter(({ roles }) => roles.includes('attendee'));
  const written = <K extends 'interpretation' | 'decision'>(kind: K, index: number) => {
    const { userId, partnerId } = pick(attendees, index + given.municipality);
    const base = {
      recordId: `record-${kind}-${number}-${index}`,
      requestId: `request-${kind}-${number}-${index}`,
      at,
      userId,
      partnerId,
    };
    const formId = `meeting-${kind}`;
    const marked = (category: string | undefined) =>
      marks.fill(
        formId,
        { ...exampleAnswers[formId]?.[1], category },
        () => ({
          kind: 'meeting-record',
          record: { ...base, kind: 'interpretation', meetingId, plannedAt: at, data: {} },
        }),
        partnerId,
      );
    // Every other one was corrected, and had another kind of data before.
    const before = marked(given.supplied.at(index - 1));
    const corrections =
      index % 2 === 0 ? [] : [{ requestId: `request-correction-${index}`, at, userId, partnerId, before }];
    return { ...base, data: marked(given.supplied[index]), corrections };
  };
  return {
    meetingId,
    plannedAt: at,
    position: 0,
    addedAt: at,
    addedBy: 'usr-demo-voorzitter-2',
    attendance: [],
    interpretations: given.supplied.map((_, index) => written('interpretation', index)),
    decisions: given.supplied.map((_, index) => ({
      ...written('decision', index),
      ownerPartnerId: 'politie-voorbeeldland',
      dueOn: null,
      state: 'open' as const,
      reportedAt: null,
      submissionId: null,
    })),
    closedAt: null,
    copies: [],
  };
}

/** Addresses of every operation that reads personal data, with the ids of this case and its items, and one that does not exist. */
function addressesOf(caseFile: CaseFile, itemIds: readonly string[]): string[] {
  const values: Record<string, readonly string[]> = {
    caseId: [caseFile.caseId],
    meetingId: caseFile.meetings.map((meeting) => meeting.meetingId),
    itemId: [...itemIds, 'itm-0'],
    processId: ['screening'],
    version: ['1'],
  };
  return operations
    .filter(({ method, personalData }) => method === 'get' && personalData !== 'none')
    .flatMap(({ operationId, path }) => {
      const [name] = /(?<=\{)\w+(?=\})/.exec(path) ?? [];
      const filled = (name === undefined ? [''] : (values[name] ?? [])).map((first) =>
        path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) =>
          parameter === name ? first : (values[parameter]?.[0] ?? ''),
        ),
      );
      return operationId === 'listInboxItems'
        ? ['mine', 'unassigned', 'done'].map((list) => `${path}?list=${list}`)
        : filled;
    });
}

test('no answer has a field that the policy does not let its reader see, and some have one that it does', async () => {
  let shown = 0;
  // A list may also show the cases of earlier runs.
  const written: { readonly marks: Marks; readonly caseFile: CaseFile }[] = [];
  await fc.assert(
    fc.asyncProperty(seed, async (given) => {
      const marks = new Marks();
      const caseFile = caseOf(given, marks);
      written.push({ marks, caseFile });
      await api.repository.insert(caseFile);
      for (const { meetingId } of caseFile.meetings) {
        await api.meetings.insert({
          meetingId,
          requestId: `request-${meetingId}`,
          municipalityIds: [caseFile.municipalityId],
          plannedAt: api.clock.now(),
          plannedBy: 'usr-demo-voorzitter-2',
          state: 'running',
          startedAt: api.clock.now(),
          closedAt: null,
        });
      }
      const itemIds = await Promise.all(
        given.items.map(async ({ form, by }) => {
          const jobKey = String((lastJob += 1));
          await api.items.deliver({
            ...placeOf(aSubmission(jobKey, 'any', users[0]!)),
            itemId: `itm-${jobKey}`,
            caseId: caseFile.caseId,
            caseReference: caseFile.reference,
            municipalityId: caseFile.municipalityId,
            stepName: 'Stap',
            formId: pick(Object.keys(exampleAnswers), form),
            assigneeId: null,
            candidateUserIds: [],
            candidatePartnerIds: [pick(api.configuration.partners, by).partnerId],
            refs: { requestId: `req-${caseFile.caseId.split('-').at(-1)}` },
            reason: 'Omdat u aan de beurt bent.',
            legalBasis: 'Lokaal beleid',
            termId: null,
            dueAt: null,
            deliveredAt: api.clock.now(),
          });
          return `itm-${jobKey}`;
        }),
      );
      // Those who may not read every group, and two others.
      const restricted = users.filter(({ userId }) =>
        ['usr-demo-zorg', 'usr-demo-reclassering'].includes(userId),
      );
      for (const user of new Set([...restricted, ...given.readers.map((index) => pick(users, index))])) {
        const token = await api.tokenOf(user.userId);
        for (const address of addressesOf(caseFile, itemIds)) {
          const { body } = await api.call('GET', address, { token });
          for (const [mark] of JSON.stringify(body ?? '').matchAll(/Merk\d{6}Teken/g)) {
            const origin = written.find(({ marks: { oracles } }) => oracles.has(mark));
            const allowed = origin?.marks.oracles.get(mark)?.(user, origin.caseFile) ?? false;
            if (!allowed) throw new Error(`${user.userId} reads ${mark} at ${address}.`);
            shown += 1;
          }
        }
      }
    }),
    { numRuns: 10, endOnFailure: true },
  );
  expect(shown).toBeGreaterThan(50);
});
