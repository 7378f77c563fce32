import type { Job, ZBClient } from 'zeebe-node';
import { codeOf } from './grpc-status.ts';
import { isJsonObject } from './json-document.ts';
import { PollThrottle } from './poll-throttle.ts';
import type { ActivatedJob, JobOutcome, JobWorker, ProcessClient, WorkerOptions } from './process-client.ts';
import { ProcessEngineError } from './process-engine-error.ts';
import { type JobStream, type RawJob, reachIntoWorker } from './zeebe-node-internals.ts';

/** What a worker tells the log: keys, types and codes, never variables. Shaped as pino's first two arguments. */
export type WorkerLog = (fields: Readonly<Record<string, string | number>>, message: string) => void;

/** How often the outcome of a job is offered again while the engine is absent or overloaded. */
const DELIVERY_ATTEMPTS = 6;
const FIRST_DELIVERY_PAUSE_MS = 250;

/** zeebe-node looks every so often whether it may poll; this bounds the added latency and the jobs per second. */
const POLL_INTERVAL_MS = 10;

/** Back-off before the next try, by the retries left: 16 s before the last one, 4 s before the last but one, else 1 s. */
export const defaultBackOffMs = (retriesLeft: number): number =>
  1_000 * 4 ** Math.max(0, 3 - Math.max(1, retriesLeft));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'the handler failed');

const toActivatedJob = (job: Job): ActivatedJob => ({
  key: job.key,
  type: job.type,
  processInstanceKey: job.processInstanceKey,
  processId: job.bpmnProcessId,
  processVersion: job.processDefinitionVersion,
  // On the wire as the protocol says; missing in zeebe-node's type.
  processDefinitionKey: (job as Job & { processDefinitionKey: string }).processDefinitionKey,
  elementId: job.elementId,
  elementInstanceKey: job.elementInstanceKey,
  customHeaders: job.customHeaders,
  worker: job.worker,
  retries: job.retries,
  deadline: Number(job.deadline),
  variables: job.variables,
});

/** Lets at most `limit` tasks run at once; the others wait in order. */
const limiter = (limit: number) => {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};

/** The port's methods that report a job's outcome. */
type Outcomes = Pick<ProcessClient, 'completeJob' | 'failJob' | 'throwError'>;

/**
 * Runs a worker on zeebe-node without the behaviour that loses jobs, processes or outcomes
 * (docs/zeebe-node-hazards.md): handlers and outcomes are guarded here, polls are spaced and ended here.
 *
 * @param longPollMs how long the engine may hold an empty poll
 */
export const openZeebeNodeWorker = (
  zeebe: ZBClient,
  outcomes: Outcomes,
  options: WorkerOptions,
  longPollMs: number,
  log: WorkerLog,
): JobWorker => {
  const throttle = new PollThrottle();
  const inCapacity = limiter(options.maxJobsActive);
  let currentStream: JobStream | undefined;

  const send = async (job: ActivatedJob, outcome: JobOutcome): Promise<void> => {
    switch (outcome.kind) {
      case 'complete':
        return outcomes.completeJob(job.key, outcome.variables ?? {});
      case 'error':
        return outcomes.throwError({
          jobKey: job.key,
          errorCode: outcome.errorCode,
          errorMessage: outcome.errorMessage ?? '',
          variables: outcome.variables ?? {},
        });
      case 'fail': {
        const retries = Math.max(0, outcome.retries ?? job.retries - 1);
        log(
          {
            jobKey: job.key,
            jobType: job.type,
            elementId: job.elementId,
            retries,
            reason: outcome.errorMessage,
          },
          retries === 0
            ? 'A job failed and waits as an incident for an operator'
            : 'A job failed; it comes again',
        );
        return outcomes.failJob({
          jobKey: job.key,
          retries,
          errorMessage: outcome.errorMessage,
          retryBackOffMs: outcome.retryBackOffMs ?? (retries === 0 ? 0 : defaultBackOffMs(retries)),
        });
      }
      case 'leave':
        return undefined;
    }
  };

  /** Delivers an outcome, again a bounded number of times while the engine is absent. Never rejects. */
  const deliver = async (job: ActivatedJob, outcome: JobOutcome): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await send(job, outcome);
        return;
      } catch (error) {
        const failure =
          error instanceof ProcessEngineError
            ? error
            : new ProcessEngineError('internal', outcome.kind, job.key, messageOf(error));
        const fields = {
          jobKey: job.key,
          jobType: job.type,
          outcome: outcome.kind,
          code: failure.code,
          attempt,
        };
        if (failure.isTransient && attempt < DELIVERY_ATTEMPTS) {
          log(fields, 'The engine did not take the outcome of a job; trying again');
          await pause(FIRST_DELIVERY_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
          continue;
        }
        if (failure.code === 'not-found' && attempt > 1) {
          log(fields, 'A job is gone after an unanswered try; most likely that try reached the engine');
          return;
        }
        log(fields, 'The outcome of a job was refused; the job returns at its deadline if it still exists');
        // Variables that are no JSON, or an outcome the engine cannot take: the next try would end the same way, and
        // the retries make that visible as an incident.
        if (failure.code === 'invalid-argument' && outcome.kind !== 'fail') {
          return deliver(job, { kind: 'fail', errorMessage: failure.message });
        }
        return;
      }
    }
  };

  const decide = async (job: ActivatedJob): Promise<JobOutcome> => {
    try {
      return await options.handler(job);
    } catch (error) {
      log({ jobKey: job.key, jobType: job.type }, 'A job handler failed');
      return { kind: 'fail', errorMessage: messageOf(error) };
    }
  };

  /** A job whose headers or variables are no JSON would end the process inside zeebe-node's event listener. */
  const keepReadable = (jobs: RawJob[]): RawJob[] =>
    jobs.filter((job) => {
      if (job.customHeaders === '') job.customHeaders = '{}';
      if (job.variables === '') job.variables = '{}';
      if (isJsonObject(job.customHeaders) && isJsonObject(job.variables)) return true;
      log({ jobKey: job.key, jobType: options.jobType }, 'The engine sent a job that is not valid JSON');
      const failed = outcomes.failJob({
        jobKey: job.key,
        retries: Math.max(0, job.retries - 1),
        errorMessage: 'The headers or variables of this job are not valid JSON.',
        retryBackOffMs: defaultBackOffMs(job.retries - 1),
      });
      failed.catch((error: unknown) => {
        log({ jobKey: job.key, code: codeOf(error) }, 'Failing an unreadable job was refused');
      });
      return false;
    });

  const guard = (stream: JobStream): void => {
    currentStream = stream;
    let over = false;
    const finished = (): void => {
      over = true;
      if (currentStream === stream) currentStream = undefined;
    };
    stream.on('data', (response) => {
      throttle.succeeded();
      response.jobs = keepReadable(response.jobs);
    });
    stream.on('status', (status) => {
      finished();
      if (status.code === 0) throttle.succeeded();
    });
    stream.on('error', () => {
      finished();
      throttle.refused();
    });
    // zeebe-node gives a poll up one second after its time by emitting `end` itself and leaves the call open: jobs
    // would still arrive on it while the next poll asks for a full load of its own.
    stream.on('end', () => {
      setImmediate(() => {
        if (over) return;
        stream.removeAllListeners('error');
        stream.removeAllListeners('data');
        stream.on('error', () => undefined);
        stream.cancel();
      });
    });
  };

  const worker = zeebe.createWorker({
    taskType: options.jobType,
    id: options.name,
    timeout: options.timeoutMs,
    maxJobsToActivate: options.maxJobsActive,
    pollInterval: POLL_INTERVAL_MS,
    longPoll: longPollMs,
    ...(options.fetchVariables === undefined ? {} : { fetchVariable: [...options.fetchVariables] }),
    taskHandler: async (job) => {
      const activated = toActivatedJob(job);
      await inCapacity(async () => deliver(activated, await decide(activated)));
      // Frees zeebe-node's capacity without sending anything.
      return job.forward();
    },
  });

  const grpc = reachIntoWorker(worker);
  const openStream = grpc.activateJobsStream.bind(grpc);
  grpc.activateJobsStream = async (request) => {
    if (!(await throttle.ready())) return { error: new Error('the worker is closing') };
    const stream = await openStream(request);
    if ('error' in stream) throttle.refused();
    else guard(stream);
    return stream;
  };

  let closing: Promise<void> | undefined;
  return {
    close() {
      closing ??= (async () => {
        throttle.close();
        const closed = worker.close();
        // While it closes, zeebe-node swallows the status of a cancelled poll; its timer for that poll would keep the
        // process alive.
        currentStream?.emit('end');
        currentStream?.cancel();
        await closed;
      })();
      return closing;
    },
  };
};
