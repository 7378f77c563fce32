import type { Broker } from '../broker/broker.ts';
import type { ActivatedJob } from '../broker/commands.ts';
import { DEFAULT_TENANT } from './request-values.ts';

/** Bytes of jobs per response message; a message may have 4 MB. */
const MAX_BATCH_BYTES = 3_500_000;
/** Keys, ids and field tags of a job besides its texts. */
const JOB_OVERHEAD_BYTES = 200;

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

const sizeOf = (job: ActivatedJob): number =>
  JOB_OVERHEAD_BYTES +
  Buffer.byteLength(job.variables) +
  Buffer.byteLength(job.customHeaders) +
  Buffer.byteLength(job.type) +
  Buffer.byteLength(job.worker) +
  Buffer.byteLength(job.elementId) +
  Buffer.byteLength(job.bpmnProcessId);

/** Splits jobs so that each response message stays within the size that clients accept. */
export const inMessages = (jobs: readonly ActivatedJob[]): WireJob[][] => {
  const messages: WireJob[][] = [];
  let room = 0;
  for (const job of jobs) {
    const size = sizeOf(job);
    if (messages.length === 0 || size > room) {
      messages.push([]);
      room = MAX_BATCH_BYTES;
    }
    messages.at(-1)?.push(toWireJob(job));
    room -= size;
  }
  return messages;
};

/** Makes jobs that nobody will receive activatable again at once, instead of at their deadline. */
export const returnJobs = async (broker: Broker, jobs: readonly ActivatedJob[]): Promise<void> => {
  if (jobs.length === 0) return;
  try {
    await broker.submit({ type: 'return-jobs', jobKeys: jobs.map(({ key }) => key) });
  } catch {
    // A broker that is stopping hands them out again after its restart, at the latest at their deadline.
  }
};
