import { endOfRetention, endWithoutCase } from '../../src/cases/closing.ts';
import { caseStep } from '../case-step.ts';

/** Ends and shields a case that was referred or stopped before admission. */
export const handler = caseStep((caseFile, { at, context: { configuration } }) => ({
  caseFile: endWithoutCase(
    caseFile,
    at,
    endOfRetention(at, configuration.retention.notAdmittedCase.period, configuration.timeZone),
  ),
  variables: {},
}));
