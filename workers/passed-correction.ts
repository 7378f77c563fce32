import { StepImpossible } from '../src/cases/step-impossible.ts';
import type { ActivatedJob } from '../src/zeebe/process-client.ts';

/** Which correction, made in which case, a job is about. @throws StepImpossible when the process does not say */
export function passedCorrectionOf({ variables }: Pick<ActivatedJob, 'variables'>): {
  readonly fromCaseId: string;
  readonly correctionId: string;
} {
  const { fromCaseId, correctionId } = variables;
  if (typeof fromCaseId !== 'string' || typeof correctionId !== 'string') {
    throw new StepImpossible('variable fromCaseId or correctionId is missing; start this with its message.');
  }
  return { fromCaseId, correctionId };
}
