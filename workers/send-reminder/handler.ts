import { StepImpossible } from '../../src/cases/step-impossible.ts';
import { withTimeline } from '../../src/cases/timeline.ts';
import { applyCaseStep, caseIdOf } from '../case-step.ts';
import type { WorkerHandler } from '../context.ts';
import { outcomeOfError } from '../outcomes.ts';
import { refsOf } from '../refs.ts';

/**
 * Marks the open item of the element in header `element` as reminded, once per job. Among items of one multi-instance
 * it is the one about the same request or intervention.
 */
export const handler: WorkerHandler = async (job, context) => {
  try {
    const elementId = job.customHeaders['element'];
    if (elementId === undefined || elementId === '') {
      throw new StepImpossible('header "element" is missing; name the element that is reminded.');
    }
    const { requestId, interventionId } = refsOf(job.variables);
    const reached = await context.items.remind(
      {
        caseId: caseIdOf(job),
        processInstanceKey: job.processInstanceKey,
        elementId,
        ...(requestId === undefined ? {} : { 'refs.requestId': requestId }),
        ...(interventionId === undefined ? {} : { 'refs.interventionId': interventionId }),
      },
      { jobKey: job.key, at: context.clock.now() },
    );
    const stepName = (await context.outlines.stepName(job.processDefinitionKey, elementId)) ?? elementId;
    await applyCaseStep(job, context, (caseFile, { at }) => ({
      caseFile: reached === 0 ? caseFile : withTimeline(caseFile, 'reminder-sent', at, { stepName }),
      variables: {},
    }));
    return { kind: 'complete' };
  } catch (error) {
    return outcomeOfError(job, error);
  }
};
