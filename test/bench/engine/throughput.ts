import { fork, sequence } from './bench-models.ts';
import { limit } from './limit.ts';
import { type Load, runLoad } from './load.ts';
import {
  type BenchSettings,
  commitsOf,
  deploy,
  type MeasuredEngine,
  startEngine,
  stopEngine,
} from './measured-engine.ts';
import { cpuOf } from './measured-process.ts';
import { milliseconds, perSecond, print, spread } from './report.ts';

/**
 * Runs a load after one that warms engine and client up; returns instances per second.
 *
 * @param most calls per second that could be made without an engine
 */
const measure = async (name: string, engine: MeasuredEngine, load: Load, most?: number): Promise<number> => {
  await runLoad(engine.client, { ...load, instances: Math.ceil(load.instances / 2) });
  const [serverBefore, clientBefore] = [cpuOf(engine.server.pid), process.cpuUsage()];
  const commitsBefore = await commitsOf(engine);
  const { milliseconds: took, creations, completions } = await runLoad(engine.client, load);
  const commits = await commitsOf(engine);
  const serverCpu = cpuOf(engine.server.pid) - serverBefore;
  const { user, system } = process.cpuUsage(clientBefore);
  const { instances, tasks } = load;
  const commands = instances * (1 + tasks);
  const count = commits.count - commitsBefore.count;
  const inCommits = (commits.seconds - commitsBefore.seconds) * 1_000;
  print(
    name,
    `${perSecond(instances, took)} instances/s, ${perSecond(instances * tasks, took)} jobs/s` +
      (most === undefined
        ? ''
        : ` (${Math.round((perSecond(commands, took) / most) * 100)} % of the calls without an engine)`) +
      `; complete ${spread(completions)}` +
      (load.perSecond === undefined ? '' : `; create, from when it was due, ${spread(creations)}`),
  );
  print(
    '',
    `CPU per create or complete: engine ${((serverCpu * 1_000) / commands).toFixed(0)} µs, client ` +
      `${((user + system) / commands).toFixed(0)} µs; commit ${milliseconds(inCommits / count)} for ` +
      `${((commits.commands - commitsBefore.commands) / count).toFixed(1)} commands, ` +
      `${((inCommits / took) * 100).toFixed(0)} % of the time`,
  );
  return (instances / took) * 1_000;
};

const onFreshEngine = async (
  settings: BenchSettings,
  model: string,
  run: (engine: MeasuredEngine) => Promise<void>,
): Promise<void> => {
  const engine = await startEngine(settings);
  await deploy(engine.client, 'bench', model);
  await run(engine);
  await stopEngine(engine);
};

/** Sequences and a fork as fast as they go; the sequence of three also at half of that speed. */
export const throughput = async (settings: BenchSettings): Promise<void> => {
  const { instances, inFlight } = settings;
  console.log(`\nThroughput, ${inFlight} requests in flight`);
  const most = await limit(settings);
  const load = { processId: 'bench', jobType: 'work', inFlight };
  await onFreshEngine(settings, sequence('bench', 'work', 3), async (engine) => {
    const fastest = await measure('three tasks', engine, { ...load, tasks: 3, instances }, most);
    await measure('three tasks at half that load', engine, {
      ...load,
      tasks: 3,
      instances,
      perSecond: fastest / 2,
    });
  });
  for (const [name, model, tasks, count] of [
    ['one task', sequence('bench', 'work', 1), 1, instances * 2],
    ['ten tasks', sequence('bench', 'work', 10), 10, Math.ceil(instances / 3)],
    ['fork of ten', fork('bench', 'work', 10), 10, Math.ceil(instances / 3)],
  ] as const) {
    await onFreshEngine(settings, model, async (engine) => {
      await measure(name, engine, { ...load, tasks, instances: count }, most);
    });
  }
};

/** What variables cost. */
export const payload = async (settings: BenchSettings): Promise<void> => {
  console.log('\nThree tasks with a payload');
  for (const [name, bytes, share] of [
    ['2 KB', 2_048, 1 / 2],
    ['32 KB', 32_768, 1 / 8],
  ] as const) {
    await onFreshEngine(settings, sequence('bench', 'work', 3), async (engine) => {
      await measure(name, engine, {
        processId: 'bench',
        jobType: 'work',
        tasks: 3,
        instances: Math.ceil(settings.instances * share),
        inFlight: settings.inFlight,
        variables: JSON.stringify({ payload: 'x'.repeat(bytes) }),
      });
    });
  }
};
