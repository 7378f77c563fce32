import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditRecord } from '../../src/cases/accountability/audit-record.ts';
import type {
  MeetingDetail,
  MeetingItem,
  MeetingMark,
  MeetingPlanned,
  SignalRecorded,
} from '../../src/contract/index.ts';
import { exampleAnswers } from '../cases/forms/example-answers.ts';
import { startApi, type RunningApi } from './running-api.ts';

let api: RunningApi;
let meetingId: string;
/** With the care partner. */
let shared: string;
/** Without it. */
let closedToCare: string;

beforeAll(async () => {
  api = await startApi();
  shared = await caseOf(['zorg-voorbeeldland']);
  closedToCare = await caseOf([]);
  ({ meetingId } = await as<MeetingPlanned>('voorzitter-2', 'POST', '/meetings', {
    requestId: 'request-plan-0001',
    date: '2026-11-26',
    time: '14:00',
    municipalityIds: ['voorbeeldstad'],
  }));
  for (const caseId of [closedToCare, shared]) {
    await as('voorzitter-2', 'POST', `/meetings/${meetingId}/agenda`, { caseId });
  }
  await as('voorzitter-2', 'POST', `/meetings/${meetingId}/start`);
});
afterAll(() => api.close());

/** A running case of the three that always take part and these others. */
async function caseOf(others: readonly string[]): Promise<string> {
  const { caseId } = await as<SignalRecorded>('politie', 'POST', '/cases', {
    requestId: `request-case-${others.length}`,
    data: exampleAnswers['case-signal']?.[0],
  });
  await api.repository.change(caseId, (caseFile) => {
    const { policePartnerId, prosecutionPartnerId, municipalityPartnerId } = caseFile;
    const partnerIds = [policePartnerId, prosecutionPartnerId, municipalityPartnerId, ...others];
    return {
      ...caseFile,
      phase: 'integrated-plan',
      screeningPartnerIds: [policePartnerId, prosecutionPartnerId, municipalityPartnerId],
      composition: {
        partners: partnerIds.map((partnerId) => ({ partnerId, reason: 'Nodig voor deze casus.' })),
        caseManagerId: 'usr-demo-gemeente',
        deputyId: null,
        submissionId: 'sub-1',
        registeredAt: api.clock.now(),
      },
    };
  });
  return caseId;
}

async function as<T>(who: string, method: string, path: string, body?: unknown): Promise<T> {
  const token = await api.tokenOf(`usr-demo-${who}`);
  const answer = await api.call(method, path, { token, body });
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.body as T;
}
async function everything(): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for await (const record of api.accountability.auditLog.records()) records.push(record);
  return records;
}
async function recordedBy(work: () => Promise<unknown>): Promise<AuditRecord[]> {
  const before = (await everything()).length;
  await work();
  return (await everything()).slice(before);
}
const markOf = async (who: string, caseId?: string): Promise<string> =>
  (
    await as<MeetingMark>(
      who,
      'GET',
      `/meetings/${meetingId}/mark${caseId === undefined ? '' : `?caseId=${caseId}`}`,
    )
  ).mark;
const item = (caseId: string) => `/meetings/${meetingId}/agenda/${caseId}`;
let lastRequest = 0;
const interpret = (caseId: string) =>
  as('voorzitter-2', 'POST', `${item(caseId)}/interpretations`, {
    requestId: `request-duiding-${(lastRequest += 1)}`,
    data: { interpretation: 'Merkduiding: het gaat beter.', category: 'ordinary' },
  });

test('whether something changed is seen without reading it, so without a record; what changed is read and recorded', async () => {
  const { mark } = await as<MeetingDetail>('zorg', 'GET', `/meetings/${meetingId}`);
  const ofItem = (await as<MeetingItem>('zorg', 'GET', item(shared))).mark;
  const looks = await recordedBy(async () => {
    for (let look = 0; look < 5; look += 1) {
      expect(await markOf('zorg')).toBe(mark);
      expect(await markOf('zorg', shared)).toBe(ofItem);
    }
  });
  expect(looks).toEqual([]);

  await interpret(shared);
  const changed = await markOf('zorg', shared);
  expect(changed).not.toBe(ofItem);
  expect(await markOf('zorg')).not.toBe(mark);
  const reads = await recordedBy(async () => {
    const read = await as<MeetingItem>('zorg', 'GET', item(shared));
    expect(JSON.stringify(read)).toContain('Merkduiding');
    expect(read.mark).toBe(changed);
  });
  expect(reads).toMatchObject([{ operation: 'readMeetingItem', subjects: [{ caseId: shared }] }]);
});

test('of a case at which somebody may not be present nothing shows, not even that something changed', async () => {
  const before = [await markOf('zorg'), await markOf('zorg', closedToCare), await markOf('politie')];
  await interpret(closedToCare);
  expect(await markOf('zorg')).toBe(before[0]);
  expect(await markOf('zorg', closedToCare)).toBe(before[1]);
  expect(await markOf('politie')).not.toBe(before[2]);
  // The same as of a case that is not there.
  expect(await markOf('zorg', closedToCare)).toBe(await markOf('zorg', 'case-AAAAAAAAAAAAAAAAAAAAAA'));
  const token = await api.tokenOf('usr-demo-waterwoude');
  expect((await api.refused('GET', `/meetings/${meetingId}/mark`, { token })).status).toBe(404);
});

describe('minutes', () => {
  const download = async (who: string, caseId: string) => {
    const answer = await fetch(`${api.url}/v1${item(caseId)}/minutes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await api.tokenOf(`usr-demo-${who}`)}` },
    });
    return { status: answer.status, pdf: Buffer.from(await answer.arrayBuffer()).toString('latin1') };
  };
  const pagesOf = (pdf: string): number => pdf.match(/\/Type \/Page\b/g)?.length ?? 0;

  beforeAll(async () => {
    // Pages full of what the care partner may not read, before what it may.
    await as('politie', 'POST', `${item(shared)}/interpretations`, {
      requestId: 'request-criminal-1',
      data: { interpretation: 'Merkstraf: er loopt een onderzoek. '.repeat(220), category: 'criminal' },
    });
    await interpret(shared);
    await as('voorzitter-2', 'POST', `/meetings/${meetingId}/close`);
  });

  test('that somebody gets are recorded each time: who, of which case and meeting, when; and kept in the case', async () => {
    const copies = async () =>
      (await api.repository.get(shared)).meetings.find((one) => one.meetingId === meetingId)!.copies;
    for (const times of [1, 2]) {
      const records = await recordedBy(async () =>
        expect((await download('zorg', shared)).pdf).toMatch(/^%PDF-/),
      );
      expect(records).toMatchObject([
        { operation: 'printMinutes', outcome: 'begun' },
        {
          at: expect.stringMatching(/^2026-11-/),
          actor: { userId: 'usr-demo-zorg', partnerId: 'zorg-voorbeeldland' },
          operation: 'printMinutes',
          outcome: 'done',
          subjects: [{ caseId: shared, parts: expect.arrayContaining([`minutes:${meetingId}`]) }],
        },
      ]);
      expect(await copies()).toHaveLength(times);
    }
    expect((await copies()).map(({ userId }) => userId)).toEqual(['usr-demo-zorg', 'usr-demo-zorg']);
  });

  test('of a case at which somebody may not be present are not there for them, and the attempt is recorded', async () => {
    let status = 0;
    const records = await recordedBy(async () => ({ status } = await download('zorg', closedToCare)));
    expect(status).toBe(404);
    expect(records.map(({ outcome }) => outcome)).toEqual(['begun', 'refused']);
    expect(JSON.stringify(records)).not.toContain('minutes:');
    const { copies } = (await api.repository.get(closedToCare)).meetings[0]!;
    expect(copies).toEqual([]);
  });

  test('have neither the number nor the pages of what their reader may not read', async () => {
    const read = await as<MeetingItem>('zorg', 'GET', item(shared));
    expect(read.interpretations).toHaveLength(2);
    expect((await as<MeetingItem>('gemeente', 'GET', item(shared))).interpretations).toHaveLength(3);
    const [forCare, forLead] = [await download('zorg', shared), await download('gemeente', shared)];
    expect(pagesOf(forCare.pdf)).toBe(1);
    expect(pagesOf(forLead.pdf)).toBeGreaterThan(2);
  });
});
