import { toJson } from '../../expression.ts';
import type { ElementProcessor } from '../../execution.ts';
import { ProcessingFailure } from '../../failures.ts';
import { createJob } from '../../jobs.ts';
import type { Expression } from '../../model.ts';
import { schedule } from '../../timer-schedule.ts';
import type { EngineState } from '../../state.ts';
import { evaluateOr, evaluateText, lookupFrom, unexpected } from '../../variables.ts';
import type { Lookup } from '../../expression.ts';
import { latestForm } from '../definitions.ts';

/** Job type of user tasks that are jobs. */
export const USER_TASK_JOB_TYPE = 'io.camunda.zeebe:userTask';
const HEADER_PREFIX = 'io.camunda.zeebe:';
const RETRIES = 1;

/** A job-based user task: its properties are reserved headers, all of them text (`Protocol` of Zeebe). */
export const userTask: ElementProcessor = {
  activate(execution, instance, element) {
    const { userTask: properties = {}, headers = {} } = element.node;
    const lookup = lookupFrom(execution.state, instance.key);
    const { now } = execution;
    const reserved: Record<string, string | undefined> = {
      assignee: textOf(properties.assignee, lookup, now),
      candidateGroups: listOf(properties.candidateGroups, lookup, now),
      candidateUsers: listOf(properties.candidateUsers, lookup, now),
      dueDate: dateOf(properties.dueDate, lookup, now),
      followUpDate: dateOf(properties.followUpDate, lookup, now),
      formKey:
        properties.formId === undefined
          ? textOf(properties.formKey, lookup, now)
          : linkedForm(execution.state, properties.formId, lookup, now),
    };
    const all: Record<string, string> = { ...headers };
    for (const [name, value] of Object.entries(reserved)) {
      if (value !== undefined) all[HEADER_PREFIX + name] = value;
    }
    createJob(execution, instance, { type: USER_TASK_JOB_TYPE, retries: RETRIES, headers: all });
    return 'wait';
  },
};

function value(expression: Expression | undefined, lookup: Lookup, now: number): unknown {
  return expression === undefined ? null : evaluateOr('EXTRACT_VALUE_ERROR', expression, lookup, now);
}

function textOf(expression: Expression | undefined, lookup: Lookup, now: number): string | undefined {
  const result = toJson(value(expression, lookup, now));
  if (result === null || expression === undefined) return undefined;
  if (typeof result === 'string') return result === '' ? undefined : result;
  if (typeof result === 'number') return String(result);
  throw unexpected(expression, 'STRING', result);
}

/** The key of the latest version of a deployed form. */
function linkedForm(state: EngineState, formId: Expression, lookup: Lookup, now: number): string {
  const id = evaluateText(formId, lookup, now);
  const form = latestForm(state, id);
  if (form === undefined) {
    throw new ProcessingFailure(
      'FORM_NOT_FOUND',
      `Expected to find a form with id '${id}', but no form with this id is deployed. Deploy it, then resolve the incident.`,
    );
  }
  return form.key;
}

/** A JSON array in a text; a static value is a comma-separated list. */
function listOf(expression: Expression | undefined, lookup: Lookup, now: number): string | undefined {
  const result = toJson(value(expression, lookup, now));
  if (result === null || expression === undefined) return undefined;
  if (Array.isArray(result) && result.every((item) => typeof item === 'string'))
    return JSON.stringify(result);
  if (typeof result !== 'string') throw unexpected(expression, 'ARRAY', result);
  const items = result
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return items.length === 0 ? undefined : JSON.stringify(items);
}

function dateOf(expression: Expression | undefined, lookup: Lookup, now: number): string | undefined {
  const result = value(expression, lookup, now);
  if (result === null || result === '' || expression === undefined) return undefined;
  if (schedule('date', result, now) === undefined) throw unexpected(expression, 'DATE_TIME', result);
  return String(toJson(result));
}
