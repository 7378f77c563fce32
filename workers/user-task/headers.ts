import type { Configuration } from '../../src/cases/configuration.ts';
import { StepImpossible } from '../../src/cases/step-impossible.ts';
import type { ActivatedJob } from '../../src/zeebe/process-client.ts';

/** What a designer set on a user task, as the engine hands it over. */
export interface UserTaskHeaders {
  readonly formId: string;
  readonly assigneeId: string | null;
  /** The step is the case manager's, whoever that is by then. */
  readonly isCaseManagers: boolean;
  /** The step is of the consultation that the case is transferred to, and of whoever chairs it by then. */
  readonly isReceivers: boolean;
  readonly candidateUserIds: readonly string[];
  readonly candidatePartnerIds: readonly string[];
  readonly reason: string;
  readonly legalBasis: string;
  readonly termId: string;
  /** Null: the term counts from when the item arrives. */
  readonly dueAt: Date | null;
}

const reserved = 'io.camunda.zeebe:';

/**
 * Reads and checks the headers of a user task.
 *
 * @throws StepImpossible naming the header that is missing or wrong and what to do about it
 */
export function readHeaders(
  job: ActivatedJob,
  configuration: Pick<Configuration, 'partners' | 'terms'>,
  formIds: ReadonlySet<string>,
): UserTaskHeaders {
  const required = (name: string, what: string): string => {
    const value = headerOf(job, name);
    if (value === undefined) {
      throw new StepImpossible(`header "${name}" is missing; ${what} in the modeller.`);
    }
    return value;
  };
  const formId = required(`${reserved}formKey`, 'choose a form');
  if (!formIds.has(formId)) {
    throw new StepImpossible(`form "${formId}" does not exist; choose one of processes/forms.`);
  }
  const termId = required('term', 'choose a term');
  if (!Object.hasOwn(configuration.terms, termId)) {
    throw new StepImpossible(`term "${termId}" is unknown; choose one of config/terms.json in the modeller.`);
  }
  const candidatePartnerIds = idsIn(job, `${reserved}candidateGroups`);
  const unknown = candidatePartnerIds.find(
    (id) => !configuration.partners.some(({ partnerId }) => partnerId === id),
  );
  if (unknown !== undefined) {
    throw new StepImpossible(`partner "${unknown}" is unknown; add it to config/partners.json.`);
  }
  const assigneeId = headerOf(job, `${reserved}assignee`) ?? null;
  const candidateUserIds = idsIn(job, `${reserved}candidateUsers`);
  if (assigneeId === null && candidatePartnerIds.length === 0 && candidateUserIds.length === 0) {
    throw new StepImpossible('nobody is named to do this step; set an assignee or candidate groups.');
  }
  const due = headerOf(job, `${reserved}dueDate`);
  const dueAt = due === undefined ? null : new Date(due);
  if (dueAt !== null && Number.isNaN(dueAt.getTime())) {
    throw new StepImpossible(`header "${reserved}dueDate" is no ISO 8601 date-time.`);
  }
  return {
    formId,
    assigneeId,
    isCaseManagers: headerOf(job, 'owner') === 'case-manager',
    isReceivers: headerOf(job, 'owner') === 'receiving-consultation',
    candidateUserIds,
    candidatePartnerIds,
    reason: required('reason', 'say why this comes to the person'),
    legalBasis: required('legalBasis', 'name the legal basis or "Lokaal beleid"'),
    termId,
    dueAt,
  };
}

/** An expression without a value arrives as an empty header, or as the word null. */
function headerOf(job: ActivatedJob, name: string): string | undefined {
  const value = job.customHeaders[name]?.trim();
  return value === undefined || value === '' || value === 'null' ? undefined : value;
}

/** Lists arrive as a JSON array in a string. */
function idsIn(job: ActivatedJob, name: string): readonly string[] {
  const text = headerOf(job, name);
  if (text === undefined) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!Array.isArray(value) || !value.every((id) => typeof id === 'string')) {
    throw new StepImpossible(`header "${name}" is no list of ids; write an expression such as =[partnerId].`);
  }
  return value;
}
