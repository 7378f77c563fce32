import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditRecord } from '../../src/cases/accountability/audit-record.ts';
import { subjectIdsOf } from '../../src/cases/accountability/index.ts';
import type { ProcessingRecord } from '../../src/cases/accountability/processing-record.ts';
import type { SignalRecorded } from '../../src/contract/http.ts';
import { exampleAnswers } from '../cases/forms/example-answers.ts';
import { eventually } from '../support/eventually.ts';
import { startApi, tokenSecretOfTests, type RunningApi } from './running-api.ts';

/** A span as OTLP sends it in JSON. */
interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: { readonly key: string; readonly value: { readonly stringValue: string } }[];
}
interface SentBody {
  readonly resourceSpans: { readonly scopeSpans: { readonly spans: SentSpan[] }[] }[];
}

const ids = subjectIdsOf(tokenSecretOfTests);
const activity = (id: string) => `${api.configuration.register.baseUri}/${id}`;

let collector: Server;
let collectorIsAway = true;
const sent: SentSpan[] = [];
const bodies: string[] = [];

let api: RunningApi;
let pia: string;
let zorg: string;
const opened: string[] = [];

beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      response.writeHead(collectorIsAway ? 400 : 200, { 'content-type': 'application/json' }).end('{}');
      if (collectorIsAway || request.url !== '/v1/traces') return;
      bodies.push(body);
      const { resourceSpans } = JSON.parse(body) as SentBody;
      sent.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  api = await startApi({ otlpEndpoint: `http://127.0.0.1:${port}` });
  [pia, zorg] = await Promise.all([api.tokenOf('usr-demo-politie'), api.tokenOf('usr-demo-zorg')]);
  for (const requestId of ['request-0001', 'request-0002']) {
    const body = { requestId, data: exampleAnswers['case-signal']?.[0] ?? {} };
    const answer = await api.call('POST', '/cases', { token: pia, body });
    opened.push((answer.body as SignalRecorded).caseId);
  }
});
afterAll(async () => {
  await api.close();
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
});

const stored = () =>
  api.store.connection.collection<ProcessingRecord>('processingLog').find().toArray() as Promise<
    ProcessingRecord[]
  >;

async function recordedBy(work: () => Promise<unknown>): Promise<ProcessingRecord[]> {
  const before = new Set((await stored()).map(({ _id }) => _id));
  await work();
  return (await stored()).filter(({ _id }) => !before.has(_id));
}

describe('the processing log', () => {
  test('has one record for what is done with the data of one person', async () => {
    const [caseId = ''] = opened;
    const found = await recordedBy(() => api.call('GET', `/cases/${caseId}`, { token: pia }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      name: 'readCase',
      status: 'OK',
      parent_span_id: null,
      dpl: { processing_activity_id: activity('signal-intake'), data_subject_id_type: 'case' },
    });
    expect(ids.decrypt(found[0]?.dpl.data_subject_id ?? '')).toBe(caseId);
  });

  test('has a record for each of several persons, below the one of the operation', async () => {
    const found = await recordedBy(() => api.call('GET', '/cases', { token: pia }));
    const operation = found.filter(({ dpl }) => dpl.data_subject_id === undefined);
    const persons = found.filter(({ dpl }) => dpl.data_subject_id !== undefined);
    expect(operation).toHaveLength(1);
    expect(persons.map(({ dpl }) => ids.decrypt(dpl.data_subject_id ?? '')).sort()).toEqual(opened.sort());
    expect(new Set(persons.map(({ parent_span_id }) => parent_span_id))).toEqual(
      new Set([operation[0]?._id]),
    );
    expect(new Set(found.map(({ trace_id }) => trace_id)).size).toBe(1);
  });

  test('has nothing when nobody’s data was used', async () => {
    expect(await recordedBy(() => api.call('GET', '/cases', { token: zorg }))).toEqual([]);
  });

  test('goes on in the trace of the system that called', async () => {
    const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
    const headers = { traceparent: `00-${traceId}-${spanId}-01` };
    const [caseId = ''] = opened;
    const found = await recordedBy(() => api.call('GET', `/cases/${caseId}`, { token: pia, headers }));
    expect(found).toMatchObject([{ trace_id: traceId, parent_span_id: spanId }]);
    const audited = await api.store.connection.collection<AuditRecord>('auditLog').findOne({ traceId });
    expect(audited?.actor).toMatchObject({ userId: 'usr-demo-politie' });
  });

  test('starts a trace of its own when the caller’s is not valid', async () => {
    const headers = { traceparent: '00-zzz-00f067aa0ba902b7-01' };
    const [caseId = ''] = opened;
    const found = await recordedBy(() => api.call('GET', `/cases/${caseId}`, { token: pia, headers }));
    expect(found).toMatchObject([
      { trace_id: expect.stringMatching(/^[0-9a-f]{32}$/), parent_span_id: null },
    ]);
  });

  test('knows no user, and no person by an id that can be read', async () => {
    const log = JSON.stringify(await stored());
    for (const text of ['"usr-', 'politie', ...opened]) expect(log).not.toContain(text);
  });

  test('is sent whole to a collector, also when that was away for a while', async () => {
    expect(sent).toEqual([]);
    collectorIsAway = false;
    const all = await stored();
    await eventually('every record arrived', () => sent.length >= all.length);
    expect(new Set(sent.map(({ spanId }) => spanId))).toEqual(new Set(all.map(({ _id }) => _id)));
    const aboutSomeone = all.find(({ dpl }) => dpl.data_subject_id !== undefined);
    const span = sent.find(({ spanId }) => spanId === aboutSomeone?._id);
    expect(span).toMatchObject({
      traceId: aboutSomeone?.trace_id,
      name: aboutSomeone?.name,
      startTimeUnixNano: `${aboutSomeone?.start_time.getTime()}000000`,
    });
    expect(span?.attributes.map(({ key }) => key).sort()).toEqual([
      'dpl.core.data_subject_id',
      'dpl.core.data_subject_id_type',
      'dpl.core.processing_activity_id',
    ]);
    expect(bodies.join()).not.toContain('"usr-');
  });
});
