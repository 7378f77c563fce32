import type { Circumstances } from '../../circumstances.ts';
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
    const reserved: Record<string, string | undefined> = {
      assignee: textOf(properties.assignee, lookup, execution),
      candidateGroups: listOf(properties.candidateGroups, lookup, execution),
      candidateUsers: listOf(properties.candidateUsers, lookup, execution),
      dueDate: dateOf(properties.dueDate, lookup, execution),
      followUpDate: dateOf(properties.followUpDate, lookup, execution),
      formKey:
        properties.formId === undefined
          ? textOf(properties.formKey, lookup, execution)
          : linkedForm(execution.state, properties.formId, lookup, execution),
    };
    const all: Record<string, string> = { ...headers };
    for (const [name, value] of Object.entries(reserved)) {
      if (value !== undefined) all[HEADER_PREFIX + name] = value;
    }
    createJob(execution, instance, { type: USER_TASK_JOB_TYPE, retries: RETRIES, headers: all });
    return 'wait';
  },
};

function value(expression: Expression | undefined, lookup: Lookup, circumstances: Circumstances): unknown {
  return expression === undefined
    ? null
    : evaluateOr('EXTRACT_VALUE_ERROR', expression, lookup, circumstances);
}

function textOf(
  expression: Expression | undefined,
  lookup: Lookup,
  circumstances: Circumstances,
): string | undefined {
  const result = toJson(value(expression, lookup, circumstances));
  if (result === null || expression === undefined) return undefined;
  if (typeof result === 'string') return result === '' ? undefined : result;
  if (typeof result === 'number') return String(result);
  throw unexpected(expression, 'STRING', result);
}

/** The key of the latest version of a deployed form. */
function linkedForm(
  state: EngineState,
  formId: Expression,
  lookup: Lookup,
  circumstances: Circumstances,
): string {
  const id = evaluateText(formId, lookup, circumstances);
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
function listOf(
  expression: Expression | undefined,
  lookup: Lookup,
  circumstances: Circumstances,
): string | undefined {
  const result = toJson(value(expression, lookup, circumstances));
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

function dateOf(
  expression: Expression | undefined,
  lookup: Lookup,
  circumstances: Circumstances,
): string | undefined {
  const result = value(expression, lookup, circumstances);
  if (result === null || result === '' || expression === undefined) return undefined;
  if (schedule('date', result, circumstances.now) === undefined)
    throw unexpected(expression, 'DATE_TIME', result);
  return String(toJson(result));
}
