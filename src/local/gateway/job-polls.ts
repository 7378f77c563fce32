import { type ServerWritableStream, type ServiceError, status } from '@grpc/grpc-js';
import { type Broker, BrokerUnavailable } from '../broker/broker.ts';
import type { ActivatedJob } from '../broker/commands.ts';
import { LONGEST_WORKER_NAME, returnJobs, toWireJob, type WireJob } from './activated-jobs.ts';
import type { GrpcFailure } from './grpc-errors.ts';
import { fromRejection, toServiceError } from './grpc-errors.ts';
import { asTimer, checkTenants, toMilliseconds } from './request-values.ts';
import { execute } from './unary.ts';

/** How long an empty request is held when it does not say. */
const DEFAULT_REQUEST_TIMEOUT_MS = 10_000;

interface ActivateJobsRequest {
  readonly type: string;
  readonly worker: string;
  readonly timeout: string;
  readonly maxJobsToActivate: number;
  readonly fetchVariable: readonly string[];
  readonly requestTimeout: string;
  readonly tenantIds: readonly string[];
}

type ActivateJobsCall = ServerWritableStream<ActivateJobsRequest, { jobs: WireJob[] }>;

/** One request for jobs: open until it got jobs, expired, or its client left. */
interface Poll {
  readonly call: ActivateJobsCall;
  readonly command: {
    readonly type: 'activate-jobs';
    readonly jobType: string;
    readonly worker: string;
    readonly timeout: number;
    readonly maxJobs: number;
    readonly fetchVariables: readonly string[];
  };
  /** A command of this poll is on its way. */
  trying: boolean;
  /** Its time is over: it ends when the command on its way has come back. */
  expired: boolean;
  closed: boolean;
  timer?: NodeJS.Timeout;
}

/**
 * `ActivateJobs` with long polling. A request ends as soon as it has a job. While requests for a type are parked there
 * are no activatable jobs of that type: each was tried after the last time that jobs appeared. (The broker tells that jobs
 * appeared after it gave out the answers of that batch; an empty answer is never older than what a request was told.)
 */
export class JobPolls {
  readonly #broker: Broker;
  /** The open requests by job type, oldest first. */
  readonly #queues = new Map<string, Poll[]>();
  #closed = false;

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  /** Requests that wait for a job. */
  get parked(): number {
    let parked = 0;
    for (const queue of this.#queues.values()) parked += queue.length;
    return parked;
  }

  /** Handles one call. */
  open(call: ActivateJobsCall): void {
    const { request } = call;
    const requestTimeout = toMilliseconds(request.requestTimeout);
    let poll: Poll;
    try {
      poll = { call, command: toCommand(request), trying: false, expired: false, closed: false };
    } catch (error) {
      call.emit('error', toServiceError(error));
      return;
    }
    call.on('cancelled', () => this.#drop(poll));
    if (requestTimeout < 0) {
      poll.expired = true;
      void this.#try(poll);
      return;
    }
    const hold = requestTimeout === 0 ? DEFAULT_REQUEST_TIMEOUT_MS : requestTimeout;
    poll.timer = setTimeout(() => this.#expire(poll), asTimer(hold));
    const queue = this.#queueOf(poll);
    queue.push(poll);
    // With others before it there is nothing to have now; it gets its turn after them.
    if (queue.length === 1) void this.#try(poll);
  }

  /** Jobs of a type became activatable: as many parked requests are served, oldest first. */
  jobsAvailable(jobType: string, count: number): void {
    let left = count;
    for (const poll of this.#queues.get(jobType) ?? []) {
      if (left === 0) return;
      if (poll.trying) continue;
      left -= 1;
      void this.#try(poll);
    }
  }

  /** Ends every open request with UNAVAILABLE. */
  close(error: unknown): void {
    this.#closed = true;
    for (const queue of [...this.#queues.values()]) {
      for (const poll of [...queue]) this.#finish(poll, () => poll.call.emit('error', toServiceError(error)));
    }
  }

  async #try(poll: Poll): Promise<void> {
    poll.trying = true;
    let jobs: readonly ActivatedJob[];
    let isCut: boolean;
    try {
      const response = await execute(this.#broker, poll.command);
      jobs = response.jobs;
      isCut = response.truncated || jobs.length >= poll.command.maxJobs;
    } catch (error) {
      poll.trying = false;
      this.#finish(poll, () => poll.call.emit('error', refusal(poll.command.jobType, error)));
      this.#tryNext(poll.command.jobType);
      return;
    }
    poll.trying = false;
    if (jobs.length > 0) {
      if (poll.closed || this.#closed) await returnJobs(this.#broker, jobs);
      else this.#deliver(poll, jobs);
      if (isCut) this.#tryNext(poll.command.jobType);
      return;
    }
    if (isCut && poll.closed) this.#tryNext(poll.command.jobType);
    else if (isCut) void this.#try(poll);
    else if (poll.expired) this.#finish(poll, () => poll.call.end());
  }

  /** More jobs may be there than the last request could take. */
  #tryNext(jobType: string): void {
    const next = this.#queues.get(jobType)?.find(({ trying }) => !trying);
    if (next !== undefined) void this.#try(next);
  }

  #deliver(poll: Poll, jobs: readonly ActivatedJob[]): void {
    this.#finish(poll, () => {
      // The engine cuts a batch before it exceeds the size of a message.
      poll.call.write({ jobs: jobs.map(toWireJob) });
      poll.call.end();
    });
  }

  #expire(poll: Poll): void {
    if (poll.trying) poll.expired = true;
    else this.#finish(poll, () => poll.call.end());
  }

  #drop(poll: Poll): void {
    this.#finish(poll, () => undefined);
  }

  #finish(poll: Poll, end: () => void): void {
    if (poll.closed) return;
    poll.closed = true;
    clearTimeout(poll.timer);
    const queue = this.#queues.get(poll.command.jobType);
    const index = queue?.indexOf(poll) ?? -1;
    if (queue !== undefined && index >= 0) {
      queue.splice(index, 1);
      if (queue.length === 0) this.#queues.delete(poll.command.jobType);
    }
    end();
  }

  #queueOf(poll: Poll): Poll[] {
    let queue = this.#queues.get(poll.command.jobType);
    if (queue === undefined) {
      queue = [];
      this.#queues.set(poll.command.jobType, queue);
    }
    return queue;
  }
}

const toCommand = (request: ActivateJobsRequest): Poll['command'] => {
  const { type, worker, maxJobsToActivate, fetchVariable, tenantIds } = request;
  const timeout = toMilliseconds(request.timeout);
  checkTenants('ActivateJobs', tenantIds);
  if (type.trim() === '') throw invalidBatch('type to be present, but it was blank');
  if (timeout < 1) throw invalidBatch(`timeout to be greater than zero, but it was '${timeout}'`);
  if (maxJobsToActivate < 1)
    throw invalidBatch(`max jobs to activate to be greater than zero, but it was '${maxJobsToActivate}'`);
  if (worker.trim() === '') throw invalidBatch('worker to be present, but it was blank');
  if (worker.length > LONGEST_WORKER_NAME)
    throw invalidBatch(
      `worker to have at most ${LONGEST_WORKER_NAME} characters, but it has ${worker.length}`,
    );
  return {
    type: 'activate-jobs',
    jobType: type,
    worker,
    timeout,
    maxJobs: maxJobsToActivate,
    fetchVariables: fetchVariable,
  };
};

/** Refused here, in the broker's words: a parked request may not reach the broker for a long time. */
const invalidBatch = (reason: string): GrpcFailure =>
  fromRejection({
    type: 'INVALID_ARGUMENT',
    intent: 'ACTIVATE',
    reason: `Expected to activate job batch with ${reason}`,
  });

const refusal = (jobType: string, error: unknown): Partial<ServiceError> => {
  if (!(error instanceof BrokerUnavailable) || error.reason === 'stopped') return toServiceError(error);
  return {
    code: status.RESOURCE_EXHAUSTED,
    details:
      `Expected to activate jobs of type '${jobType}', but no jobs available and at least one broker returned ` +
      `'RESOURCE_EXHAUSTED'. Please try again later. (${error.message})`,
  };
};
