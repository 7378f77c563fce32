import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { shiftableClock } from '../../../src/lib/clock.ts';
import { Broker, BrokerUnavailable } from '../../../src/local/broker/broker.ts';
import type { Command } from '../../../src/local/broker/commands.ts';
import { PARTITION } from '../../support/engine/partition.ts';
import { eventually } from '../../support/eventually.ts';
import { processFixture } from '../../support/fixtures.ts';

let root: string;
let dataDir: string;
let opened: Broker[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'broker-'));
  dataDir = join(root, 'data');
  opened = [];
});

afterEach(async () => {
  await Promise.all(opened.map((broker) => broker.close()));
  rmSync(root, { recursive: true });
});

const open = async (overrides: Partial<Parameters<typeof Broker.open>[0]> = {}): Promise<Broker> => {
  const broker = await Broker.open({ dataDir, partitionId: PARTITION, ...overrides });
  opened.push(broker);
  return broker;
};

const close = async (broker: Broker): Promise<void> => {
  opened = opened.filter((other) => other !== broker);
  await broker.close();
};

const deploy = (broker: Broker, name: string) =>
  broker.deploy([{ name: `${name}.bpmn`, content: processFixture(name) }]);

const create = (bpmnProcessId: string, variables: Record<string, unknown> = {}) =>
  ({ type: 'create-process-instance', bpmnProcessId, variables }) as const;

const activate = (jobType: string, timeout = 60_000) =>
  ({ type: 'activate-jobs', jobType, worker: 'w', timeout, maxJobs: 1_000 }) as const;

/** What the disk holds at this very moment, as if the machine had stopped. */
const crashed = async (): Promise<Broker> => {
  const copy = join(root, `copy-${Math.random().toString(36).slice(2)}`);
  mkdirSync(copy);
  copyFileSync(join(dataDir, 'data.mdb'), join(copy, 'data.mdb'));
  return open({ dataDir: copy });
};

test('has on disk what it answered, at the moment of the answer', async () => {
  const broker = await open();
  await deploy(broker, 'one-service-task');
  for (let n = 0; n < 10; n += 1) {
    const { response } = await broker.submit(create('one-service-task', { n }));
    const after = await crashed();
    expect(after.hasInstance(response?.processInstanceKey ?? '')).toBe(true);
    await close(after);
  }
});

test('draws lots anew for every instance, and keeps what it drew', async () => {
  const broker = await open();
  const content = processFixture('one-service-task').replace(
    '<zeebe:taskDefinition type="check" />',
    '<zeebe:taskDefinition type="check" /><zeebe:ioMapping><zeebe:input source="=uuid()" target="id" /></zeebe:ioMapping>',
  );
  await broker.deploy([{ name: 'lots.bpmn', content }]);
  await broker.submit(create('one-service-task'));
  await broker.submit(create('one-service-task'));
  const drawn = await broker.submit(activate('check'));
  const ids = drawn.response?.jobs.map(({ variables }) => (JSON.parse(variables) as { id: string }).id) ?? [];
  expect(new Set(ids).size).toBe(2);
  const kept = (await crashed()).rows().filter(({ table }) => table === 'variables');
  expect(kept.map(({ value }) => (value as { value: unknown }).value)).toEqual(ids);
});

test('carries every command out once, in order, when many wait together', async () => {
  const broker = await open();
  await deploy(broker, 'one-service-task');
  const results = await Promise.all(
    Array.from({ length: 1_500 }, (_, n) => broker.submit(create('one-service-task', { n }))),
  );
  const keys = results.map(({ response }) => BigInt(response?.processInstanceKey ?? 0));
  expect(keys).toEqual([...keys].sort((a, b) => (a < b ? -1 : 1)));
  expect(new Set(keys).size).toBe(1_500);
  await close(broker);
  const again = await open();
  const { response } = await again.submit({ ...activate('check'), maxJobs: 5_000 });
  expect(response?.jobs).toHaveLength(1_500);
});

test('a rejected command changes nothing and does not disturb its neighbours', async () => {
  const broker = await open();
  await deploy(broker, 'one-service-task');
  const [good, bad, alsoGood] = await Promise.all([
    broker.submit(create('one-service-task')),
    broker.submit(create('no-such-process')),
    broker.submit(create('one-service-task')),
  ]);
  expect(good.rejection).toBeUndefined();
  expect(bad.rejection?.type).toBe('NOT_FOUND');
  expect(alsoGood.rejection).toBeUndefined();
});

test('continues after a restart where it was, with models compiled from the stored files', async () => {
  const before = await open();
  await deploy(before, 'service-task-after-service-task');
  await before.submit(create('service-task-after-service-task', { caseId: 'c1' }));
  await close(before);
  const after = await open();
  const first = (await after.submit(activate('first'))).response?.jobs[0];
  expect(JSON.parse(first?.variables ?? '')).toEqual({ caseId: 'c1' });
  await after.submit({ type: 'complete-job', jobKey: first?.key ?? '', variables: {} });
  expect((await after.submit(activate('second'))).response?.jobs).toHaveLength(1);
});

test('rebuilds exactly the state it had, models included', async () => {
  const broker = await open();
  const fixtures = [
    'call-activity-catches-child-error',
    'called-child',
    'error-boundary-exact-and-any',
    'exclusive-gateway-without-default',
    'message-catch',
    'message-start',
    'output-mapping',
    'parallel-fork-and-join',
    'parallel-multi-instance',
    'timer-catch',
    'two-processes',
    'user-task-with-headers',
  ];
  for (const fixture of fixtures) {
    await deploy(broker, fixture);
    await broker.submit(create(fixture, { caseId: 'c', amount: 50, delay: 'PT1H', partners: ['a', 'b'] }));
  }
  await broker.submit({
    type: 'publish-message',
    name: 'request',
    correlationKey: 'k',
    timeToLive: 3_600_000,
  });
  for (const type of ['ask', 'left', 'risky', 'measure']) {
    const job = (await broker.submit(activate(type))).response?.jobs[0];
    await broker.submit({
      type: 'complete-job',
      jobKey: job?.key ?? '',
      variables: { answer: 1, reading: 2 },
    });
  }
  const inOrder = (rows: ReturnType<Broker['rows']>) =>
    [...rows].sort((a, b) => (`${a.table} ${a.key}` < `${b.table} ${b.key}` ? -1 : 1));
  const before = inOrder(broker.rows());
  expect(before.length).toBeGreaterThan(50);
  await close(broker);
  expect(inOrder((await open()).rows())).toEqual(before);
});

test('keeps keys of any length and any characters', async () => {
  const broker = await open();
  const keys = ['x'.repeat(5_000), 'nul \u0000 inside', 'emoji 🧭', `${'x'.repeat(4_999)}y`];
  for (const correlationKey of keys) {
    await broker.submit({
      type: 'publish-message',
      name: 'n',
      correlationKey,
      messageId: 'm',
      timeToLive: 3_600_000,
    });
  }
  await close(broker);
  const again = await open();
  for (const correlationKey of keys) {
    const result = await again.submit({
      type: 'publish-message',
      name: 'n',
      correlationKey,
      messageId: 'm',
      timeToLive: 1,
    });
    expect(result.rejection?.type).toBe('ALREADY_EXISTS');
  }
});

test('keeps variables exactly: names, nesting, numbers and texts that other encodings change', async () => {
  const broker = await open();
  await deploy(broker, 'one-service-task');
  const json =
    '{"__proto__":{"a":1},"lone":"\\ud800","big":1e+300,"deep":[[[[{}]]]],"nul":"\\u0000","empty":""}';
  await broker.submit(create('one-service-task', { document: JSON.parse(json) }));
  await close(broker);
  const jobs = (await (await open()).submit(activate('check'))).response?.jobs;
  expect(jobs?.[0]?.variables).toBe(`{"document":${json}}`);
});

describe('the clock', () => {
  test('moved forward fires timers, ends back-offs, returns jobs and forgets messages', async () => {
    const clock = shiftableClock(new Date('2026-03-01T10:00:00Z'));
    const broker = await open({ clock });
    await deploy(broker, 'timer-catch');
    await deploy(broker, 'one-service-task');
    await broker.submit(create('timer-catch', { delay: 'P3D' }));
    await broker.submit(create('one-service-task'));
    const job = (await broker.submit(activate('check', 3_600_000))).response?.jobs[0];
    const message = {
      type: 'publish-message',
      name: 'n',
      correlationKey: 'k',
      messageId: 'm',
      timeToLive: 86_400_000,
    } as const;
    await broker.submit(message);

    clock.advance(86_400_000 - 1);
    const returned = await eventually(
      'the job is back',
      async () => (await broker.submit(activate('check'))).response?.jobs[0],
    );
    expect(returned.key).toBe(job?.key);
    expect((await broker.submit(message)).rejection?.type).toBe('ALREADY_EXISTS');
    expect((await broker.submit(activate('after-timer'))).response?.jobs).toHaveLength(0);

    clock.advance(1);
    await eventually(
      'the message is gone',
      async () => (await broker.submit(message)).rejection === undefined,
    );
    clock.advance(2 * 86_400_000);
    await eventually(
      'the timer fired',
      async () => (await broker.submit(activate('after-timer'))).response?.jobs[0],
    );
  });

  test('that ran on while the engine was away fires overdue timers after the start', async () => {
    const clock = shiftableClock(new Date('2026-03-01T10:00:00Z'));
    const before = await open({ clock });
    await deploy(before, 'timer-catch');
    await before.submit(create('timer-catch', { delay: 'PT1H' }));
    await close(before);
    clock.advance(7_200_000);
    const after = await open({ clock });
    await eventually(
      'the overdue timer',
      async () => (await after.submit(activate('after-timer'))).response?.jobs[0],
    );
  });
});

describe('stopping', () => {
  test('finishes what it accepted and refuses what comes later', async () => {
    const broker = await open();
    await deploy(broker, 'one-service-task');
    const accepted = Array.from({ length: 50 }, () => broker.submit(create('one-service-task')));
    await close(broker);
    expect((await Promise.all(accepted)).every(({ response }) => response !== undefined)).toBe(true);
    await expect(broker.submit(create('one-service-task'))).rejects.toThrow(BrokerUnavailable);
  });

  test('stops loudly on a command that breaks the engine, answers nobody, and keeps the last commit', async () => {
    const failures: Error[] = [];
    const broker = await open({ onFatal: (error) => failures.push(error) });
    await deploy(broker, 'one-service-task');
    const { response } = await broker.submit(create('one-service-task'));
    const broken = broker.submit({ type: 'no-such-command' } as unknown as Command);
    const neighbour = broker.submit(create('one-service-task'));
    await expect(broken).rejects.toThrow(BrokerUnavailable);
    await expect(neighbour).rejects.toThrow(BrokerUnavailable);
    await expect(broker.submit(create('one-service-task'))).rejects.toThrow(BrokerUnavailable);
    expect(failures).toHaveLength(1);
    await close(broker);
    const again = await open();
    expect(again.hasInstance(response?.processInstanceKey ?? '')).toBe(true);
    expect((await again.submit(activate('check'))).response?.jobs).toHaveLength(1);
  });
});

test('what is due is carried out though more commands wait than a batch takes', async () => {
  const broker = await open();
  await deploy(broker, 'timer-catch');
  let loaded = true;
  const load = async (): Promise<void> => {
    while (loaded) await broker.submit({ type: 'complete-job', jobKey: '1' });
  };
  const loads = Array.from({ length: 1_500 }, load);
  await broker.submit(create('timer-catch', { delay: 'PT0.05S' }));
  await eventually('the timer under load', () => broker.counts().jobs === 1);
  expect(broker.queued).toBeGreaterThan(0);
  loaded = false;
  await Promise.all(loads);
});

describe('limits', () => {
  test('an instance with very many parts is created and cancelled, and does not stop the engine', async () => {
    const broker = await open({ onFatal: (error) => expect(error).toBeUndefined() });
    await deploy(broker, 'parallel-multi-instance');
    const partners = Array.from({ length: 30_000 }, (_, index) => index);
    const { response } = await broker.submit(create('parallel-multi-instance', { partners }));
    const processInstanceKey = response?.processInstanceKey ?? '';
    // Others have their turn before all parts are there.
    await broker.submit(create('parallel-multi-instance', { partners: [] }));
    expect(broker.counts().jobs).toBeLessThan(partners.length);
    // A restart in the middle loses none.
    await close(broker);
    const again = await open({ onFatal: (error) => expect(error).toBeUndefined() });
    expect(again.counts().jobs).toBeLessThan(partners.length);
    await eventually('all parts', () => again.counts().jobs === partners.length + 1, 200_000);
    // Spreading as many changes over the arguments of one call exhausts the stack.
    await again.submit({ type: 'cancel-process-instance', processInstanceKey });
    // It is gone for everybody at once, and others have their turn before it is cleared away.
    expect((await again.submit(activate('ask'))).response?.jobs).toEqual([]);
    expect(again.counts().jobs).toBeGreaterThan(1);
    // A stop in the middle leaves nothing behind.
    const after = await crashed();
    expect(after.counts().jobs).toBeGreaterThan(1);
    for (const broker of [again, after])
      await eventually('nothing but the other', () => broker.counts().elementInstances === 2, 200_000);
    expect(after.counts().jobs).toBe(1);
    expect(after.hasInstance(processInstanceKey)).toBe(false);
    // A busy machine takes its time for so much.
  }, 600_000);

  test('more commands than may wait are refused at once, and the others are carried out', async () => {
    const broker = await open();
    await deploy(broker, 'one-service-task');
    const message = { type: 'publish-message', name: 'n', correlationKey: 'k' } as const;
    const waiting = Array.from({ length: 20_000 }, () => broker.submit(message));
    await expect(broker.submit(message)).rejects.toMatchObject({
      reason: 'exhausted',
      message: expect.stringContaining('try again later') as unknown,
    });
    expect((await Promise.all(waiting)).every(({ response }) => response !== undefined)).toBe(true);
    expect((await broker.submit(message)).response).toBeDefined();
  });
});
