import { reportUnjustifiedAccess } from '../../src/cases/break-glass/unjustified.ts';
import { organisationNames } from '../../src/cases/configuration.ts';
import { caseStep } from '../case-step.ts';

/** Reports an emergency access that was not justified as a data breach, which starts `data-breach`. Out: nothing. */
export const handler = caseStep((caseFile, { job, context: { configuration } }) => {
  const names = organisationNames(configuration);
  return {
    caseFile: reportUnjustifiedAccess(caseFile, job.variables['breakGlassId'], {
      partnerName: (partnerId) => names.get(partnerId) ?? partnerId,
      timeZone: configuration.timeZone,
    }),
    variables: {},
  };
});
