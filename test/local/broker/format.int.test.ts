/** Data folders written by earlier releases go on where they were; those of other releases are refused. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { open } from 'lmdb';
import { shiftableClock, type ShiftableClock } from '../../../src/lib/clock.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { Broker } from '../../../src/local/broker/broker.ts';
import { FORMAT_VERSION } from '../../../src/local/broker/format.ts';
import { eventually } from '../../support/eventually.ts';

const FIXTURES = join(projectRoot(import.meta.dirname), 'test', 'fixtures', 'engine');
/** As `make.ts` beside the fixtures has it. */
const PARTITION = 5;
const WRITTEN_AT = new Date('2026-03-01T10:00:00Z');
const HOUR_MS = 3_600_000;

const formats = readdirSync(FIXTURES).filter((name) => name.startsWith('format-'));

let dataDir: string;
let clock: ShiftableClock;
let broker: Broker | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
  clock = shiftableClock(WRITTEN_AT);
  broker = undefined;
});

afterEach(async () => {
  await close();
  rmSync(dataDir, { recursive: true });
});

const close = async (): Promise<void> => {
  await broker?.close();
  broker = undefined;
};

const openFixture = async (format: string): Promise<Broker> => {
  cpSync(join(FIXTURES, format), dataDir, { recursive: true });
  broker = await Broker.open({ dataDir, partitionId: PARTITION, clock });
  return broker;
};

/** The format on the disk, and what it is changed into when a new one is given. */
const formatOnDisk = async (change?: string): Promise<string | undefined> => {
  const db = open<string, Buffer>({
    path: dataDir,
    noSubdir: false,
    keyEncoding: 'binary',
    encoding: 'string',
  });
  const found = db.get(Buffer.from('mformat'));
  if (change !== undefined) await db.put(Buffer.from('mformat'), change);
  await db.close();
  return found;
};

/** What a worker does with a fixture's engine. */
const workOn = (engine: Broker) => {
  const activate = async (jobType: string) => {
    const { response } = await engine.submit({
      type: 'activate-jobs',
      jobType,
      worker: 'test',
      maxJobs: 100,
      timeout: HOUR_MS,
    });
    return (response?.jobs ?? []).map((job) => ({
      ...job,
      variables: JSON.parse(job.variables) as Record<string, unknown>,
    }));
  };
  const complete = async (jobType: string, variables: Record<string, unknown> = {}) => {
    const jobs = await activate(jobType);
    for (const { key: jobKey } of jobs) await engine.submit({ type: 'complete-job', jobKey, variables });
    return jobs;
  };
  return { activate, complete };
};

test('there is a folder of every format up to this one', () => {
  expect(formats.map((name) => Number(name.slice('format-'.length))).sort((a, b) => a - b)).toEqual(
    Array.from({ length: FORMAT_VERSION }, (_, index) => index + 1),
  );
});

test.each(formats)(
  '%s goes on where it was: nothing is lost, and every instance comes to its end',
  async (format) => {
    const engine = await openFixture(format);
    const { activate, complete } = workOn(engine);
    const instances = engine.list('process-instances', { limit: 100 }).items;
    expect(instances).toHaveLength(13);

    // Jobs: one waits, one is held until its deadline, one backs off until then.
    expect((await complete('check')).map(({ variables }) => variables)).toEqual([{ state: 'waits' }]);
    clock.advance(HOUR_MS - 1);
    expect(await activate('check')).toEqual([]);
    clock.advance(1);
    await engine.catchUp();
    expect((await complete('check')).map(({ variables, retries }) => [variables['state'], retries])).toEqual([
      ['held', 3],
      ['backs-off', 2],
    ]);

    // Incidents are resolved.
    const incidents = engine.incidents();
    expect(incidents.map(({ type, message }) => [type, message])).toEqual([
      ['JOB_NO_RETRIES', 'no answer'],
      ['CONDITION_ERROR', expect.any(String)],
    ]);
    const [failed, undecided] = incidents as [(typeof incidents)[0], (typeof incidents)[0]];
    await engine.submit({ type: 'update-job-retries', jobKey: failed.jobKey ?? '', retries: 1 });
    await engine.submit({
      type: 'set-variables',
      elementInstanceKey: undecided.processInstanceKey,
      variables: { amount: 5 },
    });
    for (const { key: incidentKey } of incidents)
      await engine.submit({ type: 'resolve-incident', incidentKey });
    expect((await complete('check')).map(({ variables }) => variables['state'])).toEqual(['failed']);
    expect(await complete('approve')).toHaveLength(1);

    // Messages: a subscription, a buffered one under a very long key, one that waits for the end of an instance.
    const publish = (name: string, correlationKey: string, messageId = '') =>
      engine.submit({ type: 'publish-message', name, correlationKey, messageId, variables: { answer: 1 } });
    expect((await publish('reply', 'x'.repeat(3_000), 'kept')).rejection?.type).toBe('ALREADY_EXISTS');
    await publish('reply', 'case-1');
    expect((await complete('after-reply')).map(({ variables }) => variables)).toEqual([
      { caseId: 'case-1', answer: 1 },
    ]);
    for (const order of [1, 2])
      expect((await complete('handle-request')).map(({ variables }) => variables)).toEqual([{ order }]);

    // Tokens, items, callers.
    await complete('right');
    expect(await complete('after-join')).toHaveLength(1);
    expect((await complete('ask', { answer: 'B' })).map(({ variables }) => variables['partner'])).toEqual([
      'b',
      'c',
    ]);
    expect((await complete('collect'))[0]?.variables['answers']).toEqual(['A', 'B', 'B']);
    expect(
      (await complete('child-work', { done: true })).map(({ variables }) => variables['caseId']),
    ).toEqual(['case-2']);
    expect((await complete('after-call'))[0]?.variables).toEqual({ caseId: 'case-2', done: true });
    const [userTask] = await complete('io.camunda.zeebe:userTask');
    expect(JSON.parse(userTask?.customHeaders ?? '')).toMatchObject({
      'io.camunda.zeebe:formKey': 'assessment',
    });

    // The timer fires at its time, not before.
    clock.set(new Date(WRITTEN_AT.getTime() + 24 * HOUR_MS - 1));
    expect(await activate('after-timer')).toEqual([]);
    clock.advance(1);
    await eventually('the timer', async () => (await complete('after-timer')).length === 1);

    expect(engine.counts()).toMatchObject({
      processDefinitions: 11,
      processInstances: 0,
      elementInstances: 0,
      jobs: 0,
      incidents: 0,
      messageSubscriptions: 0,
      messages: 0,
      timers: 0,
    });
    // Keys go on and versions count on.
    const { response } = await engine.submit({
      type: 'create-process-instance',
      bpmnProcessId: 'one-service-task',
    });
    expect(response?.version).toBe(2);
    const last = instances.at(-1)?.['key'] as string;
    expect(BigInt(response?.processInstanceKey ?? 0)).toBeGreaterThan(BigInt(last));
  },
);

test.each(formats.filter((name) => name !== 'format-1'))(
  '%s has its decisions and forms, whose versions count on',
  async (format) => {
    const engine = await openFixture(format);
    const { response } = await engine.submit({
      type: 'evaluate-decision',
      decisionId: 'dish',
      variables: { temperature: 30, guests: 4 },
    });
    expect(response).toMatchObject({ decisionVersion: 1 });
    expect(response?.decisionOutput).toContain('salad');
    const changed = '{"id":"assessment","components":[],"type":"default"}';
    const deployed = await engine.deploy([{ name: 'assessment.form', content: changed }]);
    expect(deployed.response?.forms).toEqual([expect.objectContaining({ formId: 'assessment', version: 2 })]);
  },
);

test.each(formats)(
  '%s is of the present format after it was opened once, and opens again',
  async (format) => {
    const engine = await openFixture(format);
    const before = engine.rows();
    await engine.close();
    expect(await formatOnDisk()).toBe(String(FORMAT_VERSION));
    broker = await Broker.open({ dataDir, partitionId: PARTITION, clock });
    expect(broker.rows()).toEqual(before);
  },
);

test.each([String(FORMAT_VERSION + 1), '0', '-1', '1.5', 'two'])(
  'a folder of format %s is refused and left as it is',
  async (format) => {
    await openFixture(`format-${FORMAT_VERSION}`);
    await close();
    await formatOnDisk(format);
    await expect(Broker.open({ dataDir, partitionId: PARTITION, clock })).rejects.toThrow(
      `written by a newer release (format ${format}; this release reads formats 1 to ${FORMAT_VERSION})`,
    );
    expect(await formatOnDisk()).toBe(format);
  },
);
