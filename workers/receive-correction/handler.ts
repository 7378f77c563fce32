import type { CaseFile } from '../../src/cases/case-file.ts';
import type { CaseRepository } from '../../src/cases/case-repository.ts';
import type { Correction } from '../../src/cases/information/model.ts';
import { withCorrectionReceipt } from '../../src/cases/transfer/passing-on.ts';
import { receiveCorrection } from '../../src/cases/transfer/receiving.ts';
import { applyCaseStep, caseIdOf } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';
import { passedCorrectionOf } from '../passed-correction.ts';

/**
 * Takes over a correction that was made in the case from which this one came, and registers there who received it. Out:
 * `hasCorrection` true, false (nothing of it is here); `caseManagerId`, null when nobody leads the case;
 * `municipalityPartnerId`.
 */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const { repository, clock } = context;
    const { fromCaseId, correctionId } = passedCorrectionOf(job);
    // Corrected while the case was just about to open here: the job is tried again until it is there.
    const here = await repository.find(caseIdOf(job));
    if (here === undefined) throw new Error('The case that receives the correction is not there yet.');
    const correction = await madeIn(repository, fromCaseId, correctionId);
    const variables = await applyCaseStep(job, context, (caseFile, { at }) => {
      const received = receiveCorrection(caseFile, correction, at);
      return {
        caseFile: received.caseFile,
        variables: { hasCorrection: received.hasCorrection, ...leaderOf(caseFile) },
      };
    });
    if (correction !== undefined && variables['hasCorrection'] === true) {
      await repository.change(fromCaseId, (caseFile) =>
        withCorrectionReceipt(caseFile, correctionId, here.municipalityPartnerId, clock.now()),
      );
    }
    return { kind: 'complete', variables };
  } catch (error) {
    return outcomeOfError(job, error);
  }
};

/** A correction as it was made: in that case, or in one that it came from in turn. */
async function madeIn(
  repository: Pick<CaseRepository, 'find'>,
  caseId: string,
  correctionId: string,
): Promise<Correction | undefined> {
  const caseFile = await repository.find(caseId);
  const made = caseFile?.corrections.find((candidate) => candidate.correctionId === correctionId);
  const before = caseFile?.origin?.caseId;
  return made ?? (before === undefined ? undefined : madeIn(repository, before, correctionId));
}

/** Who judges it: the case manager, and of a case without one or that was closed its municipality. */
const leaderOf = ({ composition, shieldedAt, municipalityPartnerId }: CaseFile) => ({
  caseManagerId: shieldedAt === null ? (composition?.caseManagerId ?? null) : null,
  municipalityPartnerId,
});
