import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createAuditAnchors, type AuditAnchor } from '../../../src/cases/accountability/audit-anchors.ts';
import { createAuditLog, type AuditLog, type Head } from '../../../src/cases/accountability/audit-log.ts';
import type { AuditEntry, AuditRecord } from '../../../src/cases/accountability/audit-record.ts';
import { BrokenAuditLog, removeOldRecords } from '../../../src/cases/accountability/log-removal.ts';
import { createLogTraces } from '../../../src/cases/accountability/log-traces.ts';
import { createProcessingLog } from '../../../src/cases/accountability/processing-log.ts';
import { verifyAuditLog } from '../../../src/cases/accountability/verify-audit-log.ts';
import { openTestStore, type TestStore } from '../../support/local-store.ts';

const key = Buffer.alloc(32, 7);
const now = new Date('2026-11-25T10:00:00Z');

let store: TestStore;
let log: AuditLog;
beforeAll(async () => {
  store = await openTestStore();
  await createProcessingLog({ connection: store.connection, isSent: false }).ensureIndexes();
});
afterAll(() => store.close());

const records = () => store.connection.collection<AuditRecord>('auditLog');
const anchorsStored = () => store.connection.collection<AuditAnchor>('auditLogAnchors');
const processed = () => store.connection.collection<{ _id: string; start_time: Date }>('processingLog');

const entry = (at: string, reason = 'GEHEIME-REDEN'): AuditEntry => ({
  at,
  traceId: 'a'.repeat(32),
  spanId: at.replaceAll(/\D/g, '').slice(0, 16),
  actor: { kind: 'person', userId: 'usr-een', partnerId: 'politie' },
  operation: 'readCase',
  access: 'read',
  why: [],
  outcome: 'done',
  statedPurpose: null,
  refusal: null,
  subjects: [
    {
      caseId: 'case-een',
      activityId: 'casework',
      items: [],
      parts: [],
      statedGround: { kind: 'break-glass', reason },
    },
  ],
});

const anchors = () => createAuditAnchors({ connection: store.connection, key });
const traces = () => createLogTraces(store.connection);
const pending = () => store.connection.collection('pendingErasures').countDocuments();
/** The bundled store only: the files of a MongoDB cannot be seen from here. */
const isBundled = !process.env['MONGODB_URI'];
const remove = (at: Date = now) =>
  removeOldRecords(
    {
      auditLog: log,
      anchors: anchors(),
      processingLog: createProcessingLog({ connection: store.connection, isSent: false }),
      traces: traces(),
      key,
      period: 'P5Y',
    },
    at,
  );
const verify = async (keptHeads: readonly Head[] = []) =>
  verifyAuditLog(log.records(), key, keptHeads, await anchors().list());
const findings = async (keptHeads?: readonly Head[]) =>
  (await verify(keptHeads)).findings.map(({ number, kind }) => [number, kind]);
const numbers = async () => (await records().find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);

/** Records 1 to 4 are past their term, 5 to 8 are not. */
beforeEach(async () => {
  await Promise.all([records().deleteMany({}), anchorsStored().deleteMany({}), processed().deleteMany({})]);
  log = createAuditLog({ connection: store.connection, key });
  await log.append(...[1, 2, 3, 4].map((day) => entry(`2021-11-0${day}T10:00:00.000Z`)));
  await log.append(...[1, 2, 3, 4].map((day) => entry(`2026-11-0${day}T10:00:00.000Z`)));
});

describe('records whose term has ended', () => {
  test('are removed, and the chain is whole from their anchor on', async () => {
    const head = await log.head();
    expect(await remove()).toBe(4);
    expect(await numbers()).toEqual([5, 6, 7, 8]);
    expect(await verify([head])).toMatchObject({ count: 4, head, findings: [] });
    // It goes on as before, for who knows the log already and for who opens it anew.
    await log.append(entry('2026-11-25T10:00:00.000Z'));
    log = createAuditLog({ connection: store.connection, key });
    await log.append(entry('2026-11-25T10:00:01.000Z'));
    expect(await findings([head])).toEqual([]);
    expect(await remove()).toBe(0);
    expect(await anchorsStored().countDocuments()).toBe(1);
  });

  test('are removed again and again, each time with an anchor', async () => {
    await remove();
    expect(await remove(new Date('2031-11-02T12:00:00Z'))).toBe(2);
    expect(await numbers()).toEqual([7, 8]);
    expect(await findings()).toEqual([]);
    expect((await anchors().list()).map(({ _id, previous }) => [_id, previous])).toEqual([
      [4, 0],
      [6, 4],
    ]);
  });

  test('are all removed but the newest, from which the log goes on', async () => {
    expect(await remove(new Date('2050-01-01T00:00:00Z'))).toBe(7);
    expect(await numbers()).toEqual([8]);
    log = createAuditLog({ connection: store.connection, key });
    await log.append(entry('2050-01-01T00:00:00.000Z'));
    expect(await findings()).toEqual([]);
  });

  test('stay until the end of their term', async () => {
    expect(await remove(new Date('2026-11-01T09:59:59Z'))).toBe(0);
    expect(await numbers()).toHaveLength(8);
    expect(await remove(new Date('2026-11-01T10:00:01Z'))).toBe(1);
  });

  test('are removed from the processing log as well', async () => {
    await processed().insertMany([
      { _id: 'old', start_time: new Date('2021-11-25T09:59:59Z') },
      { _id: 'new', start_time: new Date('2021-11-25T10:00:01Z') },
    ]);
    await remove();
    expect((await processed().find().toArray()).map(({ _id }) => _id)).toEqual(['new']);
  });

  test('are gone from the files of the store, those of the processing log as well; what stays is kept', async () => {
    const marks = ['LOGMERK-OUD', 'LOGMERK-NIEUW', 'VERWERKINGSMERK'];
    await records().deleteMany({});
    log = createAuditLog({ connection: store.connection, key });
    await log.append(
      entry('2021-11-01T10:00:00.000Z', marks[0]),
      entry('2026-11-01T10:00:00.000Z', marks[1]),
    );
    await processed().insertMany([{ _id: marks[2]!, start_time: new Date('2021-11-25T09:59:59Z') }]);
    expect(marks.map((mark) => store.filesHold(mark))).toEqual([isBundled, isBundled, isBundled]);
    expect(await remove()).toBe(1);
    expect(marks.map((mark) => store.filesHold(mark))).toEqual([false, isBundled, false]);
    expect(await pending()).toBe(0);
  });

  test('whose erasing was interrupted are erased the next time, also when there is nothing more to remove', async () => {
    await log.append(entry('2026-11-25T10:00:00.000Z', 'LOGMERK-ONDERBROKEN'));
    await log.append(entry('2026-11-25T10:00:01.000Z'));
    const command = jest.spyOn(store.connection.db!, 'command').mockRejectedValueOnce(new Error('killed'));
    await expect(remove(new Date('2050-01-01T00:00:00Z'))).rejects.toThrow('killed');
    command.mockRestore();
    expect(await numbers()).toHaveLength(1);
    expect(await pending()).toBe(1);
    expect(await remove(new Date('2050-01-01T00:00:00Z'))).toBe(0);
    expect(store.filesHold('LOGMERK-ONDERBROKEN')).toBe(false);
    expect(await pending()).toBe(0);
  });

  test('are not looked for in the files when there is nothing to remove', async () => {
    const command = jest.spyOn(store.connection.db!, 'command');
    expect(await remove(new Date('2026-11-01T09:59:59Z'))).toBe(0);
    expect(command).not.toHaveBeenCalled();
    command.mockRestore();
  });

  test('a note of somebody else who still removes is not forgotten', async () => {
    await traces().expect();
    const command = jest.spyOn(store.connection.db!, 'command').mockImplementationOnce(async () => {
      await traces().expect();
      return {};
    });
    await traces().erase();
    command.mockRestore();
    expect(await pending()).toBe(1);
    await traces().erase();
    expect(await pending()).toBe(0);
  });

  test('are removed once by two processes at the same time', async () => {
    const removed = await Promise.all([remove(), remove()]);
    expect(Math.max(...removed)).toBe(4);
    expect(await anchorsStored().countDocuments()).toBe(1);
    expect([await numbers(), await findings()]).toEqual([[5, 6, 7, 8], []]);
  });

  test('whose deleting was interrupted do not count, and are deleted the next time', async () => {
    const killed = jest.spyOn(log, 'removeThrough').mockRejectedValueOnce(new Error('killed'));
    await expect(remove()).rejects.toThrow('killed');
    killed.mockRestore();
    expect(await numbers()).toHaveLength(8);
    expect(await verify()).toMatchObject({ count: 4, findings: [] });
    await remove();
    expect([await numbers(), await findings()]).toEqual([[5, 6, 7, 8], []]);
  });

  test.each([
    ['changed', () => records().updateOne({ _id: 2 }, { $set: { operation: 'listCases' } })],
    ['missing', () => records().deleteOne({ _id: 2 })],
    ['missing at the beginning', () => records().deleteOne({ _id: 1 })],
  ])('are not removed while one of them is %s, which would hide it', async (_what, spoil) => {
    await spoil();
    const before = await numbers();
    await expect(remove()).rejects.toThrow(BrokenAuditLog);
    expect(await numbers()).toEqual(before);
    expect(await anchorsStored().countDocuments()).toBe(0);
  });
});

describe('after a removal it still shows', () => {
  beforeEach(async () => {
    await remove();
  });

  test('a changed record', async () => {
    await records().updateOne({ _id: 6 }, { $set: { 'subjects.0.statedGround.reason': 'Anders' } });
    expect(await findings()).toEqual([[6, 'changed']]);
  });

  test('records removed after the anchor, right behind it too', async () => {
    await records().deleteMany({ _id: { $in: [5, 7] } });
    expect(await findings()).toEqual([
      [5, 'missing'],
      [7, 'missing'],
    ]);
  });

  test('records that changed places', async () => {
    const [fifth, sixth] = [await records().findOne({ _id: 5 }), await records().findOne({ _id: 6 })];
    await records().replaceOne({ _id: 5 }, { ...sixth, _id: 5 } as AuditRecord);
    await records().replaceOne({ _id: 6 }, { ...fifth, _id: 6 } as AuditRecord);
    expect(new Set((await findings()).map(([number]) => number))).toEqual(new Set([5, 6, 7]));
  });

  test('a removed or changed anchor', async () => {
    await anchorsStored().updateOne({ _id: 4 }, { $set: { until: '2020-01-01T00:00:00.000Z' } });
    expect(await findings()).toEqual([[4, 'anchor-changed']]);
    await anchorsStored().deleteMany({});
    expect(await findings()).toEqual([[1, 'missing']]);
  });

  test('an anchor that somebody without the key made to hide a removal', async () => {
    const forger = createAuditAnchors({ connection: store.connection, key: Buffer.alloc(32, 1) });
    const sixth = await records().findOne({ _id: 6 });
    await forger.add({
      _id: 6,
      hash: sixth!.hash,
      previous: 4,
      until: '2021-11-04T10:00:00.000Z',
      removedAt: now.toISOString(),
      period: 'P5Y',
    });
    await records().deleteMany({ _id: { $lte: 6 } });
    expect(await findings()).toEqual([[6, 'anchor-changed']]);
  });

  test('an anchor in between that was removed, and records removed before their term', async () => {
    await remove(new Date('2031-11-02T12:00:00Z'));
    await anchorsStored().deleteOne({ _id: 4 });
    expect(await findings()).toEqual([[6, 'anchor-missing']]);
    await anchors().add({
      _id: 7,
      hash: (await records().findOne({ _id: 7 }))!.hash,
      previous: 6,
      until: '2026-11-03T10:00:00.000Z',
      removedAt: '2026-12-01T00:00:00.000Z',
      period: 'P5Y',
    });
    expect(await findings()).toContainEqual([7, 'removed-too-soon']);
  });

  test('an anchor that is another one than the head that was kept outside the store', async () => {
    expect(await findings([{ number: 4, hash: 'f'.repeat(64) }])).toEqual([[4, 'not-the-kept-head']]);
  });
});
