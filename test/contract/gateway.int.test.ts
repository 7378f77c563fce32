/**
 * What every engine behind the gateway protocol must do, seen by clients. Runs on the bundled engine, and on a real Zeebe
 * when `ZEEBE_ADDRESS` is set; tests that need what the protocol cannot tell are then left out.
 */
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createZeebeNodeClient } from '../../src/zeebe/zeebe-node-client.ts';
import { PARTITION } from '../support/engine/partition.ts';
import { eventually } from '../support/eventually.ts';
import type { RawJob } from '../support/gateway-client.ts';
import {
  codeOf,
  detailsOf,
  type EngineUnderTest,
  ownProcess,
  REAL_ZEEBE,
  speakTo,
  startEngineUnderTest,
  uniqueSuffix,
} from './engine-under-test.ts';

let engine: EngineUnderTest;
let say: ReturnType<typeof speakTo>;

beforeAll(async () => {
  engine = await startEngineUnderTest();
  say = speakTo(engine);
});

afterAll(async () => {
  await engine.close();
});

const variablesOf = (job: RawJob): Record<string, unknown> =>
  JSON.parse(job.variables) as Record<string, unknown>;

/** Tests that look into the engine or restart it. */
const localTest = REAL_ZEEBE ? test.skip : test;

const incidentOf = (processInstanceKey: string, type: string) =>
  eventually(`incident ${type}`, () =>
    engine.local?.broker
      .incidents()
      .find((incident) => incident.processInstanceKey === processInstanceKey && incident.type === type),
  );

const deployed = async (...fixtures: string[]) => {
  const [first, ...others] = fixtures.map((fixture) => ownProcess(fixture));
  await say.deploy(...(first ? [first, ...others] : []));
  return first as NonNullable<typeof first>;
};

describe('cluster', () => {
  test('tells its topology', async () => {
    const topology = await engine.zeebe.topology();
    expect(topology.clusterSize).toBeGreaterThanOrEqual(1);
    expect(topology.brokers[0]?.partitions[0]).toMatchObject({ role: 'LEADER', health: 'HEALTHY' });
  });

  localTest(
    'issues keys of its partition, exactly (in partition 5 they do not fit a JavaScript number)',
    async () => {
      const process = ownProcess('straight-through');
      const { deployments } = await say.deploy(process);
      const key = deployments[0]?.process.processDefinitionKey ?? '';
      expect(BigInt(key) >> 51n).toBe(BigInt(PARTITION));
      const created = await engine.zeebe.createProcessInstance({
        bpmnProcessId: process.own('straight-through'),
        variables: {},
      });
      expect(BigInt(created.processInstanceKey)).toBeGreaterThan(BigInt(key));
      expect(created.processDefinitionKey).toBe(key);
    },
  );
});

describe('deployment', () => {
  test('counts versions: the same again is no new version, a change is, and changing back is the next', async () => {
    const original = ownProcess('one-service-task');
    const changed = { ...original, xml: original.xml.replace('name="check"', 'name="Check again"') };
    const first = await say.deploy(original);
    const again = await say.deploy(original);
    const second = await say.deploy(changed);
    const third = await say.deploy(original);
    const versions = [first, again, second, third].map(({ deployments }) => deployments[0]?.process.version);
    expect(versions).toEqual([1, 1, 2, 3]);
    expect(again.deployments[0]?.process.processDefinitionKey).toBe(
      first.deployments[0]?.process.processDefinitionKey,
    );
    expect(again.key).not.toBe(first.key);
  });

  test('returns every executable process of a file', async () => {
    const process = ownProcess('two-processes');
    const { deployments } = await say.deploy(process);
    expect(deployments.map((deployment) => deployment.process.bpmnProcessId)).toEqual([
      process.own('two-processes-first'),
      process.own('two-processes-second'),
    ]);
    expect(deployments[0]?.process.resourceName).toBe(process.fileName);
  });

  test('refuses an invalid model with file, element and reason', async () => {
    const process = ownProcess('invalid-service-task-without-type');
    const details = await detailsOf(say.deploy(process));
    expect(details).toContain("Command 'CREATE' rejected with code 'INVALID_ARGUMENT'");
    expect(details).toContain(`'${process.fileName}':`);
    expect(details).toContain('- Element: nameless');
    expect(details).toContain('- ERROR:');
  });

  test('refuses broken FEEL', async () => {
    expect(await codeOf(say.deploy(ownProcess('invalid-broken-expression')))).toBe(status.INVALID_ARGUMENT);
  });

  test('deploys all files or none', async () => {
    const good = ownProcess('one-service-task');
    const bad = ownProcess('invalid-service-task-without-type');
    expect(await codeOf(say.deploy(good, bad))).toBe(status.INVALID_ARGUMENT);
    expect(await codeOf(say.create(good.own('one-service-task')))).toBe(status.NOT_FOUND);
  });

  test('refuses nothing, unknown file types, and two files with one process', async () => {
    expect(await codeOf(say.deploy())).toBe(status.INVALID_ARGUMENT);
    const process = ownProcess('one-service-task');
    expect(await codeOf(say.deploy({ ...process, fileName: 'x.txt' }))).toBe(status.INVALID_ARGUMENT);
    expect(await codeOf(say.deploy(process, { ...process, fileName: 'other.bpmn' }))).toBe(
      status.INVALID_ARGUMENT,
    );
  });

  test('deleting the latest version makes the previous one latest, and a used one cannot be deleted', async () => {
    const original = ownProcess('one-service-task');
    const changed = { ...original, xml: original.xml.replace('name="check"', 'name="Check again"') };
    const processId = original.own('one-service-task');
    await say.deploy(original);
    const second = await say.deploy(changed);
    const resourceKey = second.deployments[0]?.process.processDefinitionKey;
    const running = await say.create(processId);
    expect(await codeOf(engine.raw.call('DeleteResource', { resourceKey }))).toBe(status.FAILED_PRECONDITION);
    await engine.zeebe.cancelProcessInstance(running);
    expect(await codeOf(engine.raw.call('DeleteResource', { resourceKey }))).toBe('OK');
    expect(await codeOf(engine.raw.call('DeleteResource', { resourceKey }))).toBe(status.NOT_FOUND);
    const created = await engine.zeebe.createProcessInstance({ bpmnProcessId: processId, variables: {} });
    expect(created.version).toBe(1);
  });
});

describe('creating', () => {
  test('by id with a version, by id with the latest, and by key', async () => {
    const process = ownProcess('one-service-task');
    const processId = process.own('one-service-task');
    const { deployments } = await say.deploy(process);
    const processDefinitionKey = deployments[0]?.process.processDefinitionKey ?? '';
    const create = (request: object) =>
      engine.raw.call<{ version: number; processDefinitionKey: string; bpmnProcessId: string }>(
        'CreateProcessInstance',
        request,
      );
    for (const request of [
      { bpmnProcessId: processId, version: 1 },
      { bpmnProcessId: processId, version: -1 },
      { processDefinitionKey },
    ]) {
      expect(await create(request)).toMatchObject({
        bpmnProcessId: processId,
        version: 1,
        processDefinitionKey,
      });
    }
  });

  test('refuses what does not exist', async () => {
    const process = await deployed('one-service-task');
    expect(await codeOf(say.create('no-such-process'))).toBe(status.NOT_FOUND);
    const missingVersion = { bpmnProcessId: process.own('one-service-task'), version: 9 };
    expect(await codeOf(engine.raw.call('CreateProcessInstance', missingVersion))).toBe(status.NOT_FOUND);
    expect(await codeOf(engine.raw.call('CreateProcessInstance', { processDefinitionKey: '77' }))).toBe(
      status.NOT_FOUND,
    );
  });

  test('refuses a process that only a message starts', async () => {
    const process = await deployed('message-start');
    expect(await codeOf(say.create(process.own('message-start')))).toBe(status.FAILED_PRECONDITION);
  });

  test.each([['[1]'], ['"text"'], ['{'], ['nope']])('refuses the variables %s', async (variables) => {
    const process = await deployed('straight-through');
    const request = { bpmnProcessId: process.own('straight-through'), version: -1, variables };
    expect(await codeOf(engine.raw.call('CreateProcessInstance', request))).toBe(status.INVALID_ARGUMENT);
  });

  test('answers with the result when the instance completes', async () => {
    const process = await deployed('one-service-task');
    const result = engine.zeebe.createProcessInstanceWithResult({
      bpmnProcessId: process.own('one-service-task'),
      variables: { caseId: 'c1', other: 1 },
      fetchVariables: ['caseId', 'checked'],
      requestTimeout: 60_000,
    });
    await say.complete((await say.job(process.own('check'))).key, { checked: true });
    expect((await result).variables).toEqual({ caseId: 'c1', checked: true });
  });

  test('answers at once with the result of an instance that never waits', async () => {
    const process = await deployed('straight-through');
    const result = await engine.zeebe.createProcessInstanceWithResult({
      bpmnProcessId: process.own('straight-through'),
      variables: { caseId: 'c1' },
      requestTimeout: 60_000,
    });
    expect(result.variables).toEqual({ caseId: 'c1' });
  });

  test('stops waiting for a result in time and leaves the instance running', async () => {
    const process = await deployed('one-service-task');
    const waiting = engine.zeebe.createProcessInstanceWithResult({
      bpmnProcessId: process.own('one-service-task'),
      variables: {},
      requestTimeout: 200,
    });
    expect(await codeOf(waiting)).toBe(status.DEADLINE_EXCEEDED);
    expect(await codeOf(say.complete((await say.job(process.own('check'))).key))).toBe('OK');
  });

  test('refuses a tenant while there is only one', async () => {
    const process = await deployed('straight-through');
    const request = { bpmnProcessId: process.own('straight-through'), version: -1 };
    expect(await codeOf(engine.raw.call('CreateProcessInstance', { ...request, tenantId: 'other' }))).toBe(
      status.INVALID_ARGUMENT,
    );
    expect(
      await engine.raw.call('CreateProcessInstance', { ...request, tenantId: '<default>' }),
    ).toMatchObject({
      tenantId: '<default>',
    });
  });
});

describe('cancelling', () => {
  test('removes the instance and its jobs', async () => {
    const process = await deployed('one-service-task');
    const key = await say.create(process.own('one-service-task'));
    const job = await say.job(process.own('check'));
    await engine.zeebe.cancelProcessInstance(key);
    expect(await codeOf(say.complete(job.key))).toBe(status.NOT_FOUND);
    expect(await codeOf(engine.zeebe.cancelProcessInstance(key))).toBe(status.NOT_FOUND);
  });
});

describe('jobs', () => {
  test('carry what a worker needs', async () => {
    const process = await deployed('one-service-task');
    const processInstanceKey = await say.create(process.own('one-service-task'), {
      caseId: 'c1',
      open: true,
    });
    const before = Date.now();
    const job = await say.job(process.own('check'), { worker: 'me', timeout: 60_000 });
    expect(job).toMatchObject({
      processInstanceKey,
      bpmnProcessId: process.own('one-service-task'),
      elementId: 'check',
      worker: 'me',
      retries: 3,
      customHeaders: '{}',
    });
    expect(variablesOf(job)).toEqual({ caseId: 'c1', open: true });
    expect(Number(job.deadline)).toBeGreaterThanOrEqual(before + 60_000);
  });

  test('carry only the variables that were asked for', async () => {
    const process = await deployed('one-service-task');
    await say.create(process.own('one-service-task'), { caseId: 'c1', open: true });
    const job = await say.job(process.own('check'), { fetchVariable: ['caseId'] });
    expect(variablesOf(job)).toEqual({ caseId: 'c1' });
  });

  test('carry a user task with its form, groups and headers', async () => {
    const process = await deployed('user-task-with-headers');
    const key = await say.create(process.own('user-task-with-headers'));
    const job = await eventually('the user task of this instance', async () => {
      const found = await say.activateNow('io.camunda.zeebe:userTask');
      return found.find(({ processInstanceKey }) => processInstanceKey === key);
    });
    expect(JSON.parse(job.customHeaders)).toMatchObject({
      term: '5',
      'io.camunda.zeebe:formKey': 'assessment',
      'io.camunda.zeebe:candidateGroups': '["police","municipality"]',
    });
    await say.complete(job.key);
  });

  test('are handed out oldest first', async () => {
    const process = await deployed('one-service-task');
    const instances = [];
    for (let n = 0; n < 5; n += 1) instances.push(await say.create(process.own('one-service-task')));
    const found = await say.activateNow(process.own('check'), { maxJobsToActivate: 3 });
    expect(found.map(({ processInstanceKey }) => processInstanceKey)).toEqual(instances.slice(0, 3));
    expect(await say.activateNow(process.own('check'))).toHaveLength(2);
  });

  test('belong to another worker after their time, and the later completion loses', async () => {
    const process = await deployed('one-service-task');
    await say.create(process.own('one-service-task'));
    const slow = await say.job(process.own('check'), { worker: 'slow', timeout: 100 });
    const quick = await say.job(process.own('check'), { worker: 'quick', timeout: 60_000 });
    expect(quick.key).toBe(slow.key);
    expect(quick.retries).toBe(slow.retries);
    await say.complete(quick.key);
    expect(await codeOf(say.complete(slow.key))).toBe(status.NOT_FOUND);
  });

  test('may be completed late when nobody else did', async () => {
    const process = await deployed('one-service-task');
    await say.create(process.own('one-service-task'));
    const late = await say.job(process.own('check'), { timeout: 50 });
    await say.job(process.own('check'), { worker: 'other', timeout: 60_000 });
    expect(await codeOf(say.complete(late.key))).toBe('OK');
  });

  test('come back after their back-off and never before', async () => {
    const process = await deployed('one-service-task');
    await say.create(process.own('one-service-task'));
    const job = await say.job(process.own('check'));
    const failedAt = Date.now();
    await engine.raw.call('FailJob', {
      jobKey: job.key,
      retries: 2,
      errorMessage: 'later',
      retryBackOff: 700,
    });
    expect(await say.noJob(process.own('check'))).toBe(true);
    const again = await say.job(process.own('check'));
    expect(Date.now() - failedAt).toBeGreaterThanOrEqual(700);
    expect(again).toMatchObject({ key: job.key, retries: 2 });
  });

  test('come back at once without a back-off, with local variables of the failure', async () => {
    const process = await deployed('one-service-task');
    await say.create(process.own('one-service-task'));
    const job = await say.job(process.own('check'));
    await engine.raw.call('FailJob', { jobKey: job.key, retries: 1, variables: '{"attempt":1}' });
    const [again] = await say.activateNow(process.own('check'));
    expect(again).toMatchObject({ key: job.key, retries: 1 });
    expect(variablesOf(again as RawJob)).toEqual({ attempt: 1 });
  });

  test('may be failed by zeebe-node, which sends an empty text as variables', async () => {
    const process = await deployed('one-service-task');
    await say.create(process.own('one-service-task'));
    const job = await say.job(process.own('check'));
    const failed = engine.zeebe.failJob({ jobKey: job.key, retries: 1, errorMessage: 'x', retryBackOff: 0 });
    expect(await codeOf(failed)).toBe('OK');
  });

  test('cannot be completed after they failed without retries', async () => {
    const process = await deployed('one-service-task');
    await say.create(process.own('one-service-task'));
    const job = await say.job(process.own('check'));
    await engine.raw.call('FailJob', { jobKey: job.key, retries: 0 });
    expect(await codeOf(say.complete(job.key))).toBe(status.FAILED_PRECONDITION);
  });

  test('are unknown once they are gone, with a text that says so', async () => {
    const details = await detailsOf(say.complete('4'));
    expect(details).toContain("Command 'COMPLETE' rejected with code 'NOT_FOUND'");
    expect(await codeOf(engine.raw.call('FailJob', { jobKey: '4', retries: 1 }))).toBe(status.NOT_FOUND);
    expect(await codeOf(engine.raw.call('ThrowError', { jobKey: '4', errorCode: 'x' }))).toBe(
      status.NOT_FOUND,
    );
    expect(await codeOf(engine.raw.call('UpdateJobRetries', { jobKey: '4', retries: 1 }))).toBe(
      status.NOT_FOUND,
    );
  });

  test.each([
    ['without a type', { type: '' }],
    ['without a worker', { worker: '' }],
    ['without a timeout', { timeout: 0 }],
    ['without a number', { maxJobsToActivate: 0 }],
    ['for another tenant', { tenantIds: ['other'] }],
  ])('are not handed out %s', async (_what, request) => {
    const stream = engine.raw.activate({ type: 'any', ...request });
    expect(await codeOf(stream.ended)).toBe(status.INVALID_ARGUMENT);
  });

  test('an oversized job does not block the others', async () => {
    const process = await deployed('one-service-task');
    const processId = process.own('one-service-task');
    const large = await say.create(processId, { filler: 'x'.repeat(2_200_000) });
    const scope = { elementInstanceKey: large, variables: { more: 'y'.repeat(2_200_000) }, local: true };
    await engine.zeebe.setVariables(scope);
    const small = await say.create(processId, { caseId: 'small' });
    const found = await say.job(process.own('check'));
    expect(found.processInstanceKey).toBe(small);
    await engine.zeebe.cancelProcessInstance(large);
  });

  test('larger together than one message are all delivered', async () => {
    const process = await deployed('one-service-task');
    for (let n = 0; n < 4; n += 1)
      await say.create(process.own('one-service-task'), { n, filler: 'x'.repeat(1_500_000) });
    const found = await say.jobs(process.own('check'), 4);
    expect(found.map((job) => variablesOf(job)['n'])).toEqual([0, 1, 2, 3]);
  });
});

describe('long polling', () => {
  test('serves a parked request when a job appears, and the oldest request first', async () => {
    const process = await deployed('one-service-task');
    const type = process.own('check');
    const first = engine.raw.activate({ type, worker: 'first', requestTimeout: 60_000 });
    const second = engine.raw.activate({ type, worker: 'second', requestTimeout: 60_000 });
    // A third, which returns at once, shows that the other two have arrived.
    await engine.raw.activate({ type, worker: 'third', requestTimeout: -1 }).ended;
    const one = await say.create(process.own('one-service-task'));
    expect((await first.ended).map(({ processInstanceKey }) => processInstanceKey)).toEqual([one]);
    expect(second.outcome).toBeUndefined();
    const two = await say.create(process.own('one-service-task'));
    expect((await second.ended).map(({ processInstanceKey }) => processInstanceKey)).toEqual([two]);
  });

  test('ends a request with one job at once, without waiting for more', async () => {
    const process = await deployed('one-service-task');
    const parked = engine.raw.activate({
      type: process.own('check'),
      maxJobsToActivate: 50,
      requestTimeout: 60_000,
    });
    await say.create(process.own('one-service-task'));
    expect(await parked.ended).toHaveLength(1);
  });

  test('ends a request without a job OK, at its time and not before', async () => {
    const start = Date.now();
    const parked = engine.raw.activate({
      type: ownProcess('one-service-task').own('check'),
      requestTimeout: 400,
    });
    expect(await parked.ended).toEqual([]);
    expect(Date.now() - start).toBeGreaterThanOrEqual(395);
    expect(parked.outcome).toBe('OK');
  });

  test('gives no job to a client that left', async () => {
    const process = await deployed('one-service-task');
    const type = process.own('check');
    const gone = engine.raw.activate({ type, worker: 'gone', requestTimeout: 60_000, timeout: 600_000 });
    await engine.raw.activate({ type, requestTimeout: -1 }).ended;
    gone.cancel();
    // Another round trip on the same connection: the cancellation has arrived before.
    await engine.raw.call('Topology', {});
    const instance = await say.create(process.own('one-service-task'));
    expect((await say.job(type)).processInstanceKey).toBe(instance);
  });

  test('serves many parked requests with as many jobs, each job once', async () => {
    const process = await deployed('one-service-task');
    const type = process.own('check');
    const parked = Array.from({ length: 20 }, (_, n) =>
      engine.raw.activate({ type, worker: `w${n}`, maxJobsToActivate: 1, requestTimeout: 60_000 }),
    );
    await engine.raw.activate({ type, requestTimeout: -1 }).ended;
    const instances = await Promise.all(parked.map(() => say.create(process.own('one-service-task'))));
    const served = await Promise.all(parked.map(({ ended }) => ended));
    expect(
      served
        .flat()
        .map(({ processInstanceKey }) => processInstanceKey)
        .sort(),
    ).toEqual([...instances].sort());
  });

  test('misses no job that appears at the moment a request arrives', async () => {
    const process = await deployed('one-service-task');
    const bpmnProcessId = process.own('one-service-task');
    for (let n = 0; n < 100; n += 1) {
      const request = engine.raw.activate({ type: process.own('check'), requestTimeout: 60_000 });
      const created = engine.raw.call<{ processInstanceKey: string }>('CreateProcessInstance', {
        bpmnProcessId,
        version: -1,
      });
      const [job] = await request.ended;
      expect(job?.processInstanceKey).toBe((await created).processInstanceKey);
    }
  });

  test('hands out what a first request could not take to the next', async () => {
    const process = await deployed('one-service-task');
    const type = process.own('check');
    for (let n = 0; n < 3; n += 1) await say.create(process.own('one-service-task'));
    const requests = [1, 2, 3].map(() =>
      engine.raw.activate({ type, maxJobsToActivate: 1, requestTimeout: 60_000 }),
    );
    expect((await Promise.all(requests.map(({ ended }) => ended))).flat()).toHaveLength(3);
  });
});

describe('job streams', () => {
  test('push jobs as they become activatable', async () => {
    const process = await deployed('one-service-task');
    const type = process.own('check');
    const older = await say.create(process.own('one-service-task'));
    const stream = engine.raw.stream({ type, worker: 'streamer' });
    const pushed = await eventually('a pushed job', async () => {
      await say.create(process.own('one-service-task'));
      return stream.jobs[0];
    });
    expect(pushed).toMatchObject({ worker: 'streamer', elementId: 'check' });
    expect(stream.jobs.map(({ processInstanceKey }) => processInstanceKey)).not.toContain(older);
    stream.cancel();
  });

  test('refuse a blank type and a missing timeout', async () => {
    expect(await codeOf(engine.raw.stream({ type: '' }).ended)).toBe(status.INVALID_ARGUMENT);
    expect(await codeOf(engine.raw.stream({ type: 'x', timeout: 0 }).ended)).toBe(status.INVALID_ARGUMENT);
  });
});

describe('incidents', () => {
  localTest('of a job without retries are resolved after retries were given', async () => {
    const process = await deployed('one-service-task');
    const key = await say.create(process.own('one-service-task'));
    const job = await say.job(process.own('check'));
    await engine.raw.call('FailJob', { jobKey: job.key, retries: 0, errorMessage: 'no answer' });
    const incident = await incidentOf(key, 'JOB_NO_RETRIES');
    expect(incident.message).toBe('no answer');
    expect(await codeOf(engine.zeebe.resolveIncident({ incidentKey: incident.key }))).toBe(
      status.FAILED_PRECONDITION,
    );
    expect(await codeOf(engine.raw.call('UpdateJobRetries', { jobKey: job.key, retries: 0 }))).toBe(
      status.INVALID_ARGUMENT,
    );
    await engine.zeebe.updateJobRetries({ jobKey: job.key, retries: 1 });
    await engine.zeebe.resolveIncident({ incidentKey: incident.key });
    expect((await say.job(process.own('check'))).key).toBe(job.key);
    expect(await codeOf(engine.zeebe.resolveIncident({ incidentKey: incident.key }))).toBe(status.NOT_FOUND);
  });

  localTest('of a gateway without a way out are resolved after the variable was corrected', async () => {
    const process = await deployed('exclusive-gateway-without-default');
    const key = await say.create(process.own('exclusive-gateway-without-default'), { amount: 50 });
    const incident = await incidentOf(key, 'CONDITION_ERROR');
    await engine.zeebe.resolveIncident({ incidentKey: incident.key });
    const again = await incidentOf(key, 'CONDITION_ERROR');
    expect(again.key).not.toBe(incident.key);
    await engine.zeebe.setVariables({ elementInstanceKey: key, variables: { amount: 5 }, local: false });
    await engine.zeebe.resolveIncident({ incidentKey: again.key });
    expect((await say.job(process.own('approve'))).processInstanceKey).toBe(key);
  });

  localTest(
    'of an error that nobody catches leave the job, which can be completed after resolving',
    async () => {
      const process = await deployed('one-service-task');
      const key = await say.create(process.own('one-service-task'));
      const job = await say.job(process.own('check'));
      await engine.zeebe.throwError({ jobKey: job.key, errorCode: 'unexpected', errorMessage: '' });
      const incident = await incidentOf(key, 'UNHANDLED_ERROR_EVENT');
      expect(await codeOf(say.complete(job.key))).toBe(status.FAILED_PRECONDITION);
      await engine.zeebe.resolveIncident({ incidentKey: incident.key });
      await say.complete((await say.job(process.own('check'))).key);
    },
  );

  test('are unknown by a key that never was one', async () => {
    expect(await codeOf(engine.zeebe.resolveIncident({ incidentKey: '4' }))).toBe(status.NOT_FOUND);
  });
});

describe('messages', () => {
  const waiting = async (caseId: unknown, ...fixtures: string[]) => {
    const process = await deployed(...(fixtures.length > 0 ? fixtures : ['message-catch']));
    return { process, key: await say.create(process.own('message-catch'), { caseId }) };
  };

  test('continue the instance that waits for them, with their variables', async () => {
    const { process, key } = await waiting('c1');
    await say.publish({ name: process.own('reply'), correlationKey: 'c1', variables: { answer: 42 } });
    const job = await say.job(process.own('after-reply'));
    expect(job.processInstanceKey).toBe(key);
    expect(variablesOf(job)).toEqual({ caseId: 'c1', answer: 42 });
  });

  test('with another correlation key or name do nothing', async () => {
    const { process } = await waiting('c1');
    await say.publish({ name: process.own('reply'), correlationKey: 'c2' });
    await say.publish({ name: process.own('another'), correlationKey: 'c1' });
    expect(await say.noJob(process.own('after-reply'))).toBe(true);
  });

  test('match a number by its text', async () => {
    const { process } = await waiting(17);
    await say.publish({ name: process.own('reply'), correlationKey: '17' });
    expect((await say.job(process.own('after-reply'))).elementId).toBe('after-reply');
  });

  test('published early are kept for their time to live', async () => {
    const process = await deployed('message-catch');
    await say.publish({ name: process.own('reply'), correlationKey: 'c1', timeToLive: 600_000 });
    const key = await say.create(process.own('message-catch'), { caseId: 'c1' });
    expect((await say.job(process.own('after-reply'))).processInstanceKey).toBe(key);
  });

  test('published early without a time to live are not kept', async () => {
    const process = await deployed('message-catch');
    await say.publish({ name: process.own('reply'), correlationKey: 'c1' });
    await say.create(process.own('message-catch'), { caseId: 'c1' });
    expect(await say.noJob(process.own('after-reply'))).toBe(true);
  });

  test('are not kept beyond their time to live', async () => {
    const process = await deployed('message-catch');
    const message = { name: process.own('reply'), correlationKey: 'c1', messageId: 'm', timeToLive: 50 };
    await say.publish(message);
    // Its id is free again once it expired.
    await eventually(
      'expiry',
      async () => (await codeOf(say.publish({ ...message, timeToLive: 0 }))) === 'OK',
    );
    await say.create(process.own('message-catch'), { caseId: 'c1' });
    expect(await say.noJob(process.own('after-reply'))).toBe(true);
  });

  test('kept are taken earliest first', async () => {
    const process = await deployed('message-catch');
    for (const n of [1, 2]) {
      await say.publish({
        name: process.own('reply'),
        correlationKey: 'c1',
        timeToLive: 600_000,
        variables: { n },
      });
    }
    for (const n of [1, 2]) {
      await say.create(process.own('message-catch'), { caseId: 'c1' });
      expect(variablesOf(await say.job(process.own('after-reply')))['n']).toBe(n);
    }
  });

  test('reach one of two instances of the same process', async () => {
    const { process } = await waiting('c1');
    await say.create(process.own('message-catch'), { caseId: 'c1' });
    await say.publish({ name: process.own('reply'), correlationKey: 'c1' });
    expect(await say.jobs(process.own('after-reply'))).toHaveLength(1);
    expect(await say.noJob(process.own('after-reply'))).toBe(true);
  });

  test('reach one instance of each process', async () => {
    const suffix = uniqueSuffix();
    const one = ownProcess('message-catch', suffix);
    const two = ownProcess('message-catch-other-process', suffix);
    await say.deploy(one, two);
    await say.create(one.own('message-catch'), { caseId: 'c1' });
    await say.create(two.own('message-catch-other-process'), { caseId: 'c1' });
    await say.publish({ name: one.own('reply'), correlationKey: 'c1' });
    await say.job(one.own('after-reply'));
    await say.job(two.own('after-reply-too'));
  });

  test('with the id of a kept message of the same name and key are refused', async () => {
    const name = ownProcess('message-catch').own('reply');
    const message = { name, correlationKey: 'c1', messageId: 'm1', timeToLive: 600_000 };
    await say.publish(message);
    expect(await codeOf(say.publish(message))).toBe(status.ALREADY_EXISTS);
    expect(await codeOf(say.publish({ ...message, correlationKey: 'c2' }))).toBe('OK');
    expect(await codeOf(say.publish({ ...message, messageId: 'm2' }))).toBe('OK');
  });

  test('that are not kept may repeat their id', async () => {
    const message = { name: ownProcess('message-catch').own('reply'), correlationKey: 'c1', messageId: 'm1' };
    await say.publish(message);
    expect(await codeOf(say.publish(message))).toBe('OK');
  });

  test('without a correlation key start an instance each', async () => {
    const process = await deployed('message-start');
    for (const n of [1, 2]) await say.publish({ name: process.own('request'), variables: { n } });
    const jobs = await say.jobs(process.own('handle-request'), 2);
    expect(jobs.map((job) => variablesOf(job)['n'])).toEqual([1, 2]);
  });

  test('with a correlation key start one instance at a time, and the next kept one when it ended', async () => {
    const process = await deployed('message-start');
    for (const n of [1, 2]) {
      await say.publish({
        name: process.own('request'),
        correlationKey: 'k',
        timeToLive: 600_000,
        variables: { n },
      });
    }
    const first = await say.job(process.own('handle-request'));
    expect(variablesOf(first)['n']).toBe(1);
    expect(await say.noJob(process.own('handle-request'))).toBe(true);
    await say.complete(first.key);
    expect(variablesOf(await say.job(process.own('handle-request')))['n']).toBe(2);
  });

  test('from before a deployment start nothing', async () => {
    const process = ownProcess('message-start');
    await say.publish({ name: process.own('request'), correlationKey: 'k', timeToLive: 600_000 });
    await say.deploy(process);
    expect(await say.noJob(process.own('handle-request'))).toBe(true);
  });
});

describe('errors', () => {
  const thrown = async (errorCode: string) => {
    const process = await deployed('error-boundary-exact-and-any');
    await say.create(process.own('error-boundary-exact-and-any'));
    const job = await say.job(process.own('risky'));
    await engine.zeebe.throwError({
      jobKey: job.key,
      errorCode,
      errorMessage: 'x',
      variables: { reason: 'r' },
    });
    return { process, job };
  };

  test('are caught by their code before an event that catches any', async () => {
    const { process, job } = await thrown('no-answer');
    const caught = await say.job(process.own('after-no-answer'));
    expect(variablesOf(caught)).toEqual({ reason: 'r' });
    expect(await codeOf(say.complete(job.key))).toBe(status.NOT_FOUND);
  });

  test('with another code are caught by the event that catches any', async () => {
    const { process } = await thrown('something-else');
    await say.job(process.own('after-any-error'));
    expect(await say.noJob(process.own('after-no-answer'))).toBe(true);
  });

  test('cross from a called process to its caller', async () => {
    const suffix = uniqueSuffix();
    const caller = ownProcess('call-activity-catches-child-error', suffix);
    const child = ownProcess('called-child', suffix);
    await say.deploy(caller, child);
    const key = await say.create(caller.own('call-activity-catches-child-error'));
    const job = await say.job(child.own('child-work'));
    expect(job.processInstanceKey).not.toBe(key);
    await engine.zeebe.throwError({ jobKey: job.key, errorCode: 'child-failed', errorMessage: '' });
    expect((await say.job(caller.own('after-child-failed'))).processInstanceKey).toBe(key);
  });
});

describe('call activities', () => {
  test('hand variables down and back', async () => {
    const suffix = uniqueSuffix();
    const caller = ownProcess('call-activity-catches-child-error', suffix);
    const child = ownProcess('called-child', suffix);
    await say.deploy(caller, child);
    const key = await say.create(caller.own('call-activity-catches-child-error'), { caseId: 'c1' });
    const job = await say.job(child.own('child-work'));
    expect(variablesOf(job)).toEqual({ caseId: 'c1' });
    expect(await codeOf(engine.zeebe.cancelProcessInstance(job.processInstanceKey))).toBe(
      status.FAILED_PRECONDITION,
    );
    await say.complete(job.key, { done: true });
    const after = await say.job(caller.own('after-call'));
    expect(after.processInstanceKey).toBe(key);
    expect(variablesOf(after)).toEqual({ caseId: 'c1', done: true });
  });

  test('end with their caller', async () => {
    const suffix = uniqueSuffix();
    const caller = ownProcess('call-activity-catches-child-error', suffix);
    const child = ownProcess('called-child', suffix);
    await say.deploy(caller, child);
    const key = await say.create(caller.own('call-activity-catches-child-error'));
    const job = await say.job(child.own('child-work'));
    await engine.zeebe.cancelProcessInstance(key);
    expect(await codeOf(say.complete(job.key))).toBe(status.NOT_FOUND);
  });
});

describe('variables', () => {
  test('of a completed job without mappings go to the instance', async () => {
    const process = await deployed('service-task-after-service-task');
    await say.create(process.own('service-task-after-service-task'), { caseId: 'c1', seen: false });
    await say.complete((await say.job(process.own('first'))).key, {
      seen: true,
      extra: [1, null, { a: 'b' }],
    });
    expect(variablesOf(await say.job(process.own('second')))).toEqual({
      caseId: 'c1',
      seen: true,
      extra: [1, null, { a: 'b' }],
    });
  });

  test('of a completed job with output mappings go only through them', async () => {
    const process = await deployed('output-mapping');
    await say.create(process.own('output-mapping'), { caseId: 'c1' });
    const job = await say.job(process.own('measure'));
    expect(variablesOf(job)).toEqual({ caseId: 'c1', subject: 'c1' });
    await say.complete(job.key, { reading: 21, noise: true });
    expect(variablesOf(await say.job(process.own('report')))).toEqual({ caseId: 'c1', doubled: 42 });
  });

  test('set locally are seen there and not outside', async () => {
    const process = await deployed('service-task-after-service-task');
    await say.create(process.own('service-task-after-service-task'));
    const first = await say.job(process.own('first'));
    await engine.zeebe.setVariables({
      elementInstanceKey: first.elementInstanceKey,
      variables: { here: 1 },
      local: true,
    });
    await engine.zeebe.setVariables({
      elementInstanceKey: first.elementInstanceKey,
      variables: { all: 2 },
      local: false,
    });
    await engine.raw.call('FailJob', { jobKey: first.key, retries: 1 });
    expect(variablesOf(await say.job(process.own('first')))).toEqual({ here: 1, all: 2 });
    await say.complete(first.key);
    expect(variablesOf(await say.job(process.own('second')))).toEqual({ all: 2 });
  });

  test('cannot be set in a scope that does not exist', async () => {
    const request = { elementInstanceKey: '4', variables: { a: 1 }, local: false };
    expect(await codeOf(engine.zeebe.setVariables(request))).toBe(status.NOT_FOUND);
  });
});

describe('multi-instance', () => {
  test('collects the outputs in the order of the inputs, in whatever order they complete', async () => {
    const process = await deployed('parallel-multi-instance');
    const partners = ['a', 'b', 'c', 'd', 'e'];
    await say.create(process.own('parallel-multi-instance'), { partners });
    const jobs = await say.jobs(process.own('ask'), partners.length);
    for (const job of [jobs[3], jobs[0], jobs[4], jobs[2], jobs[1]] as RawJob[]) {
      const { partner, loopCounter } = variablesOf(job) as { partner: string; loopCounter: number };
      await say.complete(job.key, { answer: `${partner}${loopCounter}` });
    }
    expect(variablesOf(await say.job(process.own('collect')))).toEqual({
      partners,
      answers: ['a1', 'b2', 'c3', 'd4', 'e5'],
    });
  });

  test('one after the other when sequential', async () => {
    const process = await deployed('sequential-multi-instance');
    await say.create(process.own('sequential-multi-instance'), { partners: ['a', 'b'] });
    for (const partner of ['a', 'b']) {
      const job = await say.job(process.own('ask-next'));
      expect(variablesOf(job)['partner']).toBe(partner);
      expect(await say.noJob(process.own('ask-next'))).toBe(true);
      await say.complete(job.key, { answer: partner.toUpperCase() });
    }
    expect(variablesOf(await say.job(process.own('collect')))['answers']).toEqual(['A', 'B']);
  });

  test('of nothing completes with an empty list', async () => {
    const process = await deployed('parallel-multi-instance');
    await say.create(process.own('parallel-multi-instance'), { partners: [] });
    expect(variablesOf(await say.job(process.own('collect')))['answers']).toEqual([]);
  });
});

describe('gateways', () => {
  test('a parallel join waits for all its branches and continues once', async () => {
    const process = await deployed('parallel-fork-and-join');
    await say.create(process.own('parallel-fork-and-join'));
    await say.complete((await say.job(process.own('left'))).key);
    expect(await say.noJob(process.own('after-join'))).toBe(true);
    await say.complete((await say.job(process.own('right'))).key);
    await say.job(process.own('after-join'));
    expect(await say.noJob(process.own('after-join'))).toBe(true);
  });
});

describe('timers', () => {
  test('never fire early', async () => {
    const process = await deployed('timer-catch');
    const created = Date.now();
    await say.create(process.own('timer-catch'), { delay: 'PT0.6S' });
    await say.job(process.own('after-timer'));
    expect(Date.now() - created).toBeGreaterThanOrEqual(600);
  });
});

describe('restart', () => {
  localTest('keeps instances, jobs, kept messages, timers and versions', async () => {
    const service = await deployed('one-service-task');
    const timer = await deployed('timer-catch');
    const message = await deployed('message-catch');
    const created = Date.now();
    const withJob = await say.create(service.own('one-service-task'), { caseId: 'c1' });
    const withTimer = await say.create(timer.own('timer-catch'), { delay: 'PT1S' });
    await say.publish({ name: message.own('reply'), correlationKey: 'c1', timeToLive: 600_000 });

    await engine.restart();

    const timed = await say.job(timer.own('after-timer'));
    expect(timed.processInstanceKey).toBe(withTimer);
    expect(Date.now() - created).toBeGreaterThanOrEqual(1_000);
    const job = await say.job(service.own('check'));
    expect(job.processInstanceKey).toBe(withJob);
    expect(variablesOf(job)).toEqual({ caseId: 'c1' });
    await say.complete(job.key);
    const withMessage = await say.create(message.own('message-catch'), { caseId: 'c1' });
    expect((await say.job(message.own('after-reply'))).processInstanceKey).toBe(withMessage);
    const again = await say.deploy(service);
    expect(again.deployments[0]?.process.version).toBe(1);
    expect(BigInt(again.key)).toBeGreaterThan(BigInt(withMessage));
  });

  localTest('releases what an activated job holds at its deadline, not before', async () => {
    const process = await deployed('one-service-task');
    await say.create(process.own('one-service-task'));
    const job = await say.job(process.own('check'), { timeout: 60_000 });
    await engine.restart();
    expect(await say.noJob(process.own('check'))).toBe(true);
    await say.complete(job.key);
  });
});

describe('protocol', () => {
  test('answers UNIMPLEMENTED to what it does not know', async () => {
    const { Client, credentials } = await import('@grpc/grpc-js');
    const client = new Client(engine.address, credentials.createInsecure());
    const failure = await new Promise<{ code: number } | null>((resolve) => {
      client.makeUnaryRequest(
        '/gateway_protocol.Gateway/FlyToTheMoon',
        (value: Buffer) => value,
        (value) => value,
        Buffer.alloc(0),
        (error) => resolve(error),
      );
    });
    client.close();
    expect(failure?.code).toBe(status.UNIMPLEMENTED);
  });

  test('refuses a request beyond 4 MB', async () => {
    const process = ownProcess('one-service-task');
    const tooLarge = say.create(process.own('one-service-task'), { filler: 'x'.repeat(4 * 1024 * 1024) });
    expect(await codeOf(tooLarge)).toBe(status.RESOURCE_EXHAUSTED);
  });
});

describe('the ProcessClient on this engine', () => {
  localTest('works on after the engine was started again', async () => {
    const client = createZeebeNodeClient({ address: engine.address });
    const process = await deployed('one-service-task');
    const done = new Set<string>();
    client.openWorker({
      jobType: process.own('check'),
      name: 'worker',
      timeoutMs: 60_000,
      maxJobsActive: 10,
      handler: async (job) => {
        done.add(job.processInstanceKey);
        return { kind: 'complete' };
      },
    });
    const before = await say.create(process.own('one-service-task'));
    await eventually('a job before', () => done.has(before));
    await engine.restart();
    const after = await eventually('the gateway is back', () =>
      say.create(process.own('one-service-task')).catch(() => undefined),
    );
    await eventually('a job afterwards', () => done.has(after), 60_000);
    await client.close();
  });

  test('deploys, starts, works and reports', async () => {
    const client = createZeebeNodeClient({ address: engine.address });
    const process = ownProcess('service-task-after-service-task');
    try {
      const [definition] = await client.deploy([{ name: process.fileName, content: process.xml }]);
      expect(definition).toMatchObject({
        processId: process.own('service-task-after-service-task'),
        version: 1,
      });
      const seen: string[] = [];
      const tries = new Map<string, number>();
      const work = (jobType: string) =>
        client.openWorker({
          jobType: process.own(jobType),
          name: 'worker',
          timeoutMs: 60_000,
          maxJobsActive: 10,
          handler: async (job) => {
            const before = tries.get(job.key) ?? 0;
            tries.set(job.key, before + 1);
            if (jobType === 'first' && before === 0) {
              return { kind: 'fail', errorMessage: 'again', retryBackOffMs: 20 };
            }
            seen.push(`${jobType} ${job.retries}`);
            return { kind: 'complete', variables: { [jobType]: true } };
          },
        });
      work('first');
      work('second');
      const created = await client.createInstance({
        processId: process.own('service-task-after-service-task'),
        variables: { caseId: 'c1' },
      });
      await eventually('both steps', () => seen.length === 2);
      expect(seen).toEqual(['first 2', 'second 3']);
      await eventually('the end of the instance', async () => {
        const failure: unknown = await client
          .cancelInstance(created.processInstanceKey)
          .catch((error: unknown) => error);
        return (failure as { code?: string } | undefined)?.code === 'not-found';
      });
      expect((await client.topology()).brokers[0]?.partitions[0]?.role).toBe('LEADER');
    } finally {
      await client.close();
    }
  });
});
