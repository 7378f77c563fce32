import type { CompiledElement } from './compiled-process.ts';
import { raiseIncident } from './incidents.ts';
import type { Expression } from './model.ts';
import type { Recorder } from './recorder.ts';
import type { ElementInstance } from './rows.ts';
import { evaluateOr, evaluateText, lookupFrom, unexpected } from './variables.ts';

const DEFAULT_RETRIES = 3;

/** What a job needs besides its element instance. */
export interface JobProperties {
  readonly type: string;
  readonly retries: number;
  /** Absent: the task headers of the model. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Evaluates the task definition of an element. Throws EXTRACT_VALUE_ERROR. */
export function evaluateTaskDefinition(
  recorder: Recorder,
  instance: ElementInstance,
  element: CompiledElement,
): JobProperties {
  const lookup = lookupFrom(recorder.state, instance.key);
  const { task } = element.node;
  const type = evaluateText(task?.type ?? { source: '', kind: 'static' }, lookup, recorder);
  return { type, retries: evaluateRetries(recorder, instance, task?.retries) };
}

function evaluateRetries(
  recorder: Recorder,
  instance: ElementInstance,
  expression: Expression | undefined,
): number {
  if (expression === undefined) return DEFAULT_RETRIES;
  const value = evaluateOr(
    'EXTRACT_VALUE_ERROR',
    expression,
    lookupFrom(recorder.state, instance.key),
    recorder,
  );
  const retries = typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof retries !== 'number' || !Number.isInteger(retries))
    throw unexpected(expression, 'NUMBER', value);
  return retries;
}

/** Creates the job of an element instance; without retries it starts with an incident. */
export function createJob(recorder: Recorder, instance: ElementInstance, properties: JobProperties): void {
  const { type, retries, headers } = properties;
  const key = recorder.nextKey();
  recorder.emit({
    type: 'job-created',
    row: {
      key,
      state: retries > 0 ? 'activatable' : 'failed',
      type,
      retries,
      elementInstanceKey: instance.key,
      elementId: instance.elementId,
      processInstanceKey: instance.processInstanceKey,
      processDefinitionKey: instance.processDefinitionKey,
      ...(headers === undefined ? {} : { headers }),
    },
  });
  if (retries > 0) recorder.announceJob(type, key);
  else raiseIncident(recorder, instance, 'JOB_NO_RETRIES', 'No more retries left.', key);
}
