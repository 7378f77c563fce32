import { setTimeout as sleep } from 'node:timers/promises';
import { messageCatch, sequence, timerAfterSignal, timerBeforeTask } from './bench-models.ts';
import { runMany } from './load.ts';
import { type BenchSettings, deploy, startEngine, stopEngine, timersOf } from './measured-engine.ts';
import { cpuOf, memoryOf, percentile } from './measured-process.ts';
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
/** One in so many rounds is a trial; after a long one less room is needed. */
const TRIAL_SHARE = 20;
const ROOM_AT_ONCE = 1.5;
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

/** Processes that one signal starts. */
const STARTED_TOGETHER = 100;
/** Each is the work of a hundred other requests; more would wait longer than the gateway waits for an answer on a busy machine. */
const SIGNALS_IN_FLIGHT = 4;
/** Between two looks at how many timers are left. */
const LOOK_MS = 250;

/**
 * Timers that are all due at the same moment, and how soon the engine answers others while they fire: a worker creates,
 * gets and completes one instance after the other. A signal starts many instances with one command, so that a million are
 * there in minutes.
 */
export const dueAtOnce = async (settings: BenchSettings): Promise<void> => {
  const rounds = Math.ceil(settings.dueAtOnce / STARTED_TOGETHER);
  const count = rounds * STARTED_TOGETHER;
  console.log('\nTimers that are due at once');
  const engine = await startEngine(settings);
  const { client, server } = engine;
  await client.call('DeployResource', {
    resources: Array.from({ length: STARTED_TOGETHER }, (_, index) => ({
      name: `waits-${index}.bpmn`,
      content: Buffer.from(timerAfterSignal(`waits-${index}`)),
    })),
  });
  await deploy(client, 'other', sequence('other', 'work', 1));
  const one = async (): Promise<number> => {
    const sent = performance.now();
    await client.call('CreateProcessInstance', { bpmnProcessId: 'other', version: -1, variables: '' });
    const [job] = await client.activate({ type: 'work', maxJobsToActivate: 1, requestTimeout: 60_000 }).ended;
    await client.call('CompleteJob', { jobKey: job?.key, variables: '' });
    return performance.now() - sent;
  };
  const atRest: number[] = [];
  for (let index = 0; index < settings.activations; index += 1) atRest.push(await one());

  const begin = (due: number): Promise<unknown> =>
    client.call('BroadcastSignal', {
      signalName: 'begin',
      variables: JSON.stringify({ due: new Date(due).toISOString() }),
    });
  const start = Date.now();
  const trials = Math.ceil(rounds / TRIAL_SHARE);
  await runMany(trials, SIGNALS_IN_FLIGHT, () => begin(NEVER));
  const due = Date.now() + ((Date.now() - start) * rounds * ROOM_AT_ONCE) / trials;
  const creating = Date.now();
  await runMany(rounds, SIGNALS_IN_FLIGHT, () => begin(due));
  const created = Date.now() - creating;
  if (Date.now() > due) throw new Error('The timers were due before the last one was there');
  const waiting = trials * STARTED_TOGETHER;
  print(
    `${await timersOf(engine)} wait`,
    `created in ${(created / 1_000).toFixed(0)} s; ${memoryOf(server.pid).toFixed(0)} MB`,
  );
  await sleep(due - Date.now());

  const others: number[] = [];
  let left = count;
  const look = async (): Promise<void> => {
    while (left > 0) {
      left = (await timersOf(engine)) - waiting;
      await sleep(LOOK_MS);
    }
  };
  const work = async (): Promise<void> => {
    while (left > 0) others.push(await one());
  };
  const before = cpuOf(server.pid);
  const firing = Date.now();
  await Promise.all([look(), work()]);
  const took = Date.now() - firing;
  print(
    `${count} due at once`,
    `fired in ${(took / 1_000).toFixed(1)} s, ${perSecond(count, took)} per second; engine ` +
      `${(((cpuOf(server.pid) - before) * 1_000) / count).toFixed(0)} µs CPU each; ${memoryOf(server.pid).toFixed(0)} MB`,
  );
  print('at rest, create, activate and complete', spread(atRest.slice(atRest.length / 2)));
  print(
    'meanwhile, create, activate and complete',
    `${spread(others)}, worst ${milliseconds(percentile(others, 1))} (${others.length} instances)`,
  );
  await stopEngine(engine);
};
