/** Who gets which job, and when: what the gateway adds to the engine's rules. */
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { shiftableClock, type ShiftableClock } from '../../../src/lib/clock.ts';
import { Broker } from '../../../src/local/broker/broker.ts';
import { JobPolls } from '../../../src/local/gateway/job-polls.ts';
import { type LocalEngine, startLocalEngine } from '../../../src/local/gateway/server.ts';
import { PARTITION } from '../../support/engine/partition.ts';
import { eventually } from '../../support/eventually.ts';
import { processFixture } from '../../support/fixtures.ts';
import { type GatewayClient, type JobStream, openGatewayClient } from '../../support/gateway-client.ts';
import { bpmn, END, job, path, START } from '../features/feature.ts';

const TYPE = 'check';

let dataDir: string;
let engine: LocalEngine;
let client: GatewayClient;
let clock: ShiftableClock;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
  clock = shiftableClock();
  engine = await startLocalEngine({ host: '127.0.0.1', port: 0, dataDir, partitionId: PARTITION, clock });
  client = openGatewayClient(engine.address);
  await client.call('DeployResource', {
    resources: [{ name: 'p.bpmn', content: Buffer.from(processFixture('one-service-task')) }],
  });
});

afterEach(async () => {
  client.close();
  await engine.close();
  rmSync(dataDir, { recursive: true });
});

const create = async (variables: object = {}): Promise<string> =>
  (
    await client.call<{ processInstanceKey: string }>('CreateProcessInstance', {
      bpmnProcessId: 'one-service-task',
      version: -1,
      variables: JSON.stringify(variables),
    })
  ).processInstanceKey;

const now = () => client.activate({ type: TYPE }).ended;

/** That a request has arrived: a later one on the same connection was answered. */
const roundTrip = () => client.call('Topology', {});

const openStream = async (request: object = {}): Promise<JobStream> => {
  const stream = client.stream({ type: TYPE, ...request });
  await roundTrip();
  return stream;
};

const pushed = (stream: JobStream, count: number) =>
  eventually(`${count} pushed jobs`, () => stream.jobs.length >= count && stream.jobs);

describe('jobs that were handed out before the engine started', () => {
  const startAgain = async (returnJobs: boolean) => {
    client.close();
    await engine.close();
    engine = await startLocalEngine({
      host: '127.0.0.1',
      port: 0,
      dataDir,
      partitionId: PARTITION,
      clock,
      returnJobs,
    });
    client = openGatewayClient(engine.address);
  };

  test('stay with their worker until their time is over, unless the engine is told that no worker lived on', async () => {
    // More than one command returns.
    await Promise.all(Array.from({ length: 501 }, () => create()));
    const jobs = await client.activate({ type: TYPE, maxJobsToActivate: 600, timeout: 600_000 }).ended;
    expect(jobs).toHaveLength(501);

    await startAgain(false);
    expect(await now()).toEqual([]);

    await startAgain(true);
    const again = await client.activate({ type: TYPE, maxJobsToActivate: 600, timeout: 600_000 }).ended;
    expect(again.map(({ key, retries }) => ({ key, retries }))).toEqual(
      jobs.map(({ key, retries }) => ({ key, retries })),
    );
    // The one who had it before may still complete it, once.
    await client.call('CompleteJob', { jobKey: jobs[0]?.key, variables: '' });
    await expect(client.call('CompleteJob', { jobKey: again[0]?.key, variables: '' })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
  });
});

describe('a stream of jobs', () => {
  test('needs no name of a worker', async () => {
    const stream = await openStream({ worker: '' });
    const key = await create();
    expect(await pushed(stream, 1)).toEqual([
      expect.objectContaining({ processInstanceKey: key, worker: '' }),
    ]);
    expect(stream.outcome).toBeUndefined();
    stream.cancel();
  });

  test('gets a job again after its time, after a failure and its back-off, and after its incident', async () => {
    const stream = await openStream({ timeout: 600_000 });
    await create();
    const [job] = await pushed(stream, 1);
    const jobKey = job?.key;
    clock.advance(600_000);
    await pushed(stream, 2);
    await client.call('FailJob', { jobKey, retries: 2 });
    await pushed(stream, 3);
    await client.call('FailJob', { jobKey, retries: 1, retryBackOff: 3_600_000 });
    clock.advance(3_600_000);
    await pushed(stream, 4);
    await client.call('FailJob', { jobKey, retries: 0 });
    await client.call('UpdateJobRetries', { jobKey, retries: 1 });
    await client.call('ResolveIncident', { incidentKey: engine.broker.incidents()[0]?.key });
    await pushed(stream, 5);
    expect(new Set(stream.jobs.map(({ key }) => key))).toEqual(new Set([jobKey]));
    stream.cancel();
  });

  test('gets only the variables it asked for', async () => {
    const stream = await openStream({ fetchVariable: ['a'] });
    await create({ a: 1, b: 2 });
    expect((await pushed(stream, 1))[0]?.variables).toBe('{"a":1}');
    stream.cancel();
  });

  test('that ended leaves its type to polling', async () => {
    const stream = await openStream();
    stream.cancel();
    await roundTrip();
    const key = await create();
    expect(await now()).toEqual([expect.objectContaining({ processInstanceKey: key })]);
  });

  test('shares the jobs of its type with other streams, each job once', async () => {
    const streams = [await openStream({ worker: 'a' }), await openStream({ worker: 'b' })];
    const keys: string[] = [];
    for (let n = 0; n < 40; n += 1) keys.push(await create());
    await eventually('all jobs', () => streams.reduce((sum, { jobs }) => sum + jobs.length, 0) === 40);
    expect(
      streams.flatMap(({ jobs }) => jobs.map(({ processInstanceKey }) => processInstanceKey)).sort(),
    ).toEqual(keys);
    // Random: that one of two gets none of forty happens once in 5 * 10^11 runs.
    for (const { jobs } of streams) expect(jobs.length).toBeGreaterThan(0);
    for (const stream of streams) stream.cancel();
  });

  test('gets a burst of jobs, many more than one write takes', async () => {
    const stream = await openStream({ timeout: 600_000 });
    const created = await Promise.all(Array.from({ length: 600 }, () => create()));
    expect((await pushed(stream, created.length)).map((job) => job.processInstanceKey).sort()).toEqual(
      created.sort(),
    );
    stream.cancel();
  });

  test('whose client does not read leaves what it cannot take to others', async () => {
    const proxy = await openProxy(engine.address);
    const slow = openGatewayClient(proxy.address);
    const stuck = slow.stream({ type: TYPE, timeout: 600_000 });
    await slow.call('Topology', {});
    proxy.stopReading();
    const filler = 'x'.repeat(1_000_000);
    // Far more than what lies in buffers on the way; the rest must come by polling.
    const created = [];
    for (let n = 0; n < 30; n += 1) created.push(await create({ filler }));
    const taken = await eventually('jobs for another client', async () => {
      const jobs = await now();
      return jobs.length > 0 && jobs;
    });
    expect(created).toContain(taken[0]?.processInstanceKey);
    stuck.cancel();
    slow.close();
    await proxy.close();
  });
});

describe('a request for jobs', () => {
  test('is served in its turn, however many are parked before it', async () => {
    const served: number[] = [];
    const parked = Array.from({ length: 400 }, (_, index) => {
      const request = client.activate({ type: TYPE, requestTimeout: 600_000, maxJobsToActivate: 1 });
      void request.ended.then(
        () => served.push(index),
        () => undefined,
      );
      return request;
    });
    await roundTrip();
    for (let n = 0; n < 20; n += 1) {
      await create();
      await eventually(`request ${n} to be served`, () => served.length > n);
    }
    expect(served).toEqual(Array.from({ length: 20 }, (_, index) => index));
    for (const request of parked) request.cancel();
  });

  test('gets a batch that fits in a message, and the rest comes with the next requests', async () => {
    for (let n = 0; n < 5; n += 1) await create({ n, filler: 'é'.repeat(700_000) });
    const batches = [await now(), await now(), await now()].map((jobs) =>
      jobs.map(({ variables }) => (JSON.parse(variables) as { n: number }).n),
    );
    expect(batches).toEqual([[0, 1], [2, 3], [4]]);
  });

  test('leaves out a job that fits in no message, which gets an incident and comes when it became smaller', async () => {
    const elementInstanceKey = await create({ filler: 'x'.repeat(2_200_000) });
    const variables = JSON.stringify({ more: 'y'.repeat(2_200_000) });
    await client.call('SetVariables', { elementInstanceKey, variables });
    const small = await create();
    expect((await now()).map(({ processInstanceKey }) => processInstanceKey)).toEqual([small]);
    const [incident] = engine.broker.incidents();
    expect(incident).toMatchObject({ type: 'MESSAGE_SIZE_EXCEEDED', processInstanceKey: elementInstanceKey });
    // Fetching less would do as well: the job is given out once its incident is resolved.
    await client.call('ResolveIncident', { incidentKey: incident?.key });
    const jobs = await client.activate({ type: TYPE, fetchVariable: ['small'] }).ended;
    expect(jobs.map(({ processInstanceKey }) => processInstanceKey)).toEqual([elementInstanceKey]);
  });

  test('finds a job behind very many of an instance that was cancelled, in one request', async () => {
    const loop =
      '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=items"/>' +
      '</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>';
    const model = bpmn(`${START}${job(TYPE, { content: loop })}${END}${path('start', TYPE, 'end')}`);
    await client.call('DeployResource', { resources: [{ name: 'many.bpmn', content: Buffer.from(model) }] });
    const large = await client.call<{ processInstanceKey: string }>('CreateProcessInstance', {
      bpmnProcessId: 'process',
      version: -1,
      variables: JSON.stringify({ items: Array.from({ length: 5_000 }, (_, index) => index) }),
    });
    await roundTrip();
    await client.call('CancelProcessInstance', large);
    const small = await create();
    expect((await now()).map(({ processInstanceKey }) => processInstanceKey)).toEqual([small]);
    expect(await now()).toEqual([]);
  });

  test('that was parked with the longest possible time is held, not answered at once', async () => {
    const parked = client.activate({ type: TYPE, requestTimeout: '9223372036854775807' });
    await roundTrip();
    expect(parked.outcome).toBeUndefined();
    const key = await create();
    expect((await parked.ended).map(({ processInstanceKey }) => processInstanceKey)).toEqual([key]);
  });
});

test('jobs for a client that left while the engine chose them are there for others at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'broker-'));
  const broker = await Broker.open({ dataDir: folder });
  await broker.deploy([{ name: 'p.bpmn', content: processFixture('one-service-task') }]);
  await broker.submit({ type: 'create-process-instance', bpmnProcessId: 'one-service-task' });
  const polls = new JobPolls(broker);
  const request = {
    type: TYPE,
    worker: 'w',
    timeout: '600000',
    maxJobsToActivate: 5,
    fetchVariable: [],
    requestTimeout: '60000',
    tenantIds: [],
  };
  const call = Object.assign(new EventEmitter(), { request });
  polls.open(call as unknown as Parameters<typeof polls.open>[0]);
  call.emit('cancelled');
  const { response } = await eventually('the job is back', async () => {
    const result = await broker.submit({
      type: 'activate-jobs',
      jobType: TYPE,
      worker: 'other',
      timeout: 60_000,
      maxJobs: 5,
    });
    return result.response?.jobs.length === 1 && result;
  });
  expect(response?.jobs).toHaveLength(1);
  await broker.close();
  rmSync(folder, { recursive: true });
});

interface Proxy {
  readonly address: string;
  /** From now on nothing that the server sends is read. */
  stopReading(): void;
  close(): Promise<void>;
}

const openProxy = async (target: string): Promise<Proxy> => {
  const [host, port] = target.split(':');
  const onwards: Socket[] = [];
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    const up = connect(Number(port), host);
    onwards.push(up);
    sockets.push(socket, up);
    for (const end of [socket, up]) end.on('error', () => undefined);
    socket.pipe(up).pipe(socket);
  });
  const listening = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  return {
    address: `127.0.0.1:${listening}`,
    stopReading() {
      for (const up of onwards) up.unpipe().pause();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
};
