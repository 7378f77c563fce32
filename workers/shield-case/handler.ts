import { shieldCase } from '../../src/cases/closing.ts';
import { beginRetention, destroyBeforeOf } from '../../src/cases/retention/destruction.ts';
import { caseIdOf, caseStep } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';
import { outliving } from '../outliving.ts';

const closed = 'De casus is afgesloten; deze stap is vervallen.';

const shield = caseStep((caseFile, { at, context: { configuration } }) => {
  const { destruction, retention, timeZone } = configuration;
  const destroyBefore = destroyBeforeOf(caseFile, retention.closedCase, at, timeZone);
  return {
    caseFile: beginRetention(shieldCase(caseFile, at, destroyBefore), at, destruction, timeZone),
    variables: {},
  };
});

/** Closes the case, hides its content at once and clears what is still open in the inboxes. */
export const handler: WorkerHandler = async (job, context) => {
  const outcome = await shield(job, context);
  if (outcome.kind === 'complete')
    await context.items.withdrawOfCase(caseIdOf(job), { processId: { $nin: outliving } }, closed);
  return outcome;
};
