import { StepImpossible } from '../src/cases/step-impossible.ts';
import { ProductError } from '../src/lib/errors.ts';
import type { ActivatedJob, JobOutcome } from '../src/zeebe/process-client.ts';

const RETRY_BACK_OFF_MS = 5_000;

/** A fault of the model or the data: an incident at once, for an operator to solve. */
export function impossible(job: ActivatedJob, reason: string): JobOutcome {
  return {
    kind: 'fail',
    errorMessage: `${job.type} at ${job.elementId} (process ${job.processId}): ${reason}`,
    retries: 0,
  };
}

/**
 * What an error in a handler means for its job. What can never succeed becomes an incident; anything else, such as a store
 * that does not answer, is tried again without using up retries. Foreign messages are left out: they may quote data.
 */
export function outcomeOfError(job: ActivatedJob, error: unknown): JobOutcome {
  const neverSucceeds =
    error instanceof StepImpossible || (error instanceof ProductError && error.kind !== 'unavailable');
  const isBusy = error instanceof ProductError && error.code === 'case-changed';
  if (neverSucceeds && !isBusy) return impossible(job, error.message);
  const kind = error instanceof Error ? error.name : 'unknown error';
  return {
    kind: 'fail',
    errorMessage: `${job.type} at ${job.elementId} (process ${job.processId}): ${kind}; it is tried again.`,
    retries: Math.max(1, job.retries),
    retryBackOffMs: RETRY_BACK_OFF_MS,
  };
}
