import type { ServerWritableStream } from '@grpc/grpc-js';
import type { Broker } from '../broker/broker.ts';
import type { ActivatedJob } from '../broker/commands.ts';
import { inMessages, returnJobs, type WireJob } from './activated-jobs.ts';
import { toServiceError } from './grpc-errors.ts';
import { checkTenants, requireAtLeast, requireText, toMilliseconds } from './request-values.ts';
import { execute } from './unary.ts';

/** How long an empty request is held when it does not say. */
const DEFAULT_REQUEST_TIMEOUT_MS = 10_000;
/** Longest time a timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

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
    poll.timer = setTimeout(() => this.#expire(poll), Math.min(hold, MAX_TIMER_MS));
    const queue = this.#queueOf(poll);
    queue.push(poll);
    // With others before it there is nothing to have now; it gets its turn after them.
    if (queue.length === 1) void this.#try(poll);
  }

  /** Jobs of a type became activatable: as many parked requests are served, oldest first. */
  jobsAvailable(jobType: string, count: number): void {
    const parked = (this.#queues.get(jobType) ?? []).filter(({ trying }) => !trying);
    for (const poll of parked.slice(0, count)) void this.#try(poll);
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
      this.#finish(poll, () => poll.call.emit('error', toServiceError(error)));
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
    if (poll.expired) this.#finish(poll, () => poll.call.end());
  }

  /** More jobs may be there than the last request could take. */
  #tryNext(jobType: string): void {
    const next = this.#queues.get(jobType)?.find(({ trying }) => !trying);
    if (next !== undefined) void this.#try(next);
  }

  #deliver(poll: Poll, jobs: readonly ActivatedJob[]): void {
    this.#finish(poll, () => {
      for (const message of inMessages(jobs)) poll.call.write({ jobs: message });
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
  const rpc = 'ActivateJobs';
  checkTenants(rpc, request.tenantIds);
  return {
    type: 'activate-jobs',
    jobType: requireText(rpc, 'type', request.type),
    worker: requireText(rpc, 'worker', request.worker),
    timeout: requireAtLeast(rpc, 'timeout', toMilliseconds(request.timeout), 1),
    maxJobs: requireAtLeast(rpc, 'maxJobsToActivate', request.maxJobsToActivate, 1),
    fetchVariables: request.fetchVariable,
  };
};
