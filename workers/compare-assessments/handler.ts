import { compareAssessments } from '../../src/cases/risk-taxation.ts';
import { caseStep } from '../case-step.ts';

/** Compares the two blind assessments. Out: `differencesFound`. */
export const handler = caseStep((caseFile, { at }) => {
  const { caseFile: compared, differencesFound } = compareAssessments(caseFile, at);
  return { caseFile: compared, variables: { differencesFound } };
});
