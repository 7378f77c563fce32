import { setTimeout as sleep } from 'node:timers/promises';
import { messageCatch, sequence, timerBeforeTask } from './bench-models.ts';
import { runMany } from './load.ts';
import { type BenchSettings, deploy, startEngine, stopEngine } from './measured-engine.ts';
import { cpuOf, percentile } from './measured-process.ts';
import { milliseconds, perSecond, print, spread } from './report.ts';

/** Messages to instances that wait for them. */
export const message = async (settings: BenchSettings): Promise<void> => {
  const { instances, inFlight } = settings;
  console.log('\nMessage correlation');
  const engine = await startEngine(settings);
  const { client } = engine;
  await deploy(client, 'message', messageCatch('message'));
  await runMany(instances, inFlight, (index) =>
    client.call('CreateProcessInstance', {
      bpmnProcessId: 'message',
      version: -1,
      variables: JSON.stringify({ id: `k${index}` }),
    }),
  );
  const before = cpuOf(engine.server.pid);
  const start = performance.now();
  const latencies: number[] = [];
  await runMany(instances, inFlight, async (index) => {
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
    `publish to ${instances} waiting instances`,
    `${perSecond(instances, took)} per second; engine ` +
      `${(((cpuOf(engine.server.pid) - before) * 1_000) / instances).toFixed(0)} µs CPU each; ${spread(latencies)}`,
  );
  await stopEngine(engine);
};

/** How soon a worker has a job. */
export const activation = async (settings: BenchSettings): Promise<void> => {
  console.log('\nActivation, one parked worker, one instance at a time');
  const engine = await startEngine(settings);
  const { client } = engine;
  await deploy(client, 'bench', sequence('bench', 'work', 1));
  const fromRequest: number[] = [];
  const fromAnswer: number[] = [];
  for (let index = 0; index < settings.activations; index += 1) {
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

/** Instances that tell how long creating the others will take, and how much room is left for it. */
const TRIAL = 500;
const ROOM = 2;
const NEVER = Date.UTC(3_000, 0);
const JOBS_PER_POLL = 500;
/** A worker that has waited this long for the next job has lost one. */
const LONGEST_WAIT_MS = 30_000;

/** Many timers that become due evenly within some time; each leads to a job, for which one worker waits. */
export const timers = async (settings: BenchSettings): Promise<void> => {
  const { timers: count, timerSeconds, inFlight } = settings;
  console.log('\nTimers');
  const engine = await startEngine(settings);
  const { client } = engine;
  await deploy(client, 'timer', timerBeforeTask('timer', 'work'));
  const create = (due: number): Promise<unknown> =>
    client.call('CreateProcessInstance', {
      bpmnProcessId: 'timer',
      version: -1,
      variables: JSON.stringify({ due: new Date(due).toISOString() }),
    });
  const start = Date.now();
  await runMany(TRIAL, inFlight, () => create(NEVER));
  const first = Date.now() + ((Date.now() - start) * count * ROOM) / TRIAL;
  const window = timerSeconds * 1_000;
  await runMany(count, inFlight, (index) => create(first + ((index + 0.5) * window) / count));
  const room = first - Date.now();
  if (room < 0) throw new Error(`The first timer was due ${-room} ms before the last instance was created`);
  await sleep(room);
  const before = cpuOf(engine.server.pid);
  const late: number[] = [];
  while (late.length < count) {
    const jobs = await client.activate({
      type: 'work',
      maxJobsToActivate: JOBS_PER_POLL,
      timeout: 600_000,
      requestTimeout: LONGEST_WAIT_MS,
    }).ended;
    if (jobs.length === 0) throw new Error(`${count - late.length} timers did not fire`);
    const arrived = Date.now();
    for (const { variables } of jobs) {
      late.push(arrived - Date.parse((JSON.parse(variables) as { due: string }).due));
    }
  }
  const after = Math.max(0, Date.now() - (first + window));
  print(
    `${count} due within ${timerSeconds} s`,
    `the last job arrived ${milliseconds(after)} after the last was due; late ${spread(late)}, ` +
      `worst ${milliseconds(percentile(late, 1))}; engine ${(((cpuOf(engine.server.pid) - before) * 1_000) / count).toFixed(0)} µs CPU each`,
  );
  await stopEngine(engine);
};
