import { endWithoutCase } from '../../src/cases/closing.ts';
import { beginRetention, destroyBeforeOf } from '../../src/cases/retention/destruction.ts';
import { caseStep } from '../case-step.ts';

/** Ends and shields a case that was referred or stopped before admission. */
export const handler = caseStep((caseFile, { at, context: { configuration } }) => {
  const { destruction, matching, retention, timeZone } = configuration;
  const destroyBefore = destroyBeforeOf(caseFile, retention.notAdmittedCase, at, timeZone);
  const ended = endWithoutCase(caseFile, at, destroyBefore, matching.rejectedSignals.compared);
  return { caseFile: beginRetention(ended, at, destruction, timeZone), variables: {} };
});
