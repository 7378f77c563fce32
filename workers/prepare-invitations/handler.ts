import { partnersToInvite } from '../../src/cases/composition.ts';
import { caseStep } from '../case-step.ts';

/** Finds the partners that are asked whether they take part. Out: `invitations` [{partnerId}]. */
export const handler = caseStep((caseFile) => ({
  caseFile,
  variables: { invitations: partnersToInvite(caseFile).map((partnerId) => ({ partnerId })) },
}));
