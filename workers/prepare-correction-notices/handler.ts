import { sendCorrection } from '../../src/cases/information/corrections.ts';
import { StepImpossible } from '../../src/cases/step-impossible.ts';
import { caseStep } from '../case-step.ts';

/** Finds who received the item that variable `correctionId` corrects. Out: `notices` [{partnerId}]. */
export const handler = caseStep((caseFile, { job, at }) => {
  const { correctionId } = job.variables;
  if (typeof correctionId !== 'string') {
    throw new StepImpossible('variable correctionId is missing; start this part with a message.');
  }
  const { caseFile: sent, recipientPartnerIds } = sendCorrection(caseFile, correctionId, at);
  return { caseFile: sent, variables: { notices: recipientPartnerIds.map((partnerId) => ({ partnerId })) } };
});
