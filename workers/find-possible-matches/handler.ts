import { comparable, possibleMatches } from '../../src/cases/matching/possible-matches.ts';
import { applyCaseStep, caseIdOf } from '../case-step.ts';
import { chairIdsOf } from '../chairs.ts';
import type { WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';

/**
 * Looks which earlier cases of the municipality may be about the same person; people decide whether they are. Out:
 * `hasPossibleMatches`, and `linkerIds`: who compares them, the chairs of the consultation.
 */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const { clock, repository } = context;
    const caseFile = await repository.get(caseIdOf(job));
    const candidates = await repository.matchCandidates(caseFile, comparable(clock.now()));
    const found = possibleMatches(caseFile, candidates);
    const linkerIds = found.length === 0 ? [] : await chairIdsOf(caseFile.municipalityId, context);
    const variables = await applyCaseStep(job, context, (current) => ({
      caseFile: found.length === 0 ? current : { ...current, possibleMatches: found },
      variables: { hasPossibleMatches: found.length > 0, linkerIds },
    }));
    return { kind: 'complete', variables };
  } catch (error) {
    return outcomeOfError(job, error);
  }
};
