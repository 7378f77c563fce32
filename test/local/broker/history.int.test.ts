/** What happened in process instances is kept beside the engine's state, agrees with it, and goes when its time is over. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { open as openDatabase } from 'lmdb';
import { shiftableClock, type ShiftableClock } from '../../../src/lib/clock.ts';
import { Broker } from '../../../src/local/broker/broker.ts';
import type { HistoryOptions } from '../../../src/local/broker/history/history.ts';
import { PARTITION } from '../../support/engine/partition.ts';
import { eventually } from '../../support/eventually.ts';
import { processFixture } from '../../support/fixtures.ts';

const START = '2026-03-01T10:00:00.000Z';
const DAY_MS = 86_400_000;
const PAGE = { limit: 100 };

let root: string;
let dataDir: string;
let clock: ShiftableClock;
let opened: Broker[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'broker-'));
  dataDir = join(root, 'data');
  clock = shiftableClock(new Date(START));
  opened = [];
});

afterEach(async () => {
  await Promise.all(opened.map((broker) => broker.close()));
  rmSync(root, { recursive: true });
});

const open = async (history: HistoryOptions = {}, folder = dataDir): Promise<Broker> => {
  const broker = await Broker.open({ dataDir: folder, partitionId: PARTITION, clock, history });
  opened.push(broker);
  return broker;
};

const close = async (broker: Broker): Promise<void> => {
  opened = opened.filter((other) => other !== broker);
  await broker.close();
};

const deploy = (broker: Broker, ...names: string[]) =>
  broker.deploy(names.map((name) => ({ name: `${name}.bpmn`, content: processFixture(name) })));

const create = async (broker: Broker, bpmnProcessId: string, variables: Record<string, unknown> = {}) => {
  const { response } = await broker.submit({ type: 'create-process-instance', bpmnProcessId, variables });
  return response?.processInstanceKey ?? '';
};

const jobOf = async (broker: Broker, jobType: string): Promise<string> => {
  const { response } = await broker.submit({
    type: 'activate-jobs',
    jobType,
    worker: 'w',
    timeout: 60_000,
    maxJobs: 1,
  });
  return response?.jobs[0]?.key ?? '';
};

const complete = async (broker: Broker, jobType: string, variables: Record<string, unknown> = {}) =>
  broker.submit({ type: 'complete-job', jobKey: await jobOf(broker, jobType), variables });

const cancel = (broker: Broker, processInstanceKey: string) =>
  broker.submit({ type: 'cancel-process-instance', processInstanceKey });

/** Keys of everything that history has on the disk; the broker must be closed. */
const onDisk = async (): Promise<number> => {
  const db = openDatabase<string, Buffer>({ path: dataDir, noSubdir: false, keyEncoding: 'binary' });
  const count = [...db.getKeys({ start: Buffer.from('h'), end: Buffer.from('j') })].length;
  await db.close();
  return count;
};

test('tells the path, the times and the incidents of an instance that completed', async () => {
  const broker = await open();
  await deploy(broker, 'one-service-task');
  const key = await create(broker, 'one-service-task', { caseId: 'c1' });
  clock.advance(1_000);
  const failing = await jobOf(broker, 'check');
  await broker.submit({ type: 'fail-job', jobKey: failing, retries: 0, errorMessage: 'no answer' });
  expect(broker.historyOf(key, PAGE)?.processInstance).toMatchObject({ state: 'active' });
  clock.advance(1_000);
  await broker.submit({ type: 'update-job-retries', jobKey: failing, retries: 1 });
  await broker.submit({ type: 'resolve-incident', incidentKey: broker.incidents()[0]?.key ?? '' });
  clock.advance(1_000);
  await complete(broker, 'check', { done: true });

  const at = (seconds: number): string => new Date(Date.parse(START) + seconds * 1_000).toISOString();
  const told = broker.historyOf(key, PAGE);
  expect(told).toEqual({
    processInstance: {
      key,
      bpmnProcessId: 'one-service-task',
      version: 1,
      processDefinitionKey: expect.any(String),
      parentElementInstanceKey: undefined,
      state: 'completed',
      startedAt: at(0),
      endedAt: at(3),
    },
    elementInstances: {
      items: [
        expect.objectContaining({ elementId: 'start', state: 'completed', startedAt: at(0), endedAt: at(0) }),
        expect.objectContaining({ elementId: 'check', state: 'completed', startedAt: at(0), endedAt: at(3) }),
        expect.objectContaining({ elementId: 'end', state: 'completed', startedAt: at(3), endedAt: at(3) }),
      ],
    },
    incidents: [
      expect.objectContaining({
        type: 'JOB_NO_RETRIES',
        message: 'no answer',
        elementId: 'check',
        createdAt: at(1),
        endedAt: at(2),
      }),
    ],
  });
  expect(broker.endedInstances(PAGE)).toEqual({ items: [told?.processInstance] });
});

test('pages through elements, and through instances from the last that ended', async () => {
  const broker = await open();
  await deploy(broker, 'one-service-task');
  const keys: string[] = [];
  for (let n = 0; n < 5; n += 1) keys.push(await create(broker, 'one-service-task'));
  // In another order than that of their keys, two of them at the same time.
  const order = [2, 0, 4, 1, 3].map((n) => keys[n] ?? '');
  for (const [n, key] of order.entries()) {
    if (n !== 3) clock.advance(1);
    await cancel(broker, key);
  }
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = broker.endedInstances({ limit: 2, ...(after === undefined ? {} : { after }) });
    seen.push(...page.items.map(({ key }) => key as string));
    after = page.next;
  } while (after !== undefined);
  expect([...seen].sort()).toEqual([...keys].sort());
  expect(seen.at(0)).toBe(order.at(-1));
  expect(seen.slice(-2)).toEqual([order[1], order[0]]);

  const first = broker.historyOf(keys[0] ?? '', { limit: 1 })?.elementInstances;
  const second = broker.historyOf(keys[0] ?? '', { limit: 1, after: first?.next ?? '' })?.elementInstances;
  expect([...(first?.items ?? []), ...(second?.items ?? [])].map(({ elementId }) => elementId)).toEqual([
    'start',
    'check',
  ]);
  expect(second?.next).toBeUndefined();
});

test('what lived in a cancelled instance ended with it, children of a call too', async () => {
  const broker = await open();
  await deploy(broker, 'call-activity-catches-child-error', 'called-child');
  const key = await create(broker, 'call-activity-catches-child-error', { caseId: 'c1' });
  const child = broker.list('process-instances', PAGE).items.find((item) => item['key'] !== key)?.['key'];
  clock.advance(5);
  await cancel(broker, key);
  for (const instance of [key, child as string]) {
    const told = broker.historyOf(instance, PAGE);
    expect(told?.processInstance).toMatchObject({
      state: 'terminated',
      endedAt: clock.now().toISOString(),
    });
    const { items } = told?.elementInstances ?? { items: [] };
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter(({ state, endedAt }) => state === 'active' || endedAt === undefined)).toEqual([]);
  }
  expect(broker.historyOf(child as string, PAGE)?.processInstance['parentElementInstanceKey']).toEqual(
    broker.historyOf(key, PAGE)?.elementInstances.items.find(({ type }) => type === 'call-activity')?.['key'],
  );
});

test('keeps names of variables; values only when it was told to', async () => {
  let broker = await open();
  await deploy(broker, 'one-service-task');
  const without = await create(broker, 'one-service-task', { caseId: 'secret' });
  await complete(broker, 'check', { caseId: 'changed', answer: 'secret' });
  await close(broker);
  expect(await onDisk()).toBeGreaterThan(0);
  broker = await open({ values: true });
  const names = [
    { scopeKey: without, name: 'caseId', value: undefined },
    { scopeKey: without, name: 'answer', value: undefined },
  ];
  expect(broker.variablesInHistory(without, true)).toEqual(names);

  const withValues = await create(broker, 'one-service-task', { caseId: 'c1' });
  await complete(broker, 'check', { caseId: 'c2' });
  expect(broker.variablesInHistory(withValues, true)).toEqual([
    { scopeKey: withValues, name: 'caseId', value: 'c2' },
  ]);
  expect(broker.variablesInHistory(withValues, false)).toEqual([{ scopeKey: withValues, name: 'caseId' }]);
});

test('is on the disk with the answer, and never without the change that it tells of', async () => {
  const broker = await open();
  await deploy(broker, 'one-service-task');
  for (let n = 0; n < 10; n += 1) {
    const key = await create(broker, 'one-service-task');
    if (n % 2 === 0) await complete(broker, 'check');
    const copy = join(root, `copy-${n}`);
    mkdirSync(copy);
    copyFileSync(join(dataDir, 'data.mdb'), join(copy, 'data.mdb'));
    const after = await open({}, copy);
    expect(after.historyOf(key, PAGE)?.processInstance['state']).toBe(n % 2 === 0 ? 'completed' : 'active');
    expect(after.hasInstance(key)).toBe(n % 2 !== 0);
    expect(after.endedCount).toBe(n % 2 === 0 ? n + 1 : n);
    await close(after);
    if (n % 2 !== 0) await complete(broker, 'check');
  }
});

test('goes on after a restart, with the same instance', async () => {
  const before = await open();
  await deploy(before, 'service-task-after-service-task');
  const key = await create(before, 'service-task-after-service-task');
  await complete(before, 'first');
  await close(before);
  const after = await open();
  await complete(after, 'second');
  const told = after.historyOf(key, PAGE);
  expect(told?.elementInstances.items.map(({ elementId }) => elementId)).toEqual([
    'start',
    'first',
    'second',
    'end',
  ]);
  expect(told).not.toHaveProperty('incomplete');
});

test('is removed when its days are over: not told at once, and nothing of it on the disk soon after', async () => {
  const broker = await open({ days: 2 });
  await deploy(broker, 'one-service-task');
  const old = await create(broker, 'one-service-task');
  const living = await create(broker, 'one-service-task');
  await cancel(broker, old);
  clock.advance(2 * DAY_MS - 1);
  expect(broker.historyOf(old, PAGE)).toBeDefined();
  clock.advance(1);
  expect(broker.historyOf(old, PAGE)).toBeUndefined();
  expect(broker.variablesInHistory(old, false)).toBeUndefined();
  expect(broker.endedInstances(PAGE)).toEqual({ items: [] });
  await eventually('the removal', () => broker.endedCount === 0);
  expect(broker.historyOf(living, PAGE)?.processInstance).toMatchObject({ state: 'active' });
  await close(broker);
  // The one chapter of the living instance.
  expect(await onDisk()).toBe(1);
});

test('keeps no more ended instances than allowed: the oldest go', async () => {
  const broker = await open({ instances: 3 });
  await deploy(broker, 'one-service-task');
  const keys: string[] = [];
  for (let n = 0; n < 8; n += 1) {
    const key = await create(broker, 'one-service-task');
    keys.push(key);
    clock.advance(1);
    await cancel(broker, key);
  }
  await eventually('the removal', () => broker.endedCount === 3);
  expect(broker.endedInstances(PAGE).items.map(({ key }) => key)).toEqual(keys.slice(-3).toReversed());
  expect(broker.historyOf(keys[0] ?? '', PAGE)).toBeUndefined();
});

test('keeps nothing where nothing is to be kept, and removes what was', async () => {
  const before = await open();
  await deploy(before, 'one-service-task');
  const key = await create(before, 'one-service-task');
  await cancel(before, key);
  await close(before);
  const after = await open({ days: 0 });
  const other = await create(after, 'one-service-task');
  await eventually('the removal', () => after.endedCount === 0);
  expect(after.historyOf(other, PAGE)).toBeUndefined();
  await cancel(after, other);
  await close(after);
  expect(await onDisk()).toBe(0);
});

test('an instance that never ends keeps its beginning and its last commits', async () => {
  const [kept, made] = [100, 400];
  const broker = await open({ commits: kept });
  await deploy(broker, 'one-service-task');
  const key = await create(broker, 'one-service-task');
  // Each in a commit of its own.
  for (let n = 0; n < made; n += 1)
    await broker.submit({ type: 'set-variables', elementInstanceKey: key, variables: { [`v${n}`]: n } });
  const names = (): readonly string[] =>
    (broker.variablesInHistory(key, false) ?? []).map(({ name }) => name);
  await eventually('the removal', () => names().length < made / 2);
  // It is looked at from time to time, so there may be some more.
  expect(names().length).toBeGreaterThanOrEqual(kept - 1);
  expect(names().at(-1)).toBe(`v${made - 1}`);
  expect(broker.historyOf(key, PAGE)?.processInstance).toMatchObject({ startedAt: START, state: 'active' });
});
