/**
 * The bundled engine behind its gateway: throughput, latency, and what many waiting instances cost. The engine is a
 * process of its own, on the same machine as this client; every acknowledgement is synced to disk.
 *
 * `npm run bench -- engine [--instances=N] [--in-flight=N] [--waiting=N,N,…] [--only=NAME,…]`
 */
import { rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type GatewayClient, openGatewayClient, type RawJob } from '../support/gateway-client.ts';
import { newDataDir } from '../support/spawn-product.ts';
import { type SpawnedServer, spawnServer } from '../support/spawn-server.ts';
import { fork, messageCatch, sequence } from './engine/bench-models.ts';
import { runLoad, runMany } from './engine/load.ts';
import { cpuOf, memoryOf, percentile, sizeOf } from './engine/measured-process.ts';

const { values } = parseArgs({
  options: {
    /** Three-task instances; the other loads are sized after it. */
    instances: { type: 'string', default: '6000' },
    'in-flight': { type: 'string', default: '64' },
    /** How many instances wait, ascending. */
    waiting: { type: 'string', default: '1000,10000,100000' },
    /** Sections: throughput, payload, message, activation, waiting. */
    only: { type: 'string', default: 'throughput,payload,message,activation,waiting' },
    /** Another engine's entry point to compare with, relative to the project. */
    entry: { type: 'string', default: 'src/local/engine-cli.ts' },
  },
});
const INSTANCES = Number(values.instances);
const IN_FLIGHT = Number(values['in-flight']);
const WAITING = values.waiting.split(',').map(Number);
const sections = new Set(values.only.split(','));
/** Completions measured at each number of waiting instances, in rounds after each of which the missing are created. */
const ROUNDS = 5;
const PER_ROUND = 400;
const ACTIVATIONS = 1_000;

const print = (name: string, value: string): void => console.log(`  ${name.padEnd(44)} ${value}`);
const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const spread = (latencies: readonly number[]): string =>
  [0.5, 0.99, 0.999]
    .map((share) => `p${share * 100} ${milliseconds(percentile(latencies, share))}`)
    .join(', ');

interface Engine {
  readonly server: SpawnedServer;
  readonly client: GatewayClient;
  readonly dataDir: string;
}

const startEngine = async (dataDir = newDataDir()): Promise<Engine> => {
  const server = await spawnServer({
    entry: values.entry,
    args: ['--listen', '127.0.0.1:0', '--data', dataDir],
    startLimitMs: 300_000,
  });
  return { server, client: openGatewayClient(server.address), dataDir };
};

const stopEngine = async ({ server, client, dataDir }: Engine): Promise<void> => {
  client.close();
  await server.stop('SIGTERM');
  rmSync(dataDir, { recursive: true });
};

const deploy = (client: GatewayClient, name: string, content: string): Promise<unknown> =>
  client.call('DeployResource', { resources: [{ name: `${name}.bpmn`, content: Buffer.from(content) }] });

/** One throughput line: a load after a shorter one that warms engine and client up. */
const measureLoad = async (
  name: string,
  model: string,
  tasks: number,
  instances: number,
  variables = '',
): Promise<void> => {
  const engine = await startEngine();
  const load = { processId: 'bench', jobType: 'work', tasks, inFlight: IN_FLIGHT, variables };
  await deploy(engine.client, 'bench', model);
  await runLoad(engine.client, { ...load, instances: Math.ceil(instances / 5) });
  const [serverBefore, clientBefore] = [cpuOf(engine.server.pid), process.cpuUsage()];
  const { milliseconds: took, latencies } = await runLoad(engine.client, { ...load, instances });
  const serverCpu = cpuOf(engine.server.pid) - serverBefore;
  const { user, system } = process.cpuUsage(clientBefore);
  const commands = instances * (1 + tasks);
  print(
    name,
    `${Math.round((instances / took) * 1_000)} instances/s, ${Math.round((instances * tasks * 1_000) / took)} jobs/s; ` +
      `CPU per create or complete: engine ${((serverCpu * 1_000) / commands).toFixed(0)} µs, client ` +
      `${((user + system) / commands).toFixed(0)} µs; complete ${spread(latencies)}`,
  );
  await stopEngine(engine);
};

const throughput = async (): Promise<void> => {
  console.log(`\nThroughput, ${IN_FLIGHT} requests in flight`);
  await measureLoad('three tasks', sequence('bench', 'work', 3), 3, INSTANCES);
  await measureLoad('one task', sequence('bench', 'work', 1), 1, INSTANCES * 2);
  await measureLoad('ten tasks', sequence('bench', 'work', 10), 10, Math.ceil(INSTANCES / 3));
  await measureLoad('fork of ten', fork('bench', 'work', 10), 10, Math.ceil(INSTANCES / 3));
};

const payload = async (): Promise<void> => {
  console.log('\nThree tasks with a payload');
  for (const [name, bytes, instances] of [
    ['2 KB', 2_048, INSTANCES / 2],
    ['32 KB', 32_768, INSTANCES / 8],
  ] as const) {
    const variables = JSON.stringify({ payload: 'x'.repeat(bytes) });
    await measureLoad(name, sequence('bench', 'work', 3), 3, Math.ceil(instances), variables);
  }
};

const message = async (): Promise<void> => {
  console.log('\nMessage correlation');
  const engine = await startEngine();
  const { client } = engine;
  await deploy(client, 'message', messageCatch('message'));
  const create = (index: number): Promise<unknown> =>
    client.call('CreateProcessInstance', {
      bpmnProcessId: 'message',
      version: -1,
      variables: JSON.stringify({ id: `k${index}` }),
    });
  await runMany(INSTANCES, IN_FLIGHT, create);
  const before = cpuOf(engine.server.pid);
  const start = performance.now();
  const latencies: number[] = [];
  await runMany(INSTANCES, IN_FLIGHT, async (index) => {
    const sent = performance.now();
    await client.call('PublishMessage', {
      name: 'arrived',
      correlationKey: `k${index}`,
      timeToLive: 0,
      variables: '{"answer":1}',
    });
    latencies.push(performance.now() - sent);
  });
  const took = performance.now() - start;
  print(
    `publish to ${INSTANCES} waiting instances`,
    `${Math.round((INSTANCES / took) * 1_000)} per second; engine ` +
      `${(((cpuOf(engine.server.pid) - before) * 1_000) / INSTANCES).toFixed(0)} µs CPU each; ${spread(latencies)}`,
  );
  await stopEngine(engine);
};

const activation = async (): Promise<void> => {
  console.log('\nActivation, one parked worker, one instance at a time');
  const engine = await startEngine();
  const { client } = engine;
  await deploy(client, 'bench', sequence('bench', 'work', 1));
  const fromRequest: number[] = [];
  const fromAnswer: number[] = [];
  for (let index = 0; index < ACTIVATIONS; index += 1) {
    const parked = client.activate({ type: 'work', maxJobsToActivate: 1, requestTimeout: 60_000 });
    let answered = 0;
    const sent = performance.now();
    const created = client
      .call('CreateProcessInstance', { bpmnProcessId: 'bench', version: -1, variables: '' })
      .then(() => (answered = performance.now()));
    const [job] = await parked.ended;
    const arrived = performance.now();
    await created;
    fromRequest.push(arrived - sent);
    fromAnswer.push(Math.max(0, arrived - answered));
    await client.call('CompleteJob', { jobKey: job?.key, variables: '' });
  }
  print('from sending the create request to the job', spread(fromRequest));
  print("from the create request's answer to the job", spread(fromAnswer));
  await stopEngine(engine);
};

/** Activates and completes jobs of waiting instances, creates as many again; CPU of the engine per completion. */
const completions = async ({ client, server }: Engine): Promise<{ cpu: number; latencies: number[] }> => {
  let cpu = 0;
  const latencies: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const jobs: RawJob[] = [];
    while (jobs.length < PER_ROUND) {
      jobs.push(
        ...(await client.activate({
          type: 'work',
          maxJobsToActivate: PER_ROUND - jobs.length,
          timeout: 600_000,
          requestTimeout: 10_000,
        }).ended),
      );
    }
    const before = cpuOf(server.pid);
    await runMany(PER_ROUND, IN_FLIGHT, async (index) => {
      const sent = performance.now();
      await client.call('CompleteJob', { jobKey: jobs[index]?.key, variables: '' });
      latencies.push(performance.now() - sent);
    });
    cpu += cpuOf(server.pid) - before;
    await createWaiting(client, PER_ROUND);
  }
  return { cpu: cpu / (ROUNDS * PER_ROUND), latencies };
};

const createWaiting = (client: GatewayClient, count: number): Promise<void> =>
  runMany(count, IN_FLIGHT, () =>
    client.call('CreateProcessInstance', {
      bpmnProcessId: 'bench',
      version: -1,
      variables: '{"caseId":"4d1c7c1e-0c5a-4b39-8f5c-0d7a4a3b8a10"}',
    }),
  );

const waiting = async (): Promise<void> => {
  console.log('\nInstances that wait at a service task');
  let engine = await startEngine();
  await deploy(engine.client, 'bench', sequence('bench', 'work', 1));
  await createWaiting(engine.client, PER_ROUND);
  await completions(engine);
  let present = PER_ROUND;
  const costs: number[] = [];
  for (const count of WAITING) {
    await createWaiting(engine.client, count - present);
    present = count;
    const { cpu, latencies } = await completions(engine);
    costs.push(cpu);
    const memory = memoryOf(engine.server.pid);
    const disk = sizeOf(engine.dataDir);
    engine.client.close();
    await engine.server.stop('SIGKILL');
    const start = performance.now();
    engine = await startEngine(engine.dataDir);
    const ready = performance.now() - start;
    await createWaiting(engine.client, 1);
    present += 1;
    const acknowledged = performance.now() - start;
    print(
      `${count}`,
      `completion ${(cpu * 1_000).toFixed(0)} µs CPU, ${spread(latencies)}; ${memory.toFixed(0)} MB, ` +
        `${(disk / count / 1_024).toFixed(1)} KB on disk each; after a kill ready in ${milliseconds(ready)}, first ` +
        `acknowledgement ${milliseconds(acknowledged)}, ${memoryOf(engine.server.pid).toFixed(0)} MB`,
    );
    // Warms the new process up, so that the next number is compared fairly.
    await completions(engine);
  }
  const [first, last] = [costs[0] ?? NaN, costs.at(-1) ?? NaN];
  print(`cost per completion, ${WAITING.at(-1)} against ${WAITING[0]}`, `${(last / first).toFixed(2)} times`);
  await stopEngine(engine);
};

const durability = 'fsync before each acknowledgement, grouped';
console.log(
  `Node ${process.versions.node}, ${cpus().length} cores for engine and client, load ${loadavg()[0]?.toFixed(1)} ` +
    `before; durability: ${durability}`,
);
for (const [name, section] of Object.entries({ throughput, payload, message, activation, waiting })) {
  if (sections.has(name)) await section();
}
