import { rmSync } from 'node:fs';
import type { GatewayClient, RawJob } from '../../support/gateway-client.ts';
import { newDataDir } from '../../support/spawn-product.ts';
import { sequence } from './bench-models.ts';
import { runMany } from './load.ts';
import {
  type BenchSettings,
  deploy,
  type MeasuredEngine,
  startEngine,
  stopEngine,
} from './measured-engine.ts';
import { cpuOf, memoryOf, percentile, sizeOf } from './measured-process.ts';
import { milliseconds, print, spread } from './report.ts';

/** Completions measured at each number of waiting instances, in rounds after each of which the missing are created. */
const ROUNDS = 5;
const PER_ROUND = 400;

/** Activates and completes jobs of waiting instances, creates as many again; CPU of the engine per completion. */
const completions = async (
  { client, server }: MeasuredEngine,
  inFlight: number,
): Promise<{ cpu: number; latencies: number[] }> => {
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
    await runMany(PER_ROUND, inFlight, async (index) => {
      const sent = performance.now();
      await client.call('CompleteJob', { jobKey: jobs[index]?.key, variables: '' });
      latencies.push(performance.now() - sent);
    });
    cpu += cpuOf(server.pid) - before;
    await createWaiting(client, PER_ROUND, inFlight);
  }
  return { cpu: cpu / (ROUNDS * PER_ROUND), latencies };
};

const createWaiting = (client: GatewayClient, count: number, inFlight: number): Promise<void> =>
  runMany(count, inFlight, () =>
    client.call('CreateProcessInstance', {
      bpmnProcessId: 'bench',
      version: -1,
      variables: '{"caseId":"4d1c7c1e-0c5a-4b39-8f5c-0d7a4a3b8a10"}',
    }),
  );

/** What many instances that wait cost: per completion, in memory, on disk, and at a start after a kill. */
export const waiting = async (settings: BenchSettings): Promise<void> => {
  const { inFlight } = settings;
  console.log('\nInstances that wait at a service task');
  let engine = await startEngine(settings);
  await deploy(engine.client, 'bench', sequence('bench', 'work', 1));
  await createWaiting(engine.client, PER_ROUND, inFlight);
  await completions(engine, inFlight);
  let present = PER_ROUND;
  const costs: number[] = [];
  for (const count of settings.waiting) {
    await createWaiting(engine.client, count - present, inFlight);
    present = count;
    const { cpu, latencies } = await completions(engine, inFlight);
    costs.push(cpu);
    const memory = memoryOf(engine.server.pid);
    const disk = sizeOf(engine.dataDir);
    engine.client.close();
    await engine.server.stop('SIGKILL');
    const start = performance.now();
    engine = await startEngine(settings, engine.dataDir);
    const ready = performance.now() - start;
    await createWaiting(engine.client, 1, inFlight);
    present += 1;
    const acknowledged = performance.now() - start;
    print(
      `${count}`,
      `completion ${(cpu * 1_000).toFixed(0)} µs CPU, ${spread(latencies)}; ${memory.toFixed(0)} MB, ` +
        `${(disk / count / 1_024).toFixed(1)} KB on disk each; after a kill ready in ${milliseconds(ready)}, first ` +
        `acknowledgement ${milliseconds(acknowledged)}, ${memoryOf(engine.server.pid).toFixed(0)} MB`,
    );
    // Warms the new process up, so that the next number is compared fairly.
    await completions(engine, inFlight);
  }
  const [first, last] = [costs[0] ?? NaN, costs.at(-1) ?? NaN];
  print(
    `cost per completion, ${settings.waiting.at(-1)} against ${settings.waiting[0]}`,
    `${(last / first).toFixed(2)} times`,
  );
  await stopEngine(engine);
};

/** The program from nothing: no data, nothing in memory but what the system keeps of its files. */
export const coldStart = async (settings: BenchSettings): Promise<void> => {
  console.log('\nCold start, without data');
  const taken: number[] = [];
  const worked: number[] = [];
  for (let index = 0; index < settings.coldStarts; index += 1) {
    const dataDir = newDataDir();
    const start = performance.now();
    const { server, client } = await startEngine(settings, dataDir);
    await client.call('Topology', {});
    taken.push(performance.now() - start);
    worked.push(cpuOf(server.pid));
    client.close();
    await server.stop('SIGKILL');
    rmSync(dataDir, { recursive: true });
  }
  print(
    'first answer',
    `p50 ${milliseconds(percentile(taken, 0.5))}, worst ${milliseconds(Math.max(...taken))}; CPU p50 ${milliseconds(percentile(worked, 0.5))}`,
  );
};
