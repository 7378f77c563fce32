import type { CaseFile, StepPlace } from '../src/cases/case-file.ts';
import type { ProcessVariables } from '../src/cases/process-commands.ts';
import { StepImpossible } from '../src/cases/step-impossible.ts';
import { casePhases, type CasePhase } from '../src/contract/http.ts';
import type { ActivatedJob } from '../src/zeebe/process-client.ts';
import type { WorkerContext, WorkerHandler } from './context.ts';
import { outcomeOfError } from './outcomes.ts';

/** What a step's rule knows beside the case file. */
export interface StepInput {
  readonly job: ActivatedJob;
  readonly context: WorkerContext;
  readonly at: Date;
}

/** Pure: what the step changes in the case file and tells the process (ids, choices and dates only). */
export type StepRule = (
  caseFile: CaseFile,
  input: StepInput,
) => { readonly caseFile: CaseFile; readonly variables: ProcessVariables };

const stepOver = 'De casus is naar een volgende fase gegaan; deze stap is vervallen.';

/** The case that a job is about. @throws StepImpossible when the process does not say */
export function caseIdOf(job: ActivatedJob): string {
  const caseId = job.variables['caseId'];
  if (typeof caseId !== 'string') {
    throw new StepImpossible('variable caseId is missing; start the process through the product.');
  }
  return caseId;
}

/** Where in which process a job stands. */
export function placeOfJob(job: ActivatedJob): StepPlace {
  return {
    jobKey: job.key,
    processId: job.processId,
    processVersion: job.processVersion,
    processDefinitionKey: job.processDefinitionKey,
    processInstanceKey: job.processInstanceKey,
    elementId: job.elementId,
    elementInstanceKey: job.elementInstanceKey,
  };
}

/** Applies a rule once per job: one atomic change of one case; a repeated delivery gets the first answer. */
export async function applyCaseStep(
  job: ActivatedJob,
  context: WorkerContext,
  rule: StepRule,
): Promise<ProcessVariables> {
  const caseId = caseIdOf(job);
  const at = context.clock.now();
  const phase = phaseOf(job.processId);
  let promised = false;
  const variables = await context.repository.applyStep(
    caseId,
    { ...placeOfJob(job), jobType: job.type, at },
    (caseFile) => {
      const step = rule(inPhase(caseFile, phase), { job, context, at });
      promised = step.caseFile.outbox.length > caseFile.outbox.length;
      return step;
    },
  );
  // What the rule promised the engine goes out now; the reconciler repeats it when that fails.
  if (promised) {
    const caseFile = await context.repository.get(caseId);
    for (const entry of caseFile.outbox) await context.outbox.deliver(caseFile, entry);
  }
  // Phases follow each other: what is still open of another one was withdrawn by the process.
  if (phase !== undefined && (await context.repository.get(caseId)).phase === phase) {
    const others = casePhases.filter((other) => other !== phase);
    await context.items.withdrawOfCase(caseId, { processId: { $in: others } }, stepOver);
  }
  return variables;
}

/** A handler that does nothing but apply a rule. */
export function caseStep(rule: StepRule): WorkerHandler {
  return async (job, context) => {
    try {
      return { kind: 'complete', variables: await applyCaseStep(job, context, rule) };
    } catch (error) {
      return outcomeOfError(job, error);
    }
  };
}

/** The phase that a process is about; its id is the phase's name. Undefined for the lifecycle and a designer's own. */
function phaseOf(processId: string): CasePhase | undefined {
  return casePhases.find((phase) => phase === processId);
}

function inPhase(caseFile: CaseFile, phase: CasePhase | undefined): CaseFile {
  // While the plan runs, taxating again and asking what is unknown are part of following it.
  const partOfMonitoring =
    caseFile.phase === 'monitoring' && (phase === 'risk-taxation' || phase === 'information-exchange');
  return phase === undefined || caseFile.shieldedAt !== null || partOfMonitoring || caseFile.phase === phase
    ? caseFile
    : { ...caseFile, phase };
}
