/** The engine is killed at random moments under load: what it acknowledged is there afterwards, and there once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterEach, expect, jest, test } from '@jest/globals';
import { expectKept, Ledger, prepare, work } from '../../support/engine/ledger.ts';
import { eventually } from '../../support/eventually.ts';
import { processFixture } from '../../support/fixtures.ts';
import { type GatewayClient, openGatewayClient } from '../../support/gateway-client.ts';
import { type SpawnedServer, spawnServer } from '../../support/spawn-server.ts';

jest.setTimeout(900_000);

const ROUNDS = 24;
/** Parts of the instance that is cancelled, and how often the engine is killed while it clears them away. */
const PARTS = 10_000;
const KILLS = 4;
/** Bounds a hang, not the speed. */
const LIMIT_MS = 60_000;
/** Answers that a round waits for at most before the engine is killed. */
const ANSWERS_PER_ROUND = 60;

let running: SpawnedServer | undefined;

afterEach(async () => {
  await running?.stop('SIGKILL');
});

/** History knows every instance that was created, and says of exactly those that live that they do. */
const expectHistory = async (admin: string, ledger: Ledger): Promise<void> => {
  const get = async <T>(path: string): Promise<T> => (await (await fetch(`${admin}${path}`)).json()) as T;
  const living = new Set<string>();
  for (let after: string | undefined = '1'; after !== undefined;) {
    const page: { items: { key: string }[]; next?: string } = await get(
      `/process-instances?limit=1000&after=${after}`,
    );
    for (const { key } of page.items) living.add(key);
    after = page.next;
  }
  for (const key of ledger.created) {
    const { processInstance } = await get<{ processInstance: { state: string } }>(
      `/history?processInstanceKey=${key}`,
    );
    expect(processInstance.state).toBe(living.has(key) ? 'active' : 'completed');
  }
};

const start = async (dataDir: string): Promise<GatewayClient> => {
  running = await spawnServer({
    entry: 'src/local/engine-cli.ts',
    args: ['--listen', '127.0.0.1:0', '--data', dataDir, '--partition', '5', '--admin', '127.0.0.1:0'],
  });
  return openGatewayClient(running.address);
};

/** Numbers of the running engine's metrics. */
const gauge = async (name: string): Promise<number> => {
  const admin = /^admin (\S+)$/m.exec(running?.output() ?? '')?.[1] ?? '';
  const metrics = await (await fetch(`${admin}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(metrics)?.[1]);
};

test('clears a large cancelled instance away however often it is killed meanwhile', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
  let client = await start(dataDir);
  await client.call('DeployResource', {
    resources: [
      { name: 'p.bpmn', content: Buffer.from(processFixture('parallel-multi-instance')) },
      { name: 'q.bpmn', content: Buffer.from(processFixture('one-service-task')) },
    ],
  });
  const create = (bpmnProcessId: string, variables = {}) =>
    client.call<{ processInstanceKey: string }>('CreateProcessInstance', {
      bpmnProcessId,
      version: -1,
      variables: JSON.stringify(variables),
    });
  const partners = Array.from({ length: PARTS }, (_, index) => index);
  const { processInstanceKey } = await create('parallel-multi-instance', { partners });
  await create('one-service-task');
  await eventually('all parts', async () => (await gauge('engine_jobs')) === PARTS + 1, LIMIT_MS);

  await client.call('CancelProcessInstance', { processInstanceKey });
  let kills = 0;
  for (let left = Infinity; left > 2;) {
    // The first time at once, when nearly all is left.
    if (kills > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    await running?.stop('SIGKILL');
    kills += 1;
    client.close();
    client = await start(dataDir);
    const jobs = await client.activate({ type: 'ask', timeout: 1_000, requestTimeout: -1 }).ended;
    expect(jobs).toEqual([]);
    await expect(client.call('CancelProcessInstance', { processInstanceKey })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
    const now = await gauge('engine_element_instances');
    expect(now).toBeLessThanOrEqual(left);
    left = now;
    // Often enough.
    if (kills === KILLS)
      await eventually(
        'the rest',
        async () => (left = await gauge('engine_element_instances')) === 2,
        LIMIT_MS,
      );
  }
  expect(await gauge('engine_jobs')).toBe(1);
  expect(await gauge('engine_process_instances')).toBe(1);
  client.close();
  expect(await running?.stop('SIGTERM')).toBe(0);
  rmSync(dataDir, { recursive: true });
});

test('loses nothing that was acknowledged and applies nothing twice when killed under load', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
  const ledger = new Ledger();
  let client = await start(dataDir);
  await prepare(client);
  for (let round = 0; round < ROUNDS; round += 1) {
    const working = work(client, ledger);
    // At a random moment, but under load: after a random number of answers, at least one of them a completion.
    const answers = ledger.acknowledged + 1 + Math.floor(Math.random() * ANSWERS_PER_ROUND);
    const completions = ledger.completed.size + 1;
    await eventually(
      'answers before the engine is killed',
      () => ledger.acknowledged >= answers && ledger.completed.size >= completions,
      LIMIT_MS,
    );
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    await running?.stop('SIGKILL');
    client.close();
    await working;
    client = await start(dataDir);
  }

  expect(ledger.created.size).toBeGreaterThan(0);
  expect(ledger.completed.size).toBeGreaterThanOrEqual(ROUNDS);

  await expectHistory(/^admin (\S+)$/m.exec(running?.output() ?? '')?.[1] ?? '', ledger);
  await expectKept(client, ledger);
  client.close();
  expect(await running?.stop('SIGTERM')).toBe(0);
  rmSync(dataDir, { recursive: true });
});
