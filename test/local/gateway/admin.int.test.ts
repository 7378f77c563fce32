/** The operator's view: what the gateway protocol cannot tell. */
import { request as httpRequest } from 'node:http';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { shiftableClock } from '../../../src/lib/clock.ts';
import { type LocalEngine, startLocalEngine } from '../../../src/local/gateway/server.ts';
import type { AdminOptions } from '../../../src/local/gateway/admin.ts';
import { PARTITION } from '../../support/engine/partition.ts';
import { eventually } from '../../support/eventually.ts';
import { decisionFixture, processFixture } from '../../support/fixtures.ts';
import { type GatewayClient, openGatewayClient } from '../../support/gateway-client.ts';

let dataDir: string;
let engine: LocalEngine;
let client: GatewayClient;

const start = async (admin: Partial<AdminOptions> = {}): Promise<void> => {
  engine = await startLocalEngine({
    host: '127.0.0.1',
    port: 0,
    dataDir,
    partitionId: PARTITION,
    admin: { host: '127.0.0.1', port: 0, ...admin },
  });
  client = openGatewayClient(engine.address);
};

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
});

afterEach(async () => {
  client.close();
  await engine.close();
  rmSync(dataDir, { recursive: true });
});

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://${engine.adminAddress ?? ''}${path}`, init);

interface Listed {
  readonly items: readonly Record<string, unknown>[];
  readonly next?: string;
}

const list = async (path: string): Promise<Listed> => {
  const response = await get(path);
  expect(response.status).toBe(200);
  return (await response.json()) as Listed;
};

const deploy = async (...names: string[]): Promise<void> => {
  await client.call('DeployResource', {
    resources: names.map((name) => ({ name: `${name}.bpmn`, content: Buffer.from(processFixture(name)) })),
  });
};

const create = async (bpmnProcessId: string, variables: object = {}): Promise<string> =>
  (
    await client.call<{ processInstanceKey: string }>('CreateProcessInstance', {
      bpmnProcessId,
      version: -1,
      variables: JSON.stringify(variables),
    })
  ).processInstanceKey;

describe('the lists', () => {
  test('tell of deployed decisions and forms', async () => {
    await start();
    await client.call('DeployResource', {
      resources: [
        { name: 'dish.dmn', content: Buffer.from(decisionFixture('dish')) },
        { name: 'intake.form', content: Buffer.from('{"id": "intake"}') },
      ],
    });
    const of = { version: 1, resourceName: 'dish.dmn' };
    expect((await list('/decisions')).items).toEqual([
      expect.objectContaining({ ...of, decisionId: 'season' }),
      expect.objectContaining({ ...of, decisionId: 'dish' }),
    ]);
    expect((await list('/forms')).items).toEqual([
      expect.objectContaining({ formId: 'intake', version: 1, resourceName: 'intake.form' }),
    ]);
  });

  test('tell of everything that lives, and nothing any more when it has ended', async () => {
    await start();
    await deploy('message-catch', 'timer-catch', 'one-service-task', 'exclusive-gateway-without-default');
    const waitsForMessage = await create('message-catch', { caseId: 'case-1' });
    const waitsForTimer = await create('timer-catch', { delay: 'PT1H' });
    const hasIncident = await create('exclusive-gateway-without-default', { amount: 50 });
    const waitsForJob = await create('one-service-task');
    await client.call('PublishMessage', {
      name: 'nobody-waits',
      correlationKey: 'case-2',
      timeToLive: 3_600_000,
      variables: '{"secret":"x"}',
    });

    expect((await list('/process-definitions')).items).toHaveLength(4);
    expect((await list('/process-instances')).items).toEqual([
      expect.objectContaining({
        key: waitsForMessage,
        bpmnProcessId: 'message-catch',
        version: 1,
        incidents: 0,
      }),
      expect.objectContaining({ key: waitsForTimer, bpmnProcessId: 'timer-catch' }),
      expect.objectContaining({ key: hasIncident, incidents: 1 }),
      expect.objectContaining({ key: waitsForJob, bpmnProcessId: 'one-service-task' }),
    ]);
    expect((await list('/message-subscriptions')).items).toEqual([
      expect.objectContaining({
        messageName: 'reply',
        correlationKey: 'case-1',
        processInstanceKey: waitsForMessage,
      }),
    ]);
    expect((await list('/timers')).items).toEqual([
      expect.objectContaining({
        processInstanceKey: waitsForTimer,
        dueDate: expect.stringMatching(/^\d{4}-.*Z$/),
        repetitions: 1,
      }),
    ]);
    expect((await list('/incidents')).items).toEqual([
      expect.objectContaining({ type: 'CONDITION_ERROR', processInstanceKey: hasIncident }),
    ]);
    expect((await list('/jobs')).items).toEqual([
      expect.objectContaining({ state: 'activatable', retries: 3, processInstanceKey: waitsForJob }),
    ]);
    const messages = await list('/messages');
    expect(messages.items).toEqual([
      expect.objectContaining({ name: 'nobody-waits', correlationKey: 'case-2' }),
    ]);
    expect(JSON.stringify(messages)).not.toContain('secret');
    expect((await list(`/element-instances?processInstanceKey=${waitsForJob}`)).items).toEqual([
      expect.objectContaining({ key: waitsForJob, type: 'process', state: 'activated' }),
      expect.objectContaining({ scopeKey: waitsForJob, state: 'activated', type: 'service-task' }),
    ]);

    for (const processInstanceKey of [waitsForMessage, waitsForTimer, hasIncident, waitsForJob])
      await client.call('CancelProcessInstance', { processInstanceKey });
    for (const name of ['process-instances', 'element-instances', 'jobs', 'incidents', 'timers'])
      expect(await list(`/${name}`)).toEqual({ items: [] });
    expect(await list('/message-subscriptions')).toEqual({ items: [] });
  });

  test('come in pages that together have everything once, also after a restart', async () => {
    await start();
    await deploy('one-service-task');
    const keys: string[] = [];
    for (let index = 0; index < 25; index += 1) keys.push(await create('one-service-task'));
    client.close();
    await engine.close();
    await start();
    const read: unknown[] = [];
    let path = '/process-instances?limit=10';
    for (;;) {
      const { items, next } = await list(path);
      expect(items.length).toBeLessThanOrEqual(10);
      read.push(...items.map(({ key }) => key));
      if (next === undefined) break;
      path = `/process-instances?limit=10&after=${next}`;
    }
    expect(read).toEqual(keys);
    expect(await list(`/process-instances?limit=25`)).not.toHaveProperty('next');
  });
});

test('a process that a signal starts is listed with what it waits for', async () => {
  await start();
  const content = Buffer.from(
    processFixture('message-start')
      .replace('<bpmn:message id="request"', '<bpmn:signal id="request"')
      .replace('messageEventDefinition', 'signalEventDefinition')
      .replace('messageRef', 'signalRef'),
  );
  await client.call('DeployResource', { resources: [{ name: 's.bpmn', content }] });
  const { items } = await list('/signal-subscriptions');
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ signalName: 'request', elementId: 'start' });
  expect(items[0]).not.toHaveProperty('processInstanceKey');
});

describe('variables', () => {
  test('are told by name only, unless the engine was started to show values', async () => {
    await start();
    await deploy('one-service-task');
    const scope = await create('one-service-task', { b: 'confidential', a: 1 });
    expect(await list(`/variables?scopeKey=${scope}`)).toEqual({ items: [{ name: 'a' }, { name: 'b' }] });
    const refused = await get(`/variables?scopeKey=${scope}&values=true`);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('--admin-values');
  });

  test('are told with values when that is allowed and asked for', async () => {
    await start({ values: true });
    await deploy('one-service-task');
    const scope = await create('one-service-task', { a: { b: [1, null] } });
    expect(await list(`/variables?scopeKey=${scope}`)).toEqual({ items: [{ name: 'a' }] });
    expect(await list(`/variables?scopeKey=${scope}&values=true`)).toEqual({
      items: [{ name: 'a', value: { b: [1, null] } }],
    });
  });
});

test('the metrics count commands, rejections, commits, what lives and what is parked', async () => {
  await start();
  await deploy('one-service-task');
  await create('one-service-task');
  await create('one-service-task');
  await expect(client.call('CompleteJob', { jobKey: '1', variables: '' })).rejects.toMatchObject({ code: 5 });
  const parked = client.activate({ type: 'nobody-has-this', requestTimeout: 600_000 });
  const text = await eventually('the parked request', async () => {
    const body = await (await get('/metrics')).text();
    return body.includes('engine_parked_polls 1\n') && body;
  });
  const value = (series: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.slice(series.length + 1),
    );
  expect(value('engine_commands_total{type="create-process-instance"}')).toBe(2);
  expect(value('engine_rejections_total{type="NOT_FOUND"}')).toBe(1);
  expect(value('engine_process_instances')).toBe(2);
  expect(value('engine_jobs')).toBe(2);
  expect(value('engine_incidents')).toBe(0);
  expect(value('engine_commit_seconds_count')).toBe(3);
  expect(value('engine_commit_seconds_bucket{le="+Inf"}')).toBe(3);
  expect(value('engine_commit_commands_sum')).toBe(3);
  expect(value('engine_commit_commands_bucket{le="1"}')).toBe(3);
  // Every line is a comment or a series with a number.
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]+"\})? [\d.e+-]+)$/);
  parked.cancel();
});

test.each([
  ['/nothing', 404],
  ['/jobs?limit=0', 400],
  ['/jobs?limit=1001', 400],
  ['/jobs?limit=1&limit=2', 400],
  ['/jobs?processInstance=1', 400],
  ['/jobs?after=-1', 400],
  ['/variables', 400],
  ['/variables?scopeKey=1', 404],
  ['/variables?scopeKey=1&values=yes', 400],
])('%s is answered with status %i and a reason', async (path, status) => {
  await start();
  const response = await get(path);
  expect(response.status).toBe(status);
  expect(((await response.json()) as { error: string }).error).not.toBe('');
});

test('changes nothing: every method but GET is refused', async () => {
  await start();
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
    expect((await get('/incidents', { method })).status).toBe(405);
});

test('does not answer a web page that made its own name point here', async () => {
  await start();
  const [hostname, port] = (engine.adminAddress ?? '').split(':');
  const status = await new Promise((resolve, reject) => {
    httpRequest({ hostname, port, path: '/jobs', headers: { host: 'attacker.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});

describe('a backup', () => {
  const backUp = (headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    get('/backup', { method: 'POST', headers });

  test('made under load is a data folder with everything acknowledged before', async () => {
    const backups = join(dataDir, 'backups');
    await start({ backups });
    await deploy('one-service-task');
    const before = [await create('one-service-task', { a: 1 })];
    for (let index = 0; index < 50; index += 1) before.push(await create('one-service-task'));
    let working = true;
    const load = (async () => {
      while (working) await create('one-service-task');
    })();
    const response = await backUp();
    working = false;
    await load;
    expect(response.status).toBe(200);
    const { folder } = (await response.json()) as { folder: string };
    // The original is still running and in use.
    const copy = await startLocalEngine({
      host: '127.0.0.1',
      port: 0,
      dataDir: folder,
      partitionId: PARTITION,
    });
    for (const key of before) expect(copy.broker.hasInstance(key)).toBe(true);
    expect(copy.broker.incidents()).toEqual([]);
    const restored = openGatewayClient(copy.address);
    const [job] = await restored.activate({ type: 'check', maxJobsToActivate: 1 }).ended;
    expect(job).toMatchObject({ processInstanceKey: before[0], variables: '{"a":1}' });
    restored.close();
    await copy.close();
    expect(readdirSync(backups).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  test('is not made where none was allowed, nor for a web page', async () => {
    await start();
    expect((await backUp()).status).toBe(403);
    client.close();
    await engine.close();
    await start({ backups: join(dataDir, 'backups') });
    expect((await backUp({})).status).toBe(415);
    expect((await backUp({ 'content-type': 'text/plain' })).status).toBe(415);
  });
});

describe('the clock', () => {
  const move = (body: unknown, contentType = 'application/json') =>
    get('/clock', {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  test('of a test is moved: timers, job deadlines, back-offs and messages follow before the answer', async () => {
    await start({ clock: shiftableClock() });
    await move({ pin: '2026-03-01T10:00:00Z' });
    await deploy('timer-catch', 'one-service-task');
    await create('timer-catch', { delay: 'P3D' });
    await create('one-service-task');
    const now = async (type: string) => (await client.activate({ type, timeout: 3_600_000 }).ended)[0];
    const job = await now('check');
    expect(job?.deadline).toBe(String(Date.parse('2026-03-01T11:00:00Z')));
    const message = { name: 'n', correlationKey: 'k', messageId: 'm', timeToLive: 86_400_000 };
    await client.call('PublishMessage', message);

    expect(await (await move({ advance: 3_599_999 })).json()).toEqual({ now: '2026-03-01T10:59:59.999Z' });
    expect(await now('check')).toBeUndefined();
    await move({ advance: 1 });
    expect((await now('check'))?.key).toBe(job?.key);

    await client.call('FailJob', { jobKey: job?.key, retries: 1, retryBackOff: 3_600_000 });
    await move({ advance: 3_599_999 });
    expect(await now('check')).toBeUndefined();
    await move({ advance: 1 });
    expect((await now('check'))?.key).toBe(job?.key);

    await move({ pin: '2026-03-02T09:59:59.999Z' });
    await expect(client.call('PublishMessage', message)).rejects.toMatchObject({ code: 6 });
    await move({ advance: 1 });
    await client.call('PublishMessage', { ...message, timeToLive: 0 });

    await move({ pin: '2026-03-04T09:59:59.999Z' });
    expect(await now('after-timer')).toBeUndefined();
    await move({ advance: 1 });
    expect(await now('after-timer')).toBeDefined();

    const { now: again } = (await (await move({ reset: true })).json()) as { now: string };
    expect(Math.abs(Date.parse(again) - Date.now())).toBeLessThan(60_000);
  });

  test('that is moved far serves everything that thereby becomes due, one thing after the other', async () => {
    await start({ clock: shiftableClock() });
    await move({ pin: '2026-03-01T10:00:00Z' });
    await deploy('timer-catch');
    for (let n = 0; n < 450; n += 1) await create('timer-catch', { delay: 'PT1H' });
    await move({ advance: 3_600_000 });
    expect(await list('/timers')).toEqual({ items: [] });
  });

  test.each([
    [{}],
    [{ pin: 'tomorrow' }],
    [{ pin: '2026-13-01T10:00:00Z' }],
    [{ pin: '2026-03-01T10:00:00' }],
    [{ advance: -1 }],
    [{ advance: 0.5 }],
    [{ advance: '1' }],
    [{ advance: 9e15 }],
    [{ reset: false }],
    [{ pin: '2026-03-01T10:00:00Z', advance: 1 }],
    [[1]],
    ['{'],
  ])('is not moved by %j, and the answer says how', async (body) => {
    await start({ clock: shiftableClock() });
    const response = await move(body);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/pin|JSON/);
  });

  test('of the machine is not moved, nor one by a web page or with a large body', async () => {
    await start();
    const refused = await move({ advance: 1 });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('--test-clock');
    expect((await move({ advance: 1 }, 'text/plain')).status).toBe(415);
    expect((await move({ advance: 1, padding: 'x'.repeat(2_000) })).status).toBe(413);
  });
});

test('refuses an address that others can reach, unless that is allowed', async () => {
  const admin = { host: '0.0.0.0', port: 0 };
  const options = { host: '127.0.0.1', port: 0, dataDir, partitionId: PARTITION };
  await expect(startLocalEngine({ ...options, admin })).rejects.toThrow('--admin-exposed');
  // The data folder was let go.
  await start({ ...admin, exposed: true });
  expect(engine.adminAddress).toMatch(/^0\.0\.0\.0:\d+$/);
});

test('is off unless asked for', async () => {
  engine = await startLocalEngine({ host: '127.0.0.1', port: 0, dataDir });
  client = openGatewayClient(engine.address);
  expect(engine.adminAddress).toBeUndefined();
});

describe('history', () => {
  test('of an instance that ended is told, with names of variables and, when allowed, values', async () => {
    await start({ values: true });
    await deploy('one-service-task');
    const created = await client.call<{ processInstanceKey: string }>('CreateProcessInstance', {
      bpmnProcessId: 'one-service-task',
      version: -1,
      variables: '{"caseId":"c1"}',
    });
    const key = created.processInstanceKey;
    await client.call('CancelProcessInstance', { processInstanceKey: key });

    const { items } = await list('/ended-instances');
    expect(items).toEqual([expect.objectContaining({ key, state: 'terminated', version: 1 })]);
    const told = (await (await get(`/history?processInstanceKey=${key}`)).json()) as {
      processInstance: object;
      elementInstances: Listed;
    };
    expect(told.processInstance).toEqual(items[0]);
    expect(told.elementInstances.items.map(({ elementId, state }) => [elementId, state])).toEqual([
      ['start', 'completed'],
      ['check', 'terminated'],
    ]);
    expect((await list(`/history-variables?processInstanceKey=${key}`)).items).toEqual([
      { scopeKey: key, name: 'caseId' },
    ]);
    expect((await list(`/history-variables?processInstanceKey=${key}&values=true`)).items).toEqual([
      { scopeKey: key, name: 'caseId', value: 'c1' },
    ]);
  });

  test.each([
    ['/history', 400, /Say of which process instance/],
    ['/history?processInstanceKey=12', 404, /Nothing is known of a process instance with key 12/],
    ['/history-variables?processInstanceKey=12', 404, /Nothing is known/],
    ['/history-variables?processInstanceKey=12&values=true', 403, /--admin-values/],
    ['/history?key=12', 400, /Parameters here/],
    ['/ended-instances?processInstanceKey=12', 400, /Parameters here/],
  ])('%s is refused with %d', async (path, code, reason) => {
    await start();
    const response = await get(path);
    expect(response.status).toBe(code);
    expect(((await response.json()) as { error: string }).error).toMatch(reason);
  });
});
