import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { AuditRecord } from '../../src/cases/accountability/audit-record.ts';
import { notingItems, notingRepository } from '../../src/cases/accountability/index.ts';
import { operations } from '../../src/api/operations/index.ts';
import { operationName } from '../../src/api/index.ts';
import type { AccessLogPage, PublishedRegister } from '../../src/contract/accountability.ts';
import type { SignalRecorded } from '../../src/contract/http.ts';
import { exampleAnswers } from '../cases/forms/example-answers.ts';
import { startApi, type RunningApi } from './running-api.ts';

const mark = 'Merkteken-9F3C';
const signal = { ...exampleAnswers['case-signal']?.[0], facts: `Een feit over ${mark}.` };

let api: RunningApi;
let pia: string;
let zorg: string;
let recorded: SignalRecorded;

beforeAll(async () => {
  api = await startApi();
  [pia, zorg] = await Promise.all([api.tokenOf('usr-demo-politie'), api.tokenOf('usr-demo-zorg')]);
  const body = { requestId: 'request-0001', data: signal };
  recorded = (await api.call('POST', '/cases', { token: pia, body })).body as SignalRecorded;
});
afterAll(() => api.close());

async function everything(): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for await (const record of api.accountability.auditLog.records()) records.push(record);
  return records;
}
/** What was recorded while something was done. */
async function recordedBy(work: () => Promise<unknown>): Promise<AuditRecord[]> {
  const before = (await everything()).length;
  await work();
  return (await everything()).slice(before);
}

describe('every operation', () => {
  test('that uses personal data names an activity of the register', () => {
    const register = new Set(api.configuration.register.activities.map(({ activityId }) => activityId));
    for (const { operationId, personalData } of operations) {
      if (personalData === 'none') continue;
      expect([operationId, register.has(personalData.activityId)]).toEqual([operationId, true]);
    }
  });

  test('that says it uses none gets nothing of a case', async () => {
    // What the desks have, used outside the recorder: as an operation that declares "none" would.
    const caseDesk = notingRepository(api.repository);
    const inbox = notingItems(api.items);
    await expect(caseDesk.find(recorded.caseId)).rejects.toThrow('not recorded');
    await expect(caseDesk.list({}, { page: 1, pageSize: 1 })).rejects.toThrow('not recorded');
    await expect(inbox.ofCase(recorded.caseId)).rejects.toThrow('not recorded');
    expect(() => inbox.count({})).toThrow('not recorded');
  });
});

describe('the audit log', () => {
  test('has a read before it is answered: who, what, why, of whom', async () => {
    const found = await recordedBy(() => api.call('GET', `/cases/${recorded.caseId}`, { token: pia }));
    expect(found).toMatchObject([
      {
        actor: { kind: 'person', userId: 'usr-demo-politie', partnerId: 'politie-voorbeeldland' },
        operation: 'readCase',
        access: 'read',
        outcome: 'done',
        refusal: null,
        subjects: [{ caseId: recorded.caseId, activityId: 'signal-intake', items: [] }],
      },
    ]);
    expect(found[0]?.subjects[0]?.parts).toEqual([expect.stringMatching(/^signal:/)]);
    const why = api.configuration.register.activities.find(
      ({ activityId }) => activityId === 'signal-intake',
    );
    expect(found[0]?.why).toContainEqual({
      activityId: 'signal-intake',
      purpose: why?.purpose,
      ground: why?.ground,
    });
  });

  test('has who looked at a case that is not theirs, and was refused', async () => {
    const found = await recordedBy(() => api.call('GET', `/cases/${recorded.caseId}`, { token: zorg }));
    expect(found).toMatchObject([
      { outcome: 'refused', refusal: 'not-found', subjects: [{ caseId: recorded.caseId, parts: [] }] },
    ]);
  });

  test('keeps no made-up id that someone typed', async () => {
    const found = await recordedBy(() => api.call('GET', `/cases/case-${mark}`, { token: pia }));
    expect(found).toMatchObject([{ outcome: 'refused', refusal: 'not-found', subjects: [] }]);
    expect(JSON.stringify(found)).not.toContain(mark);
  });

  test('has a list with every case that was in it, and a list without any', async () => {
    expect(await recordedBy(() => api.call('GET', '/cases', { token: pia }))).toMatchObject([
      { operation: 'listCases', subjects: [{ caseId: recorded.caseId }] },
    ]);
    expect(await recordedBy(() => api.call('GET', '/cases', { token: zorg }))).toMatchObject([
      { operation: 'listCases', outcome: 'done', subjects: [] },
    ]);
    expect(await recordedBy(() => api.call('GET', '/inbox-items?list=mine', { token: pia }))).toMatchObject([
      { operation: 'listInboxItems', subjects: [] },
    ]);
  });

  test('has a change announced before it is tried, and how it ended', async () => {
    const path = `/cases/${recorded.caseId}/signals`;
    const body = { requestId: 'request-0002', data: signal };
    const found = await recordedBy(() => api.call('POST', path, { token: pia, body }));
    expect(found.map(({ outcome }) => outcome)).toEqual(['begun', 'done']);
    expect(new Set(found.map(({ spanId }) => spanId)).size).toBe(1);
    expect(found[1]?.subjects).toMatchObject([{ caseId: recorded.caseId }]);
  });

  test('has who was refused by their role before anything was read', async () => {
    const token = await api.tokenOf('usr-demo-beheerder');
    const body = { requestId: 'request-0003', data: signal };
    expect(await recordedBy(() => api.call('POST', '/cases', { token, body }))).toMatchObject([
      { operation: 'openCase', outcome: 'refused', refusal: 'not-permitted', subjects: [] },
    ]);
  });

  test('nothing is answered when it cannot be written', async () => {
    const fullDisk = jest
      .spyOn(api.store.connection.collection('auditLog'), 'insertMany')
      .mockRejectedValue(new Error('the disk is full'));
    const cases = async () => (await api.repository.list({}, { page: 1, pageSize: 1 })).total;
    const before = await cases();
    try {
      const read = await api.call('GET', `/cases/${recorded.caseId}`, { token: pia });
      expect(read).toMatchObject({ status: 500, body: { code: 'internal-error' } });
      const body = { requestId: 'request-0004', data: signal };
      expect((await api.call('POST', '/cases', { token: pia, body })).status).toBe(500);
    } finally {
      fullDisk.mockRestore();
    }
    expect(await cases()).toBe(before);
  });

  test('says nothing of what a case says', async () => {
    await api.call('GET', `/cases/${recorded.caseId}`, { token: pia });
    const log = JSON.stringify(await everything());
    expect(log).toContain(recorded.caseId);
    expect(log).not.toContain(mark);
  });
});

describe('who looked', () => {
  const path = (query: string) => `/access-log?reference=${recorded.reference}&${query}`;
  let fg: string;
  beforeAll(async () => {
    fg = await api.tokenOf('usr-demo-fg');
  });

  test('is told to a reviewer per case, newest first, with names, purposes and grounds', async () => {
    await api.call('GET', `/cases/${recorded.caseId}`, { token: pia });
    const { body } = await api.call('GET', path('purpose=lawfulness'), { token: fg });
    const { entries, reference, total } = body as AccessLogPage;
    expect(reference).toBe(recorded.reference);
    expect(total).toBeGreaterThan(3);
    expect(entries[0]).toMatchObject({
      name: 'Pia Politie',
      partnerName: expect.stringContaining('olitie'),
      what: operationName('readCase'),
      access: 'read',
      outcome: 'done',
      statedPurpose: null,
      ground: expect.stringContaining('Wgpart'),
      parts: expect.arrayContaining([expect.stringMatching(/^signal:/)]),
    });
    expect(entries.map(({ at }) => at)).toEqual(
      entries
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  });

  test('shows who was refused, and who looked at this log and for what purpose', async () => {
    await api.call('GET', `/cases/${recorded.caseId}`, { token: zorg });
    await api.call('GET', path('purpose=security'), { token: fg });
    const { body } = await api.call('GET', path('purpose=lawfulness'), { token: fg });
    const [log, refused] = (body as AccessLogPage).entries;
    expect(log).toMatchObject({ what: operationName('readAccessLog'), statedPurpose: 'security' });
    expect(refused).toMatchObject({ partnerName: expect.stringContaining('org'), outcome: 'refused' });
  });

  test('is asked per case and with a purpose of the law: there is no search by person', async () => {
    expect(await api.refused('GET', '/access-log?purpose=lawfulness', { token: fg })).toMatchObject({
      status: 400,
    });
    for (const query of ['purpose=performance', '', 'purpose=lawfulness&userId=usr-demo-politie'])
      expect((await api.refused('GET', path(query), { token: fg })).status).toBe(400);
  });

  test('is not told to those who work on the case, their manager or the administrator', async () => {
    for (const who of ['usr-demo-politie', 'usr-demo-gemeente', 'usr-demo-manager', 'usr-demo-beheerder']) {
      const token = await api.tokenOf(who);
      expect((await api.refused('GET', path('purpose=lawfulness'), { token })).status).toBe(403);
    }
  });
});

test('the register is read with the rules for keeping data that it refers to', async () => {
  const token = await api.tokenOf('usr-demo-fg');
  const { register, retentionRules } = (await api.call('GET', '/processing-register', { token }))
    .body as PublishedRegister;
  const ruleIds = retentionRules.map(({ ruleId }) => ruleId);
  expect(register.activities.length).toBeGreaterThan(5);
  for (const { activityId, retention } of register.activities)
    expect([activityId, ruleIds.includes(retention)]).toEqual([activityId, true]);
});
