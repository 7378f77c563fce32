import { tallyApprovals } from '../../src/cases/plan.ts';
import { caseStep } from '../case-step.ts';

/** Adopts the plan when every partner approves. Out: `planResult` agreed | objections. */
export const handler = caseStep((caseFile, { at }) => {
  const { caseFile: tallied, planResult } = tallyApprovals(caseFile, at);
  return { caseFile: tallied, variables: { planResult } };
});
