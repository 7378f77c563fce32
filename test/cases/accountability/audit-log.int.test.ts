import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createAuditLog, type AuditLog, type Head } from '../../../src/cases/accountability/audit-log.ts';
import type { AuditEntry, AuditRecord } from '../../../src/cases/accountability/audit-record.ts';
import { verifyAuditLog } from '../../../src/cases/accountability/verify-audit-log.ts';
import { openTestStore, type TestStore } from '../../support/local-store.ts';

const key = Buffer.alloc(32, 7);

const entry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  at: '2026-11-25T10:00:00.000Z',
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  actor: { kind: 'person', userId: 'usr-een', partnerId: 'politie' },
  operation: 'readCase',
  access: 'read',
  why: [{ activityId: 'monitoring', purpose: 'Volgen', ground: 'Wgpart artikel 6' }],
  outcome: 'done',
  statedPurpose: null,
  refusal: null,
  subjects: [{ caseId: 'case-een', activityId: 'monitoring', items: [], parts: ['submission:1'] }],
  ...changes,
});

let store: TestStore;
let log: AuditLog;
beforeAll(async () => {
  store = await openTestStore();
  log = createAuditLog({ connection: store.connection, key });
  await log.ensureIndexes();
});
afterAll(() => store.close());

const collection = () => store.connection.collection<AuditRecord>('auditLog');
beforeEach(async () => {
  await collection().deleteMany({});
  log = createAuditLog({ connection: store.connection, key });
});

async function verify(keptHeads: readonly Head[] = []) {
  return verifyAuditLog(log.records(), key, keptHeads);
}
const kinds = async (keptHeads?: readonly Head[]) =>
  (await verify(keptHeads)).findings.map(({ number, kind }) => [number, kind]);

async function filled(count: number): Promise<Head> {
  await log.append(
    ...Array.from({ length: count }, (_, index) => entry({ spanId: String(index).padStart(16, '0') })),
  );
  return log.head();
}

describe('the chain of the audit log', () => {
  test('is whole after many entries at once, in the order in which they came', async () => {
    await Promise.all(
      Array.from({ length: 450 }, (_, index) => log.append(entry({ operation: `op${index}` }))),
    );
    const { count, findings } = await verify();
    expect({ count, findings }).toEqual({ count: 450, findings: [] });
    const stored: string[] = [];
    for await (const { operation } of log.records()) stored.push(operation);
    expect(stored).toEqual(Array.from({ length: 450 }, (_, index) => `op${index}`));
  });

  test('is not forked by several processes on one store', async () => {
    const others = [1, 2, 3].map(() => createAuditLog({ connection: store.connection, key }));
    await Promise.all(
      [log, ...others].flatMap((each, which) =>
        Array.from({ length: 25 }, (_, index) => each.append(entry({ operation: `${which}-${index}` }))),
      ),
    );
    const { count, findings } = await verify();
    expect({ count, findings }).toEqual({ count: 100, findings: [] });
    expect(new Set(await collection().distinct('operation')).size).toBe(100);
  });

  test.each([
    ['who', { 'actor.userId': 'usr-ander' }],
    ['what', { operation: 'readInboxItem' }],
    ['when', { at: '2026-11-24T10:00:00.000Z' }],
    ['how it ended', { outcome: 'refused' }],
    ['of whom', { 'subjects.0.caseId': 'case-ander' }],
    ['something that was not there', { remark: 'x' }],
  ])('shows a changed record: %s', async (_what, change) => {
    await filled(5);
    await collection().updateOne({ _id: 3 }, { $set: change } as never);
    expect(await kinds()).toEqual([[3, 'changed']]);
  });

  test('shows a changed record whose hash was worked out again without the key', async () => {
    await filled(3);
    const forger = createAuditLog({ connection: store.connection, key: Buffer.alloc(32, 1) });
    await collection().deleteOne({ _id: 3 });
    await forger.append(entry({ operation: 'nothingHappened' }));
    expect(await kinds()).toEqual([[3, 'changed']]);
  });

  test('shows removed records, at the beginning too', async () => {
    await filled(6);
    await collection().deleteMany({ _id: { $in: [1, 4, 5] } });
    expect(await kinds()).toEqual([
      [1, 'missing'],
      [4, 'missing'],
    ]);
  });

  test('shows records that changed places', async () => {
    await filled(5);
    const [second, fourth] = [await collection().findOne({ _id: 2 }), await collection().findOne({ _id: 4 })];
    await collection().replaceOne({ _id: 2 }, { ...fourth, _id: 2 } as AuditRecord);
    await collection().replaceOne({ _id: 4 }, { ...second, _id: 4 } as AuditRecord);
    expect(new Set((await kinds()).map(([number]) => number))).toEqual(new Set([2, 3, 4, 5]));
  });

  test('shows with a head that was kept elsewhere that its end was cut off', async () => {
    const head = await filled(5);
    await collection().deleteMany({ _id: { $gt: 3 } });
    expect(await kinds()).toEqual([]);
    expect(await kinds([head])).toEqual([[4, 'cut-off']]);
  });

  test('shows with a kept head that its end was replaced', async () => {
    const head = await filled(5);
    await collection().deleteMany({ _id: { $gt: 3 } });
    log = createAuditLog({ connection: store.connection, key });
    await log.append(entry({ operation: 'x' }), entry({ operation: 'y' }));
    expect(await kinds([head])).toEqual([[5, 'not-the-kept-head']]);
  });

  test('names a change that was begun and of which no end was recorded', async () => {
    await log.append(
      entry({ spanId: '1'.repeat(16), outcome: 'begun' }),
      entry({ spanId: '2'.repeat(16), outcome: 'begun' }),
      entry({ spanId: '1'.repeat(16), outcome: 'done' }),
    );
    expect((await verify()).unfinished).toEqual([2]);
  });
});

test('an entry that the store did not take is told to who wrote it, and the next one goes on', async () => {
  const fullDisk = jest.spyOn(collection(), 'insertMany').mockRejectedValue(new Error('disk full'));
  await expect(log.append(entry())).rejects.toThrow('disk full');
  fullDisk.mockRestore();
  await log.append(entry());
  expect((await verify()).count).toBe(1);
});
