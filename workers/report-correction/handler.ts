import { noteCorrectionAnswer } from '../../src/cases/transfer/passing-on.ts';
import { receivedCorrectionOf } from '../../src/cases/transfer/receiving.ts';
import { applyCaseStep, caseIdOf } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';
import { passedCorrectionOf } from '../passed-correction.ts';

/** Notes, in the case where a correction was made, what this municipality did with it. */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const { repository, clock } = context;
    const { fromCaseId, correctionId } = passedCorrectionOf(job);
    const caseId = caseIdOf(job);
    const judged = receivedCorrectionOf(await repository.get(caseId), correctionId)?.answer;
    const answer = judged ?? { at: clock.now(), outcome: 'not-held' as const, reason: null };
    if ((await repository.find(fromCaseId)) !== undefined) {
      await repository.change(fromCaseId, (caseFile) =>
        noteCorrectionAnswer(caseFile, caseId, correctionId, answer),
      );
    }
    return {
      kind: 'complete',
      variables: await applyCaseStep(job, context, (caseFile) => ({ caseFile, variables: {} })),
    };
  } catch (error) {
    return outcomeOfError(job, error);
  }
};
