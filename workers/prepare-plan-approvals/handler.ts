import { askApprovals } from '../../src/cases/plan.ts';
import { caseStep } from '../case-step.ts';

/** Puts the draft plan before the partners. Out: `approvers` [{partnerId}]. */
export const handler = caseStep((caseFile, { at }) => {
  const { caseFile: asked, approverPartnerIds } = askApprovals(caseFile, at);
  return {
    caseFile: asked,
    variables: { approvers: approverPartnerIds.map((partnerId) => ({ partnerId })) },
  };
});
