import { expireTransfer } from '../../src/cases/transfer/transfer.ts';
import { caseIdOf, caseStep } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';

const over = 'De tijd om te antwoorden is voorbij; de casus blijft waar die was.';

const expire = caseStep((caseFile, { job, at }) => ({
  caseFile: expireTransfer(caseFile, job.variables['transferId'], at),
  variables: {},
}));

/** Ends a transfer that the receiving consultation did not answer in time. */
export const handler: WorkerHandler = async (job, context) => {
  const outcome = await expire(job, context);
  if (outcome.kind === 'complete') {
    const { processInstanceKey } = job;
    await context.items.withdrawOfCase(caseIdOf(job), { processInstanceKey }, over);
  }
  return outcome;
};
