import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agendaFilter, can, caseFilter, itemFilter, meetingFilter } from '../../src/access/policy.ts';
import { caseModel, type CaseFile } from '../../src/cases/case-file.ts';
import { inboxItemModel, type InboxItem } from '../../src/cases/inbox-item.ts';
import { createMeetingStore } from '../../src/cases/meeting/meeting-store.ts';
import type { User } from '../../src/cases/people.ts';
import { readinessGaps } from '../../src/contract/access.ts';
import { casePhases } from '../../src/contract/http.ts';
import { roles } from '../../src/contract/roles.ts';
import { aCase, aComposition, monday } from '../support/case-file.ts';
import { anItem } from '../support/inbox-item.ts';
import { openTestStore, type TestStore } from '../support/local-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  await caseModel(store.connection).createIndexes();
  await inboxItemModel(store.connection).createIndexes();
});
afterAll(() => store.close());

const partnerId = fc.constantFrom('town', 'police', 'prosecution', 'care', 'elsewhere');
const userId = fc.constantFrom('usr-a', 'usr-b', 'usr-c');
const user: fc.Arbitrary<User> = fc.record({
  userId,
  partnerId,
  name: fc.constant('name'),
  roles: fc.subarray([...roles]),
  municipalityIds: fc.subarray(['town', 'village']),
  chairedMunicipalityIds: fc.subarray(['town', 'village']),
  fieldGroups: fc.constant({ casework: [], lawfulnessReview: [], known: [] }),
  at: fc.constant(monday),
  missing: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray([...readinessGaps]) },
  ),
});
const municipalityId = fc.constantFrom('town', 'village');
const cases = fc.array(
  fc.record({
    municipalityId,
    screeningPartnerIds: fc.uniqueArray(partnerId, { minLength: 3, maxLength: 3 }),
    signals: fc.array(fc.record({ by: partnerId, linked: fc.boolean() }), { minLength: 1, maxLength: 2 }),
    // Signals that came along from another municipality open no case to who recorded them there.
    isReceived: fc.boolean(),
    composition: fc.option(fc.uniqueArray(partnerId, { minLength: 1, maxLength: 4 }), { nil: null }),
    phase: fc.constantFrom(...casePhases),
    shieldedAt: fc.constantFrom(null, monday),
    breakGlass: fc.array(fc.record({ userId, endsAfterMs: fc.constantFrom(-1, 0, 1) }), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 8 },
);
const items = fc.array(
  fc.record({
    municipalityId,
    assigneeId: fc.option(userId, { nil: null }),
    candidateUserIds: fc.uniqueArray(userId, { maxLength: 2 }),
    candidatePartnerIds: fc.uniqueArray(partnerId, { maxLength: 2 }),
    isChairs: fc.boolean(),
    state: fc.constantFrom('open', 'submitted', 'completed', 'withdrawn'),
    completedBy: fc.option(userId, { nil: null }),
  }),
  { minLength: 1, maxLength: 10 },
);

test('the case list holds exactly the cases that the policy lets a user know of, an agenda those at which they may be present', async () => {
  const model = caseModel(store.connection);
  await fc.assert(
    fc.asyncProperty(cases, user, async (given, someone) => {
      const caseFiles = given.map((each, index): CaseFile => {
        const base = aCase();
        return {
          ...base,
          caseId: `case-${index}`,
          reference: `C-2026-${index}`,
          municipalityId: each.municipalityId,
          phase: each.phase,
          shieldedAt: each.shieldedAt,
          breakGlass: each.breakGlass.map(({ userId: by, endsAfterMs }, at) => ({
            breakGlassId: `glass-${at}`,
            requestId: `request-${at}`,
            userId: by,
            partnerId: 'elsewhere',
            reason: 'Noodgeval',
            at: monday,
            until: new Date(monday.getTime() + endsAfterMs),
            review: null,
          })),
          screeningPartnerIds: each.screeningPartnerIds,
          signals: each.signals.flatMap(({ by, linked }, at) =>
            base.signals.map((signal) => ({
              ...signal,
              partnerId: by,
              requestId: `request-${index}-${at}`,
              ...(linked ? { linkedFrom: { caseId: 'case-of-its-own', recordedAt: monday } } : {}),
              ...(each.isReceived ? { transferId: `transfer-${index}` } : {}),
            })),
          ),
          composition:
            each.composition === null
              ? null
              : {
                  ...aComposition,
                  partners: each.composition.map((id) => ({ partnerId: id, reason: 'Nodig' })),
                },
        };
      });
      await model.deleteMany({});
      await model.insertMany(caseFiles);
      const listed = await model.find(caseFilter(someone)).lean<CaseFile[]>();
      const allowed = caseFiles.filter((caseFile) => can(someone, 'case.read', caseFile).allowed);
      expect(listed.map(({ caseId }) => caseId).sort()).toEqual(allowed.map(({ caseId }) => caseId).sort());
      const onAgenda = await model.find(agendaFilter(someone)).lean<CaseFile[]>();
      const attended = caseFiles.filter((caseFile) => can(someone, 'meeting-item.attend', caseFile).allowed);
      expect(onAgenda.map(({ caseId }) => caseId).sort()).toEqual(
        attended.map(({ caseId }) => caseId).sort(),
      );
    }),
    { numRuns: 40 },
  );
});

test('inbox lists hold only what the policy lets a user read, and every open item that it lets a user do', async () => {
  const model = inboxItemModel(store.connection);
  await fc.assert(
    fc.asyncProperty(items, user, async (given, someone) => {
      const all = given.map(({ isChairs, ...each }, index) =>
        anItem({
          ...each,
          ...(isChairs ? { isChairs } : {}),
          itemId: `itm-${index}`,
          jobKey: String(index),
          dueAt: null,
        }),
      );
      await model.deleteMany({});
      await model.insertMany(all);
      const listed = new Map<string, readonly string[]>();
      for (const list of ['mine', 'unassigned', 'done'] as const) {
        const found = await model.find(itemFilter(someone, list)).lean<InboxItem[]>();
        expect(found.filter((item) => !can(someone, 'inbox-item.read', item).allowed)).toEqual([]);
        listed.set(
          list,
          found.map(({ itemId }) => itemId),
        );
      }
      const toDo = new Set([...(listed.get('mine') ?? []), ...(listed.get('unassigned') ?? [])]);
      for (const item of all) {
        const mayDo = item.state === 'open' && can(someone, 'inbox-item.complete', item).allowed;
        expect([item.itemId, toDo.has(item.itemId)]).toEqual([item.itemId, mayDo]);
      }
    }),
    { numRuns: 40 },
  );
});

test('the list of meetings holds exactly those that the policy lets a user know of', async () => {
  const meetings = createMeetingStore(store.connection);
  await meetings.ensureIndexes();
  const scopes = [['town'], ['village'], ['town', 'village'], ['hamlet']];
  for (const [index, municipalityIds] of scopes.entries()) {
    await meetings.insert({
      meetingId: `meeting-${index}`,
      requestId: `request-${index}`,
      municipalityIds,
      plannedAt: monday,
      plannedBy: 'usr-a',
      state: 'planned',
      startedAt: null,
      closedAt: null,
    });
  }
  await fc.assert(
    fc.asyncProperty(user, async (someone) => {
      const listed = await meetings.list(meetingFilter(someone), { page: 1, pageSize: 10 });
      const allowed = scopes.filter(
        (municipalityIds) => can(someone, 'meeting.read', { municipalityIds }).allowed,
      );
      expect(listed.meetings.map(({ municipalityIds }) => municipalityIds.join()).sort()).toEqual(
        allowed.map((municipalityIds) => municipalityIds.join()).sort(),
      );
      expect(listed.total).toBe(allowed.length);
    }),
    { numRuns: 40 },
  );
});
