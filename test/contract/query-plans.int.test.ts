import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CommandStartedEvent } from 'mongodb';
import mongoose, { type Connection } from 'mongoose';
import { createAuditLog, type AuditLog } from '../../src/cases/accountability/audit-log.ts';
import type { AuditEntry } from '../../src/cases/accountability/audit-record.ts';
import { createProcessingLog, type ProcessingLog } from '../../src/cases/accountability/processing-log.ts';
import type { ProcessingRecord } from '../../src/cases/accountability/processing-record.ts';
import { openAccounts, type Accounts } from '../../src/access/accounts/accounts.ts';
import {
  agendaFilter,
  caseAccess,
  caseFilter,
  itemFilter,
  meetingAccess,
  meetingFilter,
} from '../../src/access/policy.ts';
import { createMeetingDesk } from '../../src/cases/meeting/meeting-desk.ts';
import { createMeetingStore, type MeetingStore } from '../../src/cases/meeting/meeting-store.ts';
import { createCaseRepository, type CaseRepository } from '../../src/cases/case-repository.ts';
import { yearlyReportReader } from '../../src/cases/accountability/yearly-report.ts';
import { loadConfiguration } from '../../src/cases/configuration.ts';
import { casesOfVersions } from '../../src/cases/process-definitions/cases-of-versions.ts';
import { dashboardReader } from '../../src/cases/dashboard.ts';
import { createInboxStore, type DeliveredItem, type InboxStore } from '../../src/cases/inbox-store.ts';
import { comparable } from '../../src/cases/matching/possible-matches.ts';
import type { User } from '../../src/cases/people.ts';
import { shiftableClock } from '../../src/lib/clock.ts';
import { type LocalStore, startLocalStore } from '../../src/local/docstore/index.ts';
import { aCase, attendee, monday } from '../support/case-file.ts';

/**
 * Every query on a collection that grows with the cases or with their use must come from an index. The product's own
 * code is run, what it sends is recorded, and each distinct command is explained.
 */
const external = process.env['MONGODB_URI'];
const QUERIES = new Set(['find', 'count', 'distinct', 'aggregate', 'update', 'delete', 'findAndModify']);
const GROWING = new Set([
  'cases',
  'inboxItems',
  'sessions',
  'signInAttempts',
  'accounts',
  'meetings',
  'auditLog',
  'processingLog',
]);

let dataDir: string | undefined;
let store: LocalStore | undefined;
let connection: Connection;
const sent = new Map<string, Record<string, unknown>>();

beforeAll(async () => {
  let uri = external;
  if (uri === undefined || uri === '') {
    dataDir = mkdtempSync(join(tmpdir(), 'store-'));
    store = await startLocalStore({ port: 0, dataDir });
    uri = store.uri;
  }
  connection = await mongoose
    .createConnection(uri, { dbName: `plans_${process.pid}`, monitorCommands: true })
    .asPromise();
  connection.getClient().on('commandStarted', ({ commandName, command }: CommandStartedEvent) => {
    if (!QUERIES.has(commandName)) return;
    const own = Object.fromEntries(
      Object.entries(command as Record<string, unknown>).filter(
        ([name]) => !name.startsWith('$') && !['lsid', 'txnNumber', 'maxTimeMS'].includes(name),
      ),
    );
    sent.set(JSON.stringify(own), own);
  });
});

afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
  await store?.close();
  if (dataDir !== undefined) rmSync(dataDir, { recursive: true });
});

const user: User = attendee('care', 'care');
const chair: User = {
  ...user,
  userId: 'usr-chair',
  roles: ['chair'],
  municipalityIds: ['town', 'village'],
  chairedMunicipalityIds: ['town', 'village'],
};
const manager: User = { ...user, roles: ['manager'] };
const delivered: DeliveredItem = {
  itemId: 'itm-1',
  jobKey: '1',
  caseId: 'case-1',
  caseReference: 'C-2026-0001',
  municipalityId: 'town',
  processId: 'screening',
  processVersion: 1,
  processDefinitionKey: '1',
  processInstanceKey: '2',
  elementId: 'step',
  elementInstanceKey: '3',
  stepName: 'Stap',
  formId: 'form',
  assigneeId: null,
  candidateUserIds: ['usr-care', 'usr-other'],
  candidatePartnerIds: ['care', 'police'],
  refs: {},
  reason: 'Reden',
  legalBasis: 'Grondslag',
  termId: null,
  dueAt: monday,
  deliveredAt: monday,
};

/** Calls each method once in order; the compiler asks for a line when a method is added. */
async function callAll<T>(calls: { readonly [K in keyof T]: () => Promise<unknown> }): Promise<void> {
  for (const call of Object.values<() => Promise<unknown>>(calls)) await call();
}

async function useInbox(): Promise<void> {
  const items = createInboxStore(connection);
  const page = { page: 1, pageSize: 25 };
  const mine = itemFilter(user, 'mine');
  const unassigned = itemFilter(user, 'unassigned');
  await callAll<InboxStore>({
    ensureIndexes: () => items.ensureIndexes(),
    deliver: async () => {
      await items.deliver(delivered);
      await items.deliver({ ...delivered, itemId: 'itm-2', jobKey: '2' });
      await items.markWithdrawn('itm-1', 'Reden');
      await items.deliver(delivered);
    },
    get: () => items.get('itm-1'),
    list: async () => {
      for (const who of [user, manager])
        for (const list of ['mine', 'unassigned', 'done'] as const)
          await items.list(itemFilter(who, list), { ...page, newestFirst: list === 'done' });
    },
    count: async () => {
      for (const list of ['mine', 'unassigned', 'done'] as const) await items.count(itemFilter(user, list));
      await items.count({ $and: [{ $or: [mine, unassigned] }, { dueAt: { $lt: monday } }] });
    },
    ofCase: () => items.ofCase('case-1'),
    casesDueBefore: () => items.casesDueBefore(['town', 'village'], monday),
    openOfCases: () => items.openOfCases(['case-1', 'case-2']),
    assign: () => items.assign('itm-1', [null], 'usr-care'),
    markSubmitted: () => items.markSubmitted('itm-1', { userId: 'usr-care', at: monday }),
    markCompleted: () => items.markCompleted('itm-1'),
    markWithdrawn: () => items.markWithdrawn('itm-2', 'Reden'),
    remind: async () => {
      const at = { jobKey: '9', at: monday };
      await items.remind({ caseId: 'case-1', elementId: 'step' }, at);
      await items.remind({ caseId: 'case-1', elementId: 'step', 'refs.requestId': 'r' }, at);
    },
    handOver: () => items.handOver('case-1', 'usr-town', 'usr-town-deputy'),
    withdrawNotDeliveredSince: () => items.withdrawNotDeliveredSince(new Date(monday.getTime() + 1), 'Reden'),
    withdrawOfCase: async () => {
      await items.withdrawOfCase('case-1', {}, 'Reden');
      await items.withdrawOfCase('case-1', { processId: { $in: ['screening'] } }, 'Reden');
    },
    deleteOfCase: () => items.deleteOfCase('case-2'),
  });
  await dashboardReader({
    connection,
    clock: shiftableClock(monday),
    calendar: { workingDaysBetween: () => 1 },
    configuration: { dashboard: { hiddenBelow: 5, dueSoonWorkingDays: 3 }, partners: [] },
    people: { byId: async () => undefined },
  }).read();
  await casesOfVersions(
    connection,
    [{ processId: 'monitoring', processDefinitionKey: '1', recordedAt: monday }],
    3,
  );
}

async function useCases(): Promise<void> {
  const repository = createCaseRepository(connection);
  const caseFile = aCase();
  await callAll<CaseRepository>({
    ensureIndexes: () => repository.ensureIndexes(),
    insert: () => repository.insert(caseFile),
    get: () => repository.get(caseFile.caseId),
    find: () => repository.find(caseFile.caseId),
    findByReference: () => repository.findByReference(caseFile.reference),
    findBySignalRequest: () => repository.findBySignalRequest('request-0001'),
    list: async () => {
      for (const who of [user, manager]) await repository.list(caseFilter(who), { page: 1, pageSize: 25 });
    },
    markOf: async () => {
      for (const who of [user, chair]) {
        const onAgenda = { $and: [agendaFilter(who), { 'meetings.meetingId': 'meeting-0123456789' }] };
        await repository.markOf(onAgenda);
        await repository.markOf({ $and: [...onAgenda.$and, { caseId: caseFile.caseId }] });
      }
    },
    nextReference: () => repository.nextReference(2026),
    change: () => repository.change(caseFile.caseId, (before) => ({ ...before, shieldedAt: monday })),
    applyStep: () =>
      repository.applyStep(
        caseFile.caseId,
        {
          jobKey: '1',
          jobType: 'type',
          at: monday,
          processId: 'screening',
          processVersion: 1,
          processDefinitionKey: '1',
          processInstanceKey: '2',
          elementId: 'step',
          elementInstanceKey: '3',
        },
        (before) => ({ caseFile: before, variables: {} }),
      ),
    matchCandidates: () =>
      repository.matchCandidates({ ...caseFile, matchKeys: ['key-1', 'key-2'] }, comparable(monday)),
    withOutbox: () => repository.withOutbox(monday, 20),
    eraseDeleted: () => repository.eraseDeleted(),
    listDestroyed: () => repository.listDestroyed(['town'], { page: 1, pageSize: 25 }),
  });
  const report = yearlyReportReader({
    connection,
    clock: shiftableClock(monday),
    configuration: loadConfiguration('config'),
  });
  await report.read(2026, undefined);
  await report.read(2026, 'town');
}

async function useMeetings(): Promise<void> {
  const meetings = createMeetingStore(connection);
  const meeting = {
    meetingId: 'meeting-0123456789',
    requestId: 'request-0001',
    municipalityIds: ['town', 'village'],
    plannedAt: monday,
    plannedBy: chair.userId,
    state: 'planned' as const,
    startedAt: null,
    closedAt: null,
  };
  await callAll<MeetingStore>({
    ensureIndexes: () => meetings.ensureIndexes(),
    insert: async () => {
      await meetings.insert(meeting);
      await meetings.insert({ ...meeting, meetingId: 'meeting-9876543210' });
    },
    find: () => meetings.find(meeting.meetingId),
    list: async () => {
      for (const who of [user, chair, manager])
        await meetings.list(meetingFilter(who), { page: 1, pageSize: 25 });
    },
    start: () => meetings.start(meeting.meetingId, monday),
    close: () => meetings.close('meeting-9876543210', monday),
    cancel: async () => {
      await meetings.insert({ ...meeting, meetingId: 'meeting-5555555555', requestId: 'request-0005' });
      await meetings.cancel('meeting-5555555555', { at: monday, userId: chair.userId, reason: 'other-date' });
    },
    cancelledFrom: async () => {
      for (const who of [user, chair]) await meetings.cancelledFrom(meetingFilter(who), monday);
    },
  });
  // What the agenda and its candidates ask of the cases.
  const desk = createMeetingDesk({
    meetings,
    meetingAccess,
    access: caseAccess,
    repository: createCaseRepository(connection),
    items: createInboxStore(connection),
    people: { byId: async () => undefined, byPartner: async () => [] },
    configuration: { municipalities: [], timeZone: 'Europe/Amsterdam' },
    clock: shiftableClock(monday),
    partnerName: (partnerId) => partnerId,
  });
  await desk.candidates(chair, meeting.meetingId);
  for (const who of [user, chair]) await desk.read(who, meeting.meetingId);
}

async function useLogs(): Promise<void> {
  const entry: AuditEntry = {
    at: monday.toISOString(),
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    actor: { kind: 'person', userId: 'usr-1', partnerId: 'care' },
    operation: 'readCase',
    access: 'read',
    why: [],
    statedPurpose: null,
    outcome: 'done',
    refusal: null,
    subjects: [{ caseId: 'case-1', activityId: 'casework', items: [], parts: [] }],
  };
  const auditLog = createAuditLog({ connection, key: Buffer.alloc(32) });
  await callAll<Omit<AuditLog, 'records'>>({
    ensureIndexes: () => auditLog.ensureIndexes(),
    append: () => auditLog.append(entry, entry),
    has: () => auditLog.has(entry.spanId, 'done'),
    ofCase: () => auditLog.ofCase('case-1', { page: 1, pageSize: 25 }),
    head: () => auditLog.head(),
    hashOf: () => auditLog.hashOf(1),
    recordsAfter: async () => {
      for await (const { _id } of auditLog.recordsAfter(1)) expect(_id).toBe(2);
    },
    hasThrough: () => auditLog.hasThrough(1),
    removeThrough: () => auditLog.removeThrough(1),
  });
  const processingLog = createProcessingLog({ connection, isSent: true });
  const records: ProcessingRecord[] = [
    {
      _id: entry.spanId,
      trace_id: entry.traceId,
      parent_span_id: null,
      name: 'readCase',
      status: 'OK',
      start_time: monday,
      end_time: monday,
      dpl: { processing_activity_id: 'https://register.example/casework' },
    },
  ];
  await callAll<ProcessingLog>({
    ensureIndexes: () => processingLog.ensureIndexes(),
    append: () => processingLog.append(records),
    unsent: () => processingLog.unsent(10),
    markSent: () => processingLog.markSent(records),
    hasBefore: () => processingLog.hasBefore(monday),
    removeBefore: () => processingLog.removeBefore(monday),
  });
}

async function useAccounts(): Promise<void> {
  const clock = shiftableClock(monday);
  const accounts = await openAccounts({
    connection,
    clock,
    tokenSecret: 'a-secret-of-a-test-that-is-long-enough-0123456789',
    directory: {
      ...loadConfiguration('config'),
      partners: [{ partnerId: 'care', name: 'Zorg', kind: 'care' }],
    },
  });
  const account = {
    userId: 'usr-1',
    partnerId: 'care',
    name: 'Naam',
    email: 'naam@voorbeeld.example',
    roles: ['attendee'] as const,
    password: 'een-lang-wachtwoord-van-een-test',
    designations: ['voorbeeldstad'],
    secrecy: null,
    trainingValidUntil: '2027-01-01',
    screeningValidUntil: '2027-01-01',
  };
  const note = { byUserId: 'usr-admin', reason: 'Een test.' };
  let accessToken = '';
  let refreshToken = '';
  const signIn = async (): Promise<void> => {
    const signedIn = await accounts.signIn(account);
    if ('waitSeconds' in signedIn) throw new Error('The sign-in of the test was delayed.');
    accessToken = signedIn.accessToken;
    refreshToken = signedIn.refreshToken ?? '';
  };
  await callAll<Accounts>({
    isEmpty: () => accounts.isEmpty(),
    put: () => accounts.put(account),
    create: () => accounts.create({ ...account, email: 'ander@voorbeeld.example' }, note),
    list: () => accounts.list({ page: 1, pageSize: 25 }),
    get: () => accounts.get('usr-1'),
    change: () => accounts.change('usr-1', 1, account, note),
    setTemporaryPassword: () => accounts.setTemporaryPassword('usr-1', 'een tijdelijk wachtwoord', note),
    choosePassword: async () => {
      const temporary = { email: account.email, password: 'een tijdelijk wachtwoord' };
      await accounts.choosePassword({ ...temporary, newPassword: account.password });
    },
    acknowledgeSecrecy: () => accounts.acknowledgeSecrecy('usr-1', '1'),
    signInExternal: async () => undefined,
    signIn: async () => {
      for (let attempt = 0; attempt < 8; attempt += 1)
        await accounts
          .signIn({ email: 'niemand@voorbeeld.example', password: 'fout' })
          .catch(() => undefined);
      await signIn();
    },
    authenticate: () => accounts.authenticate(accessToken),
    refresh: async () => {
      const old = refreshToken;
      await accounts.refresh(old);
      await accounts.refresh(old);
    },
    signOut: async () => {
      const live = await accounts.authenticate(accessToken);
      await accounts.signOut(live?.sessionId ?? '-');
    },
    signOutByRefreshToken: async () => {
      await signIn();
      await accounts.signOutByRefreshToken(refreshToken);
    },
    byId: () => accounts.byId('usr-1'),
    byPartner: () => accounts.byPartner('care'),
    disable: () => accounts.disable('usr-1', note),
  });
}

/** Whether there is a document at all: reads the first one and no more. */
const isAnyDocument = ({ filter, limit }: Record<string, unknown>): boolean =>
  limit === 1 && JSON.stringify(filter) === '{}';

/** The stages of a plan, however deep. */
function stagesOf(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(stagesOf);
  if (plan === null || typeof plan !== 'object') return [];
  return Object.entries(plan).flatMap(([name, value]) =>
    name === 'stage' && typeof value === 'string' ? [value] : stagesOf(value),
  );
}

/** What MongoDB explains of an aggregate lies in its first stage when there are others. */
function winningPlan(explained: Record<string, unknown>): unknown {
  if (explained['queryPlanner'] !== undefined)
    return (explained['queryPlanner'] as { winningPlan: unknown }).winningPlan;
  const [first] = explained['stages'] as { $cursor: { queryPlanner: { winningPlan: unknown } } }[];
  return first?.$cursor.queryPlanner.winningPlan;
}

test('every query on a collection that grows comes from an index', async () => {
  await useInbox();
  await useCases();
  await useAccounts();
  await useLogs();
  await useMeetings();

  const explained = new Map<string, number>();
  const scans: string[] = [];
  for (const [text, command] of sent) {
    const collection = String(Object.values(command)[0]);
    if (!GROWING.has(collection) || isAnyDocument(command)) continue;
    explained.set(collection, (explained.get(collection) ?? 0) + 1);
    const answer = await connection.db?.command({ explain: command, verbosity: 'queryPlanner' });
    const stages = stagesOf(winningPlan(answer as Record<string, unknown>));
    expect(stages).not.toEqual([]);
    if (stages.includes('COLLSCAN')) scans.push(text);
  }
  expect(scans).toEqual([]);
  // Recorded at all: without this an unheard command would pass unseen.
  expect([...explained.keys()].sort()).toEqual([...GROWING].sort());
  expect(explained.get('inboxItems')).toBeGreaterThanOrEqual(22);
  expect(explained.get('cases')).toBeGreaterThanOrEqual(8);

  // Comparing a signal must read what shares a match key, and not every case of the municipality.
  const matching = [...sent].find(([text]) => text.includes('matchKeys') && text.includes('key-1'));
  const plan = await connection.db?.command({ explain: matching?.[1], verbosity: 'queryPlanner' });
  expect(JSON.stringify(plan)).toContain('cases-by-match-key');
});
