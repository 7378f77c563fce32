import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CommandStartedEvent } from 'mongodb';
import mongoose, { type Connection } from 'mongoose';
import { caseFilter, itemFilter } from '../../src/access/policy.ts';
import { caseModel, type CaseFile } from '../../src/cases/case-file.ts';
import { createCaseRepository } from '../../src/cases/case-repository.ts';
import { inboxItemModel } from '../../src/cases/inbox-item.ts';
import { createInboxStore } from '../../src/cases/inbox-store.ts';
import { aCase, aComposition, attendee } from '../support/case-file.ts';
import { anItem } from '../support/inbox-item.ts';
import { openTestStore, type TestStore } from '../support/local-store.ts';

/**
 * How long a list takes tells how much was looked at. The store therefore looks at exactly as much for one reader, however
 * many cases and items there are that this reader may not know of: counted, not timed.
 */
let store: TestStore;
let connection: Connection;
let sent: Record<string, unknown>[] = [];

beforeAll(async () => {
  store = await openTestStore();
  await caseModel(store.connection).createIndexes();
  await inboxItemModel(store.connection).createIndexes();
  connection = await mongoose
    .createConnection(store.uri, { dbName: store.connection.name, monitorCommands: true })
    .asPromise();
  connection.getClient().on('commandStarted', ({ commandName, command }: CommandStartedEvent) => {
    if (!['find', 'aggregate', 'count'].includes(commandName)) return;
    const own = Object.entries(command);
    sent.push(Object.fromEntries(own.filter(([name]) => !name.startsWith('$') && name !== 'lsid')));
  });
});
afterAll(async () => {
  await connection.close();
  await store.close();
});

const reader = attendee('care', 'care');

let made = 0;
const caseOf = (partnerIds: readonly string[], municipalityId: string): CaseFile => {
  made += 1;
  const base = aCase();
  return {
    ...base,
    caseId: `case-${made}`,
    reference: `C-2026-${made}`,
    municipalityId,
    signals: base.signals.map((signal) => ({ ...signal, requestId: `request-${made}`, partnerId: 'police' })),
    composition: {
      ...aComposition,
      partners: partnerIds.map((partnerId) => ({ partnerId, reason: 'Nodig' })),
    },
  };
};
const itemOf = (
  { caseId, municipalityId }: CaseFile,
  candidatePartnerId: string,
  assigneeId: string | null,
) =>
  anItem({
    itemId: `itm-${caseId}-${candidatePartnerId}-${assigneeId ?? 'nobody'}`,
    jobKey: `${caseId}-${candidatePartnerId}-${assigneeId ?? 'nobody'}`,
    caseId,
    municipalityId,
    caseReference: caseId,
    assigneeId,
    candidatePartnerIds: [candidatePartnerId],
  });

const add = async (
  partnerId: string,
  userId: string,
  municipalityId: string,
  count: number,
): Promise<void> => {
  const caseFiles = Array.from({ length: count }, () => caseOf(['police', partnerId], municipalityId));
  await caseModel(store.connection).insertMany(caseFiles);
  await inboxItemModel(store.connection).insertMany(
    caseFiles.flatMap((caseFile) => [itemOf(caseFile, partnerId, null), itemOf(caseFile, partnerId, userId)]),
  );
};

/** Entries of indexes and documents that the store looks at for one page of each list. */
const workOf = async (): Promise<Record<string, unknown>> => {
  sent = [];
  const page = { page: 1, pageSize: 25 };
  await createCaseRepository(connection).list(caseFilter(reader), page);
  const items = createInboxStore(connection);
  for (const list of ['mine', 'unassigned', 'done'] as const) {
    await items.list(itemFilter(reader, list), { ...page, newestFirst: list === 'done' });
    await items.count(itemFilter(reader, list));
  }
  const work: Record<string, unknown> = {};
  for (const [index, command] of [...sent].entries()) {
    const plan = await store.connection.db!.command({ explain: command, verbosity: 'executionStats' });
    const { totalKeysExamined, totalDocsExamined } = plan['executionStats'] as Record<string, number>;
    work[`${index} ${Object.keys(command)[0]} ${String(Object.values(command)[0])}`] = [
      totalKeysExamined,
      totalDocsExamined,
    ];
  }
  return work;
};

test('the work for a list does not grow with what its reader may not know of', async () => {
  await add('care', reader.userId, 'town', 6);
  const alone = await workOf();
  expect(Object.keys(alone).length).toBeGreaterThanOrEqual(7);
  await add('prosecution', 'usr-prosecution', 'town', 150);
  await add('prosecution', 'usr-prosecution', 'village', 150);
  expect(await workOf()).toEqual(alone);
});

/** Of a MongoDB, whose planner reads documents for some of these, only the number is compared. */
const isBundled = (process.env['MONGODB_URI'] ?? '') === '';

test('the counts beside a list look at no item', async () => {
  await add('care', reader.userId, 'village', 3);
  const chair: typeof reader = {
    ...reader,
    roles: ['attendee', 'chair'],
    municipalityIds: ['town', 'village'],
    chairedMunicipalityIds: ['village', 'elsewhere'],
  };
  await inboxItemModel(store.connection).insertMany([
    { ...itemOf(caseOf(['care'], 'village'), 'police', 'usr-police'), isChairs: true },
    { ...itemOf(caseOf(['care'], 'town'), 'police', 'usr-police'), isChairs: true },
    { ...itemOf(caseOf(['care'], 'village'), 'police', chair.userId), isChairs: true },
  ]);
  const [mine, unassigned] = [itemFilter(chair, 'mine'), itemFilter(chair, 'unassigned')];
  const overdue = { $and: [{ $or: [mine, unassigned] }, { dueAt: { $lt: new Date('2099-01-01') } }] };
  const items = inboxItemModel(connection);
  for (const query of [mine, unassigned, overdue]) {
    const found = (await items.find(query).lean()).length;
    expect(found).toBeGreaterThanOrEqual(5);
    expect(await items.countDocuments(query)).toBe(found);
    const command = { count: 'inboxItems', query };
    const plan = await connection.db!.command({ explain: command, verbosity: 'executionStats' });
    if (isBundled) expect(plan['executionStats']).toMatchObject({ nReturned: found, totalDocsExamined: 0 });
  }
});
