import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BpmnEngineOptions, Engine } from 'bpmn-engine';
import { fork, sequence } from './bench-models.ts';
import { runMany } from './load.ts';
import type { BenchSettings } from './measured-engine.ts';
import { perSecond, print } from './report.ts';

type SourceContext = NonNullable<BpmnEngineOptions['sourceContext']>;

/** Instances that are measured, as a share of those of the bundled engine: the peer is slower. */
const SHARE = 1 / 10;

/** Keeps the state of one instance. */
interface Keeper {
  /** Resolves when the state at this moment, or a later one, is on the disk. */
  keep(): Promise<void>;
}

/** State in memory only. A service answers in a later turn of the event loop, as one with a request to make would. */
const inMemory: Keeper = { keep: () => new Promise((resolve) => setImmediate(resolve)) };

/** Writes what the package's `getState` gives to a file and syncs it. What waits at the same time shares one write. */
class OnDisk implements Keeper {
  readonly #engine: Engine;
  readonly #file: FileHandle;
  #next: Promise<void> | undefined;

  constructor(engine: Engine, file: FileHandle) {
    this.#engine = engine;
    this.#file = file;
  }

  keep(): Promise<void> {
    this.#next ??= new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      this.#next = undefined;
      const text = JSON.stringify(await this.#engine.getState());
      await this.#file.write(text, 0);
      await this.#file.datasync();
    });
    return this.#next;
  }
}

/** The model in the package's own form; parsed once, as a careful user would. */
const contextOf = async (source: string): Promise<SourceContext> => {
  const [definition] = await new Engine({ source }).getDefinitions();
  return (definition?.environment.options as { source: SourceContext }).source;
};

/** Runs one instance to its end; each service task waits until its instance's state is kept. */
const runInstance = async (sourceContext: SourceContext, path: string | undefined): Promise<void> => {
  let keeper = inMemory;
  class KeptService {
    execute(_message: unknown, done: (error?: unknown) => void): void {
      keeper.keep().then(() => done(), done);
    }
  }
  const engine = new Engine({
    sourceContext,
    extensions: {
      // The service tasks say what they do in Zeebe's words, which the package leaves to extensions.
      service(activity: { type: string; behaviour: Record<string, unknown> }) {
        if (activity.type === 'bpmn:ServiceTask') activity.behaviour['Service'] = KeptService;
      },
    } as unknown as NonNullable<BpmnEngineOptions['extensions']>,
  });
  const file = path === undefined ? undefined : await open(path, 'w');
  if (file !== undefined) keeper = new OnDisk(engine, file);
  const ended = engine.waitFor('end');
  await engine.execute();
  await ended;
  if (file !== undefined) await keeper.keep();
  await file?.close();
};

/** The npm package bpmn-engine on the same models, within this process and without a network between. */
export const peer = async (settings: BenchSettings): Promise<void> => {
  const { engineVersion: version } = await new Engine({ source: sequence('bench', 'work', 1) }).getState();
  console.log(
    `\nBeside it: bpmn-engine ${version} in this process, ${settings.inFlight} instances at a time`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'casusoverleg-bench-'));
  for (const [name, model, tasks, share] of [
    ['three tasks', sequence('bench', 'work', 3), 3, SHARE],
    ['one task', sequence('bench', 'work', 1), 1, SHARE * 2],
    ['ten tasks', sequence('bench', 'work', 10), 10, SHARE / 3],
    ['fork of ten', fork('bench', 'work', 10), 10, SHARE / 3],
  ] as const) {
    const context = await contextOf(model);
    const instances = Math.ceil(settings.instances * share);
    for (const [mode, isDurable] of [
      ['in memory', false],
      ['state synced at each wait', true],
    ] as const) {
      const run = (index: number) =>
        runInstance(context, isDurable ? join(folder, `${index % settings.inFlight}-${index}`) : undefined);
      await runMany(Math.ceil(instances / 5), settings.inFlight, run);
      const before = process.cpuUsage();
      const start = performance.now();
      await runMany(instances, settings.inFlight, run);
      const took = performance.now() - start;
      const { user, system } = process.cpuUsage(before);
      print(
        `${name}, ${mode}`,
        `${perSecond(instances, took)} instances/s, ${perSecond(instances * tasks, took)} tasks/s; CPU per start or task ` +
          `${((user + system) / (instances * (1 + tasks))).toFixed(0)} µs`,
      );
    }
  }
  rmSync(folder, { recursive: true });
};
