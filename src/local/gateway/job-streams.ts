import type { ServerWritableStream } from '@grpc/grpc-js';
import type { Broker } from '../broker/broker.ts';
import type { ActivatedJob, Key } from '../broker/commands.ts';
import { LONGEST_WORKER_NAME, returnJobs, toWireJob, type WireJob } from './activated-jobs.ts';
import { type GrpcFailure, invalidArgument, toServiceError } from './grpc-errors.ts';
import { checkTenants, toMilliseconds } from './request-values.ts';
import { execute } from './unary.ts';

interface StreamRequest {
  readonly type: string;
  readonly worker: string;
  readonly timeout: string;
  readonly fetchVariable: readonly string[];
  readonly tenantIds: readonly string[];
}

type StreamCall = ServerWritableStream<StreamRequest, WireJob>;

interface JobStream {
  readonly call: StreamCall;
  readonly jobType: string;
  readonly worker: string;
  readonly timeout: number;
  /** Jobs that were written and did not go out yet. */
  readonly unsent: Set<ActivatedJob>;
  /** Their bytes, roughly. */
  waiting: number;
  closed: boolean;
}

/**
 * What may wait to go out before a client counts as not keeping up. Node's own limit of a few messages would send every
 * burst of jobs to those who poll.
 */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;
/** What a job takes besides its variables and headers. */
const BYTES_PER_JOB = 500;

const keepsUp = ({ closed, waiting }: JobStream): boolean => !closed && waiting < MOST_WAITING_BYTES;

const write = (stream: JobStream, job: ActivatedJob): void => {
  const bytes = job.variables.length + job.customHeaders.length + BYTES_PER_JOB;
  stream.waiting += bytes;
  stream.unsent.add(job);
  stream.call.write(toWireJob(job), (error?: Error | null) => {
    stream.waiting -= bytes;
    if (!error) stream.unsent.delete(job);
  });
};

/** `StreamActivatedJobs`: jobs are pushed as they become activatable; older ones are not. */
export class JobStreams {
  readonly #broker: Broker;
  readonly #streams = new Map<string, Set<JobStream>>();

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  /** Open streams. */
  get count(): number {
    let open = 0;
    for (const streams of this.#streams.values()) open += streams.size;
    return open;
  }

  /** Handles one call. */
  open(call: StreamCall): void {
    const { request } = call;
    let stream: JobStream;
    try {
      stream = { call, ...streamProperties(request), unsent: new Set(), waiting: 0, closed: false };
    } catch (error) {
      call.emit('error', toServiceError(error));
      return;
    }
    const sameType = this.#streams.get(stream.jobType) ?? new Set();
    this.#streams.set(stream.jobType, sameType.add(stream));
    call.on('cancelled', () => {
      this.#remove(stream);
      void returnJobs(this.#broker, [...stream.unsent]);
    });
  }

  /**
   * Offers jobs that became activatable; each goes to a random stream whose client keeps up.
   *
   * @returns how many remain for polling
   */
  jobsAvailable(jobType: string, jobKeys: readonly Key[]): number {
    const assigned = new Map<JobStream, Key[]>();
    for (const key of jobKeys) {
      const ready = [...(this.#streams.get(jobType) ?? [])].filter(keepsUp);
      const stream = ready[Math.floor(Math.random() * ready.length)];
      if (stream === undefined) return jobKeys.length;
      const keys = assigned.get(stream);
      if (keys) keys.push(key);
      else assigned.set(stream, [key]);
    }
    for (const [stream, keys] of assigned) void this.#push(stream, keys);
    return 0;
  }

  /** Ends every stream with UNAVAILABLE. */
  close(error: unknown): void {
    for (const streams of [...this.#streams.values()]) {
      for (const stream of [...streams]) {
        this.#remove(stream);
        stream.call.emit('error', toServiceError(error));
      }
    }
  }

  async #push(stream: JobStream, jobKeys: readonly Key[]): Promise<void> {
    let jobs: readonly ActivatedJob[];
    try {
      ({ jobs } = await execute(this.#broker, {
        type: 'activate-jobs',
        jobType: stream.jobType,
        worker: stream.worker,
        timeout: stream.timeout,
        maxJobs: jobKeys.length,
        fetchVariables: stream.call.request.fetchVariable,
        jobKeys,
      }));
    } catch (error) {
      this.#remove(stream);
      stream.call.emit('error', toServiceError(error));
      return;
    }
    for (const [index, job] of jobs.entries()) {
      if (!keepsUp(stream)) {
        await returnJobs(this.#broker, jobs.slice(index));
        return;
      }
      write(stream, job);
    }
  }

  #remove(stream: JobStream): void {
    stream.closed = true;
    const sameType = this.#streams.get(stream.jobType);
    sameType?.delete(stream);
    if (sameType?.size === 0) this.#streams.delete(stream.jobType);
  }
}

const streamProperties = ({ type, worker, timeout, tenantIds }: StreamRequest) => {
  checkTenants('StreamActivatedJobs', tenantIds);
  const milliseconds = toMilliseconds(timeout);
  if (type.trim() === '') throw invalidStream('type to be present, but it was blank');
  if (milliseconds < 1) throw invalidStream(`timeout to be greater than zero, but it was ${milliseconds}`);
  if (worker.length > LONGEST_WORKER_NAME)
    throw invalidStream(
      `worker to have at most ${LONGEST_WORKER_NAME} characters, but it has ${worker.length}`,
    );
  return { jobType: type, worker, timeout: milliseconds };
};

const invalidStream = (reason: string): GrpcFailure =>
  invalidArgument(`Expected to stream activated jobs with ${reason}`);
