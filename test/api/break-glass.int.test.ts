import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditRecord } from '../../src/cases/accountability/audit-record.ts';
import type { AccessLogPage } from '../../src/contract/accountability.ts';
import type { CaseUnderReview, GlassBroken } from '../../src/contract/break-glass.ts';
import type { CaseDetail, CasePage, SignalRecorded } from '../../src/contract/http.ts';
import { exampleAnswers } from '../cases/forms/example-answers.ts';
import { startApi, type RunningApi } from './running-api.ts';

const reason = 'Er is nu gevaar; de piket van de politie is niet bereikbaar.';
const HOUR_MS = 3_600_000;

let api: RunningApi;
let recorded: SignalRecorded;
let pia: string;
let raad: string;
let elsewhere: string;
let fg: string;

beforeAll(async () => {
  api = await startApi();
  await signIn();
  const body = { requestId: 'request-0001', data: exampleAnswers['case-signal']?.[0] };
  recorded = (await api.call('POST', '/cases', { token: pia, body })).body as SignalRecorded;
});
afterAll(() => api.close());

/** Access tokens end sooner than an emergency access does. */
async function signIn(): Promise<void> {
  const { users, password } = api.configuration.demo;
  const tokens = await Promise.all(
    ['politie', 'raad', 'waterwoude', 'fg'].map(async (name) => {
      const { email } = users.find(({ userId }) => userId === `usr-demo-${name}`)!;
      const signedIn = await api.accounts.signIn({ email, password });
      return 'accessToken' in signedIn ? signedIn.accessToken : '';
    }),
  );
  [pia, raad, elsewhere, fg] = tokens as [string, string, string, string];
}

const open = (token: string, changes: object = {}) => {
  const body = { requestId: 'request-break-1', reference: recorded.reference, reason, ...changes };
  return api.call('POST', '/break-glass', { token, body });
};
const read = (token: string, below = '') => api.call('GET', `/cases/${recorded.caseId}${below}`, { token });

async function recordedBy(work: () => Promise<unknown>): Promise<AuditRecord[]> {
  const everything = async (): Promise<AuditRecord[]> => {
    const records: AuditRecord[] = [];
    for await (const record of api.accountability.auditLog.records()) records.push(record);
    return records;
  };
  const before = (await everything()).length;
  await work();
  return (await everything()).slice(before);
}

describe('opening a case in an emergency', () => {
  test.each(['', 'Haast', ' '.repeat(40), `${'a '.repeat(10)}${' '.repeat(20)}`])(
    'needs a reason that says something, not “%s”',
    async (tooShort) => {
      expect(await open(raad, { reason: tooShort })).toMatchObject({
        status: 400,
        body: { errors: expect.arrayContaining([expect.objectContaining({ pointer: '/reason' })]) },
      });
    },
  );

  test('tells somebody of another municipality nothing, not even that the case exists', async () => {
    const known = await open(elsewhere);
    const unknown = await open(elsewhere, { reference: 'C-2026-9999' });
    const text = ({ body }: { body: unknown }) =>
      JSON.stringify({ ...(body as object), traceId: '', instance: '' }).replaceAll(/C-2026-\d+/g, '');
    expect([known.status, unknown.status]).toEqual([404, 404]);
    expect(text(known)).toBe(text(unknown));
  });

  test('is not for whoever takes part', async () => {
    expect(await open(pia)).toMatchObject({ status: 403 });
  });

  test('opens the case to this person, to read, until it ends by itself', async () => {
    expect((await read(raad)).status).toBe(404);
    const before = api.clock.now().getTime();
    const { status, body } = await open(raad);
    expect(status).toBe(201);
    const { caseId, until } = body as GlassBroken;
    expect([caseId, Date.parse(until) - before]).toEqual([
      recorded.caseId,
      expect.closeTo(api.configuration.access.breakGlass.hours * HOUR_MS, -4),
    ]);
    const detail = (await read(raad)).body as CaseDetail;
    expect(detail).toMatchObject({
      emergencyUntil: until,
      canAddSignal: false,
      canRequestReview: false,
      canHandOver: false,
    });
    expect(detail.sections.length).toBeGreaterThan(0);
    expect((await read(raad, '/person')).status).toBe(404);
    const list = (await api.call('GET', '/cases', { token: raad })).body as CasePage;
    expect(list.cases.map((found) => found.caseId)).toEqual([recorded.caseId]);
  });

  test('is done once per request, and not again while it lasts', async () => {
    expect(await open(raad)).toMatchObject({ status: 201 });
    expect(await open(raad, { reason: `${reason} Nu.` })).toMatchObject({
      status: 409,
      body: { code: 'request-id-reused' },
    });
    expect(await open(raad, { requestId: 'request-break-2' })).toMatchObject({ status: 403 });
    expect((await api.repository.get(recorded.caseId)).breakGlass).toHaveLength(1);
    expect(api.engine.published.filter(({ name }) => name === 'glass-broken')).toHaveLength(1);
  });

  test('leaves its ground and reason with every read under it, and with none of anybody else', async () => {
    const statedGround = { kind: 'break-glass', reason };
    for (const below of ['', '/information', '/development']) {
      expect(await recordedBy(() => read(raad, below))).toMatchObject([
        { outcome: 'done', subjects: [{ caseId: recorded.caseId, statedGround }] },
      ]);
    }
    expect(await recordedBy(() => api.call('GET', '/cases', { token: raad }))).toMatchObject([
      { operation: 'listCases', subjects: [{ caseId: recorded.caseId, statedGround }] },
    ]);
    const [ordinary] = await recordedBy(() => read(pia));
    expect(ordinary?.subjects[0]).not.toHaveProperty('statedGround');
  });

  test('is shown with its reason in “who looked?”', async () => {
    await read(raad);
    const path = `/access-log?reference=${recorded.reference}&purpose=lawfulness`;
    const { entries } = (await api.call('GET', path, { token: fg })).body as AccessLogPage;
    expect(entries[0]).toMatchObject({
      name: expect.any(String),
      statedGround: { kind: 'break-glass', reason },
    });
  });

  test('ends at its end, for pages and lists', async () => {
    api.clock.advance(api.configuration.access.breakGlass.hours * HOUR_MS);
    await signIn();
    expect((await read(raad)).status).toBe(404);
    expect((await api.call('GET', '/cases', { token: raad })).body).toMatchObject({ total: 0 });
  });

  test('never opens a closed case, nor keeps one open that closes', async () => {
    const requestId = 'request-break-3';
    expect((await open(raad, { requestId })).status).toBe(201);
    await api.repository.change(recorded.caseId, (caseFile) => ({
      ...caseFile,
      shieldedAt: api.clock.now(),
      phase: 'closed',
    }));
    expect((await read(raad)).status).toBe(404);
    expect((await open(raad, { requestId: 'request-break-4' })).status).toBe(404);
    await api.repository.change(recorded.caseId, (caseFile) => ({
      ...caseFile,
      shieldedAt: null,
      phase: 'signal-intake',
    }));
  });
});

describe('a review of lawfulness', () => {
  const look = (token: string, changes: object = {}) =>
    api.call('POST', '/lawfulness-reviews', {
      token,
      body: {
        reference: recorded.reference,
        reason: 'Steekproef van dit kwartaal, nummer drie.',
        ...changes,
      },
    });

  test('shows the groups of fields that a review needs, and never the name', async () => {
    const { status, body } = await look(fg);
    expect(status).toBe(200);
    const { sections, timeline, isShielded } = body as CaseUnderReview;
    expect(isShielded).toBe(false);
    expect(timeline.length).toBeGreaterThan(0);
    const values = new Map(sections.flatMap(({ lines }) => lines.map(({ label, value }) => [label, value])));
    const answers = exampleAnswers['case-signal']?.[0] as Record<string, unknown>;
    expect([...values.values()]).toContain(answers['facts']);
    const data = JSON.stringify(body);
    const { subject } = answers as { subject?: Record<string, unknown> };
    for (const name of Object.values(subject ?? { name: answers['subjectName'] }))
      if (typeof name === 'string') expect(data).not.toContain(name);
  });

  test('is noted with its reason, also when it is refused', async () => {
    const reasonGiven = 'Een klacht van een inwoner over deze casus.';
    const statedGround = { kind: 'lawfulness-review', reason: reasonGiven };
    expect(await recordedBy(() => look(fg, { reason: reasonGiven }))).toMatchObject([
      {
        operation: 'reviewLawfulness',
        outcome: 'done',
        subjects: [{ caseId: recorded.caseId, statedGround, parts: [expect.stringMatching(/^signal:/)] }],
      },
    ]);
  });

  test('needs a reason, and is for reviewers only', async () => {
    expect((await look(fg, { reason: 'kijken' })).status).toBe(400);
    for (const token of [pia, raad]) expect((await look(token)).status).toBe(403);
  });

  test('reads nothing of the content of a shielded case', async () => {
    await api.repository.change(recorded.caseId, (caseFile) => ({
      ...caseFile,
      shieldedAt: api.clock.now(),
    }));
    expect((await look(fg)).body).toMatchObject({ isShielded: true, sections: [] });
  });
});
