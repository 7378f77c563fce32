import { beginRetention, destroyBeforeOf } from '../../src/cases/retention/destruction.ts';
import { closeTransferredCase } from '../../src/cases/transfer/moving.ts';
import { caseIdOf, caseStep } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';
import { outliving } from '../outliving.ts';
import { receiverOf } from '../receiver.ts';

const transferred = 'De casus is overgedragen aan een andere gemeente; deze stap is vervallen.';

const close = caseStep((caseFile, { job, at, context: { configuration } }) => {
  const { destruction, retention, timeZone } = configuration;
  const { transferId } = job.variables;
  const { municipalityPartnerId } = receiverOf(caseFile, transferId, configuration);
  const destroyBefore = destroyBeforeOf(caseFile, retention.closedCase, at, timeZone);
  const closed = closeTransferredCase(caseFile, transferId, municipalityPartnerId, at, destroyBefore);
  return { caseFile: beginRetention(closed, at, destruction, timeZone), variables: {} };
});

/** Ends the case in the municipality that it leaves: shielded at once, its open steps withdrawn, its retention begun. */
export const handler: WorkerHandler = async (job, context) => {
  const outcome = await close(job, context);
  if (outcome.kind === 'complete')
    await context.items.withdrawOfCase(caseIdOf(job), { processId: { $nin: outliving } }, transferred);
  return outcome;
};
