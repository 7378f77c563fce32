import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayClient, JobStream, RawJob } from '../../support/gateway-client.ts';

/** Jobs per request. */
const BATCH = 64;
/** Parked requests for jobs. */
const POLLS = 2;

/** Runs work with at most so many at the same time. */
export class Lanes {
  readonly #limit: number;
  readonly #waiting: (() => Promise<void>)[] = [];
  #busy = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => work().then(resolve, reject));
      this.#next();
    });
  }

  #next(): void {
    if (this.#busy >= this.#limit) return;
    const work = this.#waiting.shift();
    if (work === undefined) return;
    this.#busy += 1;
    void work().finally(() => {
      this.#busy -= 1;
      this.#next();
    });
  }
}

/** What is to be run, and how hard. */
export interface Load {
  readonly processId: string;
  readonly jobType: string;
  /** Service tasks per instance. */
  readonly tasks: number;
  readonly instances: number;
  /** Requests that wait for an answer at the same time, parked requests for jobs not counted. */
  readonly inFlight: number;
  /** JSON of the variables of each instance. */
  readonly variables?: string;
  /** Instances are created at this rate, whether or not answers come, instead of as fast as `inFlight` allows. */
  readonly perSecond?: number;
}

/** Latencies in milliseconds. */
export interface LoadResult {
  readonly milliseconds: number;
  /** With a rate: from when it was due, not from when it was sent. */
  readonly creations: readonly number[];
  readonly completions: readonly number[];
}

/** Creates instances and completes their jobs until all have ended. */
export const runLoad = async (client: GatewayClient, load: Load): Promise<LoadResult> => {
  const { processId, jobType, tasks, instances, inFlight, variables = '', perSecond } = load;
  const lanes = new Lanes(perSecond === undefined ? inFlight : Infinity);
  const creations: number[] = [];
  const completions: number[] = [];
  const total = instances * tasks;
  const parked = new Set<JobStream>();
  let completed = 0;
  const start = performance.now();

  const finished = new Promise<void>((resolve, reject) => {
    const complete = async ({ key }: RawJob): Promise<void> => {
      const sent = performance.now();
      await client.call('CompleteJob', { jobKey: key, variables: '' });
      completions.push(performance.now() - sent);
      completed += 1;
      if (completed === total) resolve();
    };
    const poll = async (): Promise<void> => {
      while (completed < total) {
        const stream = client.activate({
          type: jobType,
          maxJobsToActivate: BATCH,
          timeout: 600_000,
          requestTimeout: 600_000,
        });
        parked.add(stream);
        const jobs = await stream.ended;
        parked.delete(stream);
        for (const job of jobs) lanes.run(() => complete(job)).catch(reject);
      }
    };
    const createOne = async (due = performance.now()): Promise<void> => {
      await client.call('CreateProcessInstance', { bpmnProcessId: processId, version: -1, variables });
      creations.push(performance.now() - due);
    };
    const create = async (): Promise<void> => {
      if (perSecond !== undefined) {
        for (let next = 0; next < instances; next += 1) {
          const due = start + (next * 1_000) / perSecond;
          if (due > performance.now()) await sleep(due - performance.now());
          createOne(due).catch(reject);
        }
        return;
      }
      // As many creators as lanes; completions that are already there go first, so that instances end.
      await runMany(instances, inFlight, () => lanes.run(() => createOne()));
    };
    for (let index = 0; index < POLLS; index += 1) {
      poll().catch((error: unknown) => {
        if (completed < total) reject(new Error('A request for jobs failed', { cause: error }));
      });
    }
    create().catch(reject);
  });
  await finished;
  const milliseconds = performance.now() - start;
  for (const stream of parked) stream.cancel();
  return { milliseconds, creations, completions };
};

/** Does so many things, a number of them at the same time. */
export const runMany = async (
  count: number,
  inFlight: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(inFlight, count) }, async () => {
      while (next < count) {
        next += 1;
        await work(next - 1);
      }
    }),
  );
};
