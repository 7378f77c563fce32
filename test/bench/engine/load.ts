import type { GatewayClient, JobStream, RawJob } from '../../support/gateway-client.ts';

/** Jobs per request. */
const BATCH = 64;
/** Parked requests for jobs. */
const POLLS = 2;

/** Runs work with at most so many at the same time; what was given later with `first` goes before the rest. */
export class Lanes {
  readonly #limit: number;
  readonly #waiting: (() => Promise<void>)[] = [];
  #busy = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#busy >= this.#limit;
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
}

/** Latencies of the completions, in milliseconds. */
export interface LoadResult {
  readonly milliseconds: number;
  readonly latencies: readonly number[];
}

/** Creates instances and completes their jobs until all have ended. */
export const runLoad = async (client: GatewayClient, load: Load): Promise<LoadResult> => {
  const { processId, jobType, tasks, instances, inFlight, variables = '' } = load;
  const lanes = new Lanes(inFlight);
  const latencies: number[] = [];
  const total = instances * tasks;
  const parked = new Set<JobStream>();
  let completed = 0;
  const start = performance.now();

  const finished = new Promise<void>((resolve, reject) => {
    const complete = async ({ key }: RawJob): Promise<void> => {
      const sent = performance.now();
      await client.call('CompleteJob', { jobKey: key, variables: '' });
      latencies.push(performance.now() - sent);
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
    const create = async (): Promise<void> => {
      let next = 0;
      // As many creators as lanes; completions that are already there go first, so that instances end.
      await Promise.all(
        Array.from({ length: inFlight }, async () => {
          while (next < instances) {
            next += 1;
            await lanes.run(() =>
              client.call('CreateProcessInstance', { bpmnProcessId: processId, version: -1, variables }),
            );
          }
        }),
      );
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
  return { milliseconds, latencies };
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
