import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../src/cases/configuration.ts';
import { dashboardReader, type DashboardReader } from '../../src/cases/dashboard.ts';
import { createInboxStore, type InboxStore } from '../../src/cases/inbox-store.ts';
import { createWorkingDayCalendar } from '../../src/cases/working-days.ts';
import { shiftableClock } from '../../src/lib/clock.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { attendee } from '../support/case-file.ts';
import { openTestStore, type TestStore } from '../support/local-store.ts';

const configuration = loadConfiguration(join(projectRoot(import.meta.dirname), 'config'));
const calendar = createWorkingDayCalendar(configuration);
/** A Thursday. */
const now = new Date('2026-11-19T10:00:00Z');
const clock = shiftableClock(now);
const police = 'politie-voorbeeldland';
const prosecution = 'om-voorbeeldland';

let store: TestStore;
let items: InboxStore;
let dashboard: DashboardReader;
let job = 0;

beforeAll(async () => {
  store = await openTestStore();
  items = createInboxStore(store.connection);
  await items.ensureIndexes();
  dashboard = dashboardReader({
    connection: store.connection,
    clock,
    calendar,
    configuration,
    people: {
      byId: async (userId) => ({ ...attendee('olga', prosecution), userId, name: 'Olga van het OM' }),
    },
  });
});
afterAll(() => store.close());
beforeEach(() => store.connection.collection('inboxItems').deleteMany({}));

/** Adds open items of a step; `term` in working days from now, null for none. */
async function add(
  count: number,
  elementId: string,
  term: number | null,
  more: { assigneeId?: string } = {},
) {
  for (let index = 0; index < count; index += 1) {
    const jobKey = String((job += 1));
    await items.deliver({
      itemId: `itm-${jobKey}`,
      jobKey,
      caseId: 'case-AAAAAAAAAAAAAAAAAAAAAA',
      caseReference: 'C-2026-0001',
      municipalityId: 'voorbeeldstad',
      processId: 'screening',
      processVersion: 1,
      processDefinitionKey: '1',
      processInstanceKey: '2',
      elementId,
      elementInstanceKey: '3',
      stepName: `Stap ${elementId}`,
      formId: 'screening-vote',
      assigneeId: more.assigneeId ?? null,
      candidateUserIds: [],
      candidatePartnerIds: [police],
      refs: {},
      reason: 'Omdat.',
      legalBasis: 'Lokaal beleid',
      termId: null,
      dueAt: term === null ? null : calendar.addWorkingDays(now, term),
      deliveredAt: now,
    });
  }
}

describe('the dashboard', () => {
  test('counts open steps by term and age in working days, per step and per organisation', async () => {
    await add(4, 'a', 20);
    await add(3, 'a', configuration.dashboard.dueSoonWorkingDays);
    await add(3, 'a', null);
    await add(3, 'b', -2);
    await add(4, 'b', -3);
    await add(5, 'b', -6);
    await add(6, 'b', -11);
    const result = await dashboard.read();
    expect(result).toMatchObject({
      asOf: now.toISOString(),
      hiddenBelow: 3,
      totals: { open: 28, dueSoon: 3, overdue: 18 },
    });
    expect(result.perStep).toEqual([
      {
        id: 'screening/a',
        name: 'Stap a',
        open: 10,
        dueSoon: 3,
        overdue: 0,
        ageing: { '0-2': 0, '3-5': 0, '6-10': 0, '>10': 0 },
      },
      {
        id: 'screening/b',
        name: 'Stap b',
        open: 18,
        dueSoon: 0,
        overdue: 18,
        ageing: { '0-2': 3, '3-5': 4, '6-10': 5, '>10': 6 },
      },
    ]);
    expect(result.perPartner.filter(({ open }) => open !== 0)).toMatchObject([{ id: police, open: 28 }]);
    expect(result.perPartner).toHaveLength(configuration.partners.length);
  });

  test('counts a step for the organisation of whoever took it', async () => {
    await add(3, 'a', 20);
    await add(4, 'a', 20, { assigneeId: 'usr-olga' });
    const open = (await dashboard.read()).perPartner.filter((row) => row.open !== 0);
    expect(open).toMatchObject([
      { id: prosecution, open: 4 },
      { id: police, open: 3 },
    ]);
  });

  test('leaves out what is done and names no person, case or item', async () => {
    await add(5, 'a', -1, { assigneeId: 'usr-olga' });
    await items.markSubmitted(`itm-${job}`, { userId: 'usr-olga', at: now });
    const result = await dashboard.read();
    expect(result.totals.open).toBe(4);
    for (const secret of ['Olga', 'usr-', 'itm-', 'case-', 'C-2026'])
      expect(JSON.stringify(result)).not.toContain(secret);
  });

  test('hides one or two', async () => {
    await add(2, 'a', 20);
    await add(7, 'b', 20);
    const { perStep, perPartner, totals } = await dashboard.read();
    expect(perStep.map(({ open }) => open)).toEqual([null, null]);
    expect(perPartner.find(({ id }) => id === police)?.open).toBe(9);
    expect(totals.open).toBe(9);
  });

  test('of an empty inbox is all zeros', async () => {
    const { perStep, totals } = await dashboard.read();
    expect(perStep).toEqual([]);
    expect(totals).toEqual({ open: 0, dueSoon: 0, overdue: 0 });
  });
});
