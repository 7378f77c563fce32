import type { Execution } from '../../execution.ts';
import { CommandRejected, expectPresent } from '../../failures.ts';
import { closeIncidents, raiseIncident } from '../../incidents.ts';
import type { ActivatedJob, Command, Key, Responses } from '../../records.ts';
import type { Job } from '../../rows.ts';
import { setLocally, visibleVariables } from '../../variables.ts';
import { throwError } from '../error-handling.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/** gRPC carries 4 MB; the rest of a job needs room too. */
const DEFAULT_MAX_BYTES = 4 * 1024 * 1024 - 16 * 1024;
/** Room for a job's keys, numbers and the tags of its fields in a response. */
const JOB_OVERHEAD_BYTES = 512;

function reject(reason: string): never {
  throw new CommandRejected('INVALID_ARGUMENT', `Expected to activate job batch with ${reason}`);
}

export function activateJobs(
  execution: Execution,
  command: CommandOf<'activate-jobs'>,
): Responses['activate-jobs'] {
  const { jobType, jobKeys, worker, maxJobs, timeout } = command;
  if (jobType.trim() === '') reject('type to be present, but it was blank');
  // Streams may have no worker's name.
  if (jobKeys === undefined && worker.trim() === '') reject('worker to be present, but it was blank');
  if (!(timeout >= 1)) reject(`timeout to be greater than zero, but it was '${timeout}'`);
  if (!(maxJobs >= 1)) reject(`max jobs to activate to be greater than zero, but it was '${maxJobs}'`);
  const maxBytes = command.maxBytes ?? DEFAULT_MAX_BYTES;
  const jobs: ActivatedJob[] = [];
  let bytes = 0;
  for (const job of candidates(execution, command)) {
    if (jobs.length >= maxJobs) break;
    if (job === undefined) return { jobs, truncated: true };
    const { row, size } = describe(execution, job, command);
    if (size > maxBytes) {
      setAside(execution, job, size, maxBytes);
      continue;
    }
    if (bytes + size > maxBytes) return { jobs, truncated: true };
    bytes += size;
    execution.emit({ type: 'job-activated', key: job.key, worker, deadline: row.deadline });
    jobs.push(row);
  }
  return { jobs, truncated: false };
}

/**
 * Activatable jobs, oldest first; each must be activated or set aside before the next is asked for. Undefined: there may
 * be more behind many that ended, for another command to find.
 */
function* candidates(
  execution: Execution,
  { jobType, jobKeys }: CommandOf<'activate-jobs'>,
): Generator<Job | undefined> {
  const { state } = execution;
  if (jobKeys !== undefined) {
    for (const key of jobKeys) {
      const job = state.jobs.get(key);
      if (state.isActivatable(key) && job?.type === jobType) yield job;
    }
    return;
  }
  for (let left = execution.passedAtOnce; ;) {
    left -= state.passEndedJobs(jobType, left);
    const job = left === 0 ? undefined : state.firstActivatable(jobType);
    if (job === undefined && left > 0) return;
    yield job;
  }
}

function describe(
  execution: Execution,
  job: Job,
  { worker, timeout, fetchVariables }: CommandOf<'activate-jobs'>,
): { row: ActivatedJob; size: number } {
  const { state } = execution;
  const definition = execution.definition(job.processDefinitionKey);
  const customHeaders =
    job.headers === undefined
      ? execution.element(job.processDefinitionKey, job.elementId).headersJson
      : JSON.stringify(job.headers);
  const variables = JSON.stringify(visibleVariables(state, job.elementInstanceKey, fetchVariables));
  return {
    size:
      JOB_OVERHEAD_BYTES +
      utf8Length(variables) +
      utf8Length(customHeaders) +
      utf8Length(worker) +
      utf8Length(job.type) +
      utf8Length(job.elementId) +
      utf8Length(definition.bpmnProcessId),
    row: {
      key: job.key,
      type: job.type,
      processInstanceKey: job.processInstanceKey,
      bpmnProcessId: definition.bpmnProcessId,
      processDefinitionVersion: definition.version,
      processDefinitionKey: definition.key,
      elementId: job.elementId,
      elementInstanceKey: job.elementInstanceKey,
      customHeaders,
      worker,
      retries: job.retries,
      deadline: execution.now + timeout,
      variables,
    },
  };
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // A surrogate pair is two units and four bytes.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** A job that no message can carry must not block the others. */
function setAside(execution: Execution, job: Job, size: number, maxBytes: number): void {
  execution.emit({ type: 'job-set-aside', key: job.key });
  raiseIncident(
    execution,
    execution.instance(job.elementInstanceKey),
    'MESSAGE_SIZE_EXCEEDED',
    `The job with key '${job.key}' can not be activated because with its variables it has ${size} bytes, more than ` +
      `the ${maxBytes} bytes of a message. Reduce the variables or fetch only those that are needed.`,
    job.key,
  );
}

/** The job, or a rejection; the job of an element that has ended is gone. `expected`: what Zeebe says before "with key". */
function existing(execution: Execution, key: Key, expected: string): Job {
  const job = execution.state.jobs.get(key);
  if (job !== undefined && !execution.state.hasEnded(job.elementInstanceKey)) return job;
  throw new CommandRejected(
    'NOT_FOUND',
    `Expected to ${expected} with key '${key}', but no such job was found`,
  );
}

/** The job, or a rejection. Failed jobs and jobs that threw an error wait for their incident. */
function workable(execution: Execution, key: Key, action: string): Job {
  const job = existing(execution, key, `${action} job`);
  if (job.state === 'failed' || job.state === 'error-thrown') {
    const state = job.state.toUpperCase().replace('-', '_');
    throw new CommandRejected(
      'INVALID_STATE',
      `Expected to ${action} job with key '${key}', but it is in state '${state}'`,
    );
  }
  return job;
}

export function completeJob(execution: Execution, command: CommandOf<'complete-job'>): Record<never, never> {
  const job = workable(execution, command.jobKey, 'complete');
  execution.emit({ type: 'job-completed', key: job.key });
  const instance = execution.instance(job.elementInstanceKey);
  if (command.variables !== undefined) execution.deliver(instance, command.variables);
  execution.complete(instance.key);
  return {};
}

export function failJob(execution: Execution, command: CommandOf<'fail-job'>): Record<never, never> {
  const job = workable(execution, command.jobKey, 'fail');
  const { retries, errorMessage = '', retryBackOff = 0, variables } = command;
  execution.emit({
    type: 'job-failed',
    key: job.key,
    retries,
    errorMessage,
    ...(retries > 0 && retryBackOff > 0 ? { backOffUntil: execution.now + retryBackOff } : {}),
  });
  if (variables !== undefined) setLocally(execution, job.elementInstanceKey, variables);
  if (retries <= 0) {
    const message = errorMessage === '' ? 'No more retries left.' : errorMessage;
    raiseIncident(execution, execution.instance(job.elementInstanceKey), 'JOB_NO_RETRIES', message, job.key);
  } else if (retryBackOff <= 0) {
    execution.announceJob(job.type, job.key);
  }
  return {};
}

export function throwJobError(execution: Execution, command: CommandOf<'throw-error'>): Record<never, never> {
  const job = workable(execution, command.jobKey, 'throw an error for');
  const { errorCode, errorMessage = '', variables = {} } = command;
  execution.emit({ type: 'job-error-thrown', key: job.key, errorCode, errorMessage });
  const instance = execution.instance(job.elementInstanceKey);
  if (!throwError(execution, instance, errorCode, variables)) {
    raiseIncident(
      execution,
      instance,
      'UNHANDLED_ERROR_EVENT',
      `Expected to throw an error event with the code '${errorCode}'` +
        `${errorMessage === '' ? '' : ` with message '${errorMessage}'`}, but it was not caught.`,
      job.key,
    );
  }
  return {};
}

export function updateJobRetries(
  execution: Execution,
  command: CommandOf<'update-job-retries'>,
): Record<never, never> {
  const { jobKey, retries } = command;
  if (!(retries >= 1)) {
    throw new CommandRejected(
      'INVALID_ARGUMENT',
      `Expected to update retries for job with key '${jobKey}' with a positive amount of retries, ` +
        `but the amount given was '${retries}'`,
    );
  }
  existing(execution, jobKey, 'update retries for job');
  execution.emit({ type: 'job-retries-updated', key: jobKey, retries });
  return {};
}

export function updateJobTimeout(
  execution: Execution,
  command: CommandOf<'update-job-timeout'>,
): Record<never, never> {
  const { jobKey, timeout } = command;
  const job = existing(execution, jobKey, 'update job deadline');
  if (job.state !== 'activated') {
    throw new CommandRejected(
      'INVALID_STATE',
      `Expected to update the timeout of job with key '${jobKey}', but it is not active`,
    );
  }
  if (!(timeout >= 1)) {
    throw new CommandRejected(
      'INVALID_ARGUMENT',
      `Expected to update the timeout of job with key '${jobKey}' to be greater than zero, but it was '${timeout}'`,
    );
  }
  execution.emit({ type: 'job-deadline-updated', key: jobKey, deadline: execution.now + timeout });
  return {};
}

/** Jobs that were activated but could not be delivered are activatable again at once. */
export function returnJobs(execution: Execution, command: CommandOf<'return-jobs'>): Record<never, never> {
  for (const key of command.jobKeys) {
    if (execution.state.jobs.get(key)?.state === 'activated') makeActivatable(execution, key);
  }
  return {};
}

export function timeOutJob(execution: Execution, command: CommandOf<'time-out-job'>): Record<never, never> {
  const job = execution.state.jobs.get(command.jobKey);
  if (job?.state === 'activated' && isDue(execution, job)) makeActivatable(execution, job.key);
  return {};
}

export function endJobBackOff(
  execution: Execution,
  command: CommandOf<'end-job-back-off'>,
): Record<never, never> {
  const job = execution.state.jobs.get(command.jobKey);
  if (job?.state === 'backing-off' && isDue(execution, job)) makeActivatable(execution, job.key);
  return {};
}

function isDue(execution: Execution, job: Job): boolean {
  return job.dueAt !== undefined && job.dueAt <= execution.now;
}

/** Makes a job activatable and tells the broker. */
function makeActivatable(execution: Execution, key: Key): void {
  execution.emit({ type: 'job-made-activatable', key });
  const job = expectPresent(execution.state.jobs.get(key), `Job ${key}`);
  execution.announceJob(job.type, key);
}

export function resolveIncident(
  execution: Execution,
  command: CommandOf<'resolve-incident'>,
): Record<never, never> {
  const { incidentKey } = command;
  const incident = execution.state.incidents.get(incidentKey);
  if (incident === undefined || execution.state.hasEnded(incident.elementInstanceKey)) {
    throw new CommandRejected(
      'NOT_FOUND',
      `Expected to resolve incident with key '${incidentKey}', but no such incident was found`,
    );
  }
  if (incident.jobKey === undefined) {
    execution.emit({ type: 'incident-resolved', key: incidentKey });
    execution.retry(incident.elementInstanceKey);
    return {};
  }
  const job = expectPresent(execution.state.jobs.get(incident.jobKey), `Job ${incident.jobKey}`);
  if (job.retries <= 0) {
    throw new CommandRejected(
      'INVALID_STATE',
      `Expected to resolve incident with key '${incidentKey}', but job with key '${job.key}' has no retries left; ` +
        'update its retries first',
    );
  }
  closeIncidents(execution, incident.elementInstanceKey);
  makeActivatable(execution, job.key);
  return {};
}
