import type { CaseFile } from '../cases/case-file.ts';

/** Whether the seal on a vote is broken: the round that it was given in is tallied. */
export const isTallied = ({ screeningRounds }: CaseFile, submissionId: string): boolean =>
  (screeningRounds.find(({ votes }) => votes.some((vote) => vote.submissionId === submissionId))?.talliedAt ??
    null) !== null;

/** Whether an assessment is no longer blind: both assessors of its taxation have given theirs. */
export const areAssessmentsIn = ({ riskTaxations }: CaseFile, submissionId: string): boolean => {
  const assessments =
    riskTaxations.find((taxation) =>
      taxation.assessments.some((assessment) => assessment.submissionId === submissionId),
    )?.assessments ?? [];
  return (['first', 'second'] as const).every((assessor) =>
    assessments.some((assessment) => assessment.assessor === assessor),
  );
};
