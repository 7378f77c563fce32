import type { Broker } from '../broker/broker.ts';
import type { ActivatedJob } from '../broker/commands.ts';
import { DEFAULT_TENANT } from './request-values.ts';

/** The worker's name goes back with every job; a longer one would fill the messages. */
export const LONGEST_WORKER_NAME = 1_000;

/** A job as it goes over the wire. */
export type WireJob = Omit<ActivatedJob, 'deadline'> & {
  readonly deadline: string;
  readonly tenantId: string;
};

export const toWireJob = (job: ActivatedJob): WireJob => ({
  ...job,
  deadline: String(job.deadline),
  tenantId: DEFAULT_TENANT,
});

/** Makes jobs that nobody will receive activatable again at once, instead of at their deadline. */
export const returnJobs = async (broker: Broker, jobs: readonly ActivatedJob[]): Promise<void> => {
  if (jobs.length === 0) return;
  try {
    await broker.submit({ type: 'return-jobs', jobKeys: jobs.map(({ key }) => key) });
  } catch {
    // A broker that is stopping hands them out again after its restart, at the latest at their deadline.
  }
};
