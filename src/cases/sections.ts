import type { ContextSection } from '../contract/http.ts';
import type { CaseAccess } from './access.ts';
import type { CaseFile, FormData, Refs } from './case-file.ts';
import type { ExpandedForm, SchemaNode } from './forms/index.ts';
import { allPropertiesOf, isObject } from './forms/schema-walk.ts';
import type { User } from './people.ts';

/** What {@link sectionsOf} needs to put names to ids. */
export interface SectionSources {
  readonly access: CaseAccess;
  /** The form in which something was filled in; undefined when it no longer exists. */
  readonly formOf: (formId: string) => ExpandedForm | undefined;
  readonly partnerName: (partnerId: string) => string;
}

type Line = ContextSection['lines'][number];

/**
 * The parts of a case file that this user may see, oldest first. Every part is put to the access policy on its own; what
 * it refuses does not appear, not even as a heading.
 */
export function sectionsOf(caseFile: CaseFile, user: User, sources: SectionSources): ContextSection[] {
  const { access, formOf, partnerName } = sources;
  const signals = caseFile.signals
    .filter((signal) => access.readPart(user, caseFile, { kind: 'signal', signal }).allowed)
    .map((signal, index) => ({
      at: signal.at,
      title: `${index === 0 ? 'Signaal' : 'Aanvullend signaal'} van ${partnerName(signal.partnerId)}`,
      lines: linesOf(formOf('case-signal'), signal.data),
    }));
  const submissions = caseFile.submissions
    .filter((submission) => access.readPart(user, caseFile, { kind: 'submission', submission }).allowed)
    .map((submission) => ({
      at: submission.at,
      title: `${submission.stepName} (${partnerName(submission.partnerId)})`,
      lines: linesOf(formOf(submission.formId), submission.data),
    }));
  const reviewRequests = caseFile.reviewRequests
    .filter(
      (reviewRequest) => access.readPart(user, caseFile, { kind: 'review-request', reviewRequest }).allowed,
    )
    .map(({ at, partnerId, reason }) => ({
      at,
      title: `Evaluatie gevraagd (${partnerName(partnerId)})`,
      lines: [{ label: 'Waarom dit niet kan wachten', value: reason }],
    }));
  return [...signals, ...submissions, ...reviewRequests]
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ title, lines }) => ({ title, lines }));
}

/** What one item is about: the information request or the intervention. Empty when it is about the case as a whole. */
export function focusOf(
  caseFile: CaseFile,
  refs: Refs,
  partnerName: (partnerId: string) => string,
): ContextSection[] {
  const request = caseFile.informationRequests.find(({ requestId }) => requestId === refs.requestId);
  const intervention = caseFile.planVersions
    .flatMap(({ interventions }) => interventions)
    .find(({ interventionId }) => interventionId === refs.interventionId);
  const goal = caseFile.planVersions
    .flatMap(({ goals }) => goals)
    .find(({ goalId }) => goalId === intervention?.goalId);
  return [
    ...(request === undefined
      ? []
      : [
          {
            title: 'Dit informatieverzoek',
            lines: [
              { label: 'Gevraagd aan', value: partnerName(request.partnerId) },
              { label: 'Vraag', value: request.question ?? 'Alles wat u over deze casus hebt en mag delen' },
              ...(request.why === null ? [] : [{ label: 'Waarom', value: request.why }]),
            ],
          },
        ]),
    ...(intervention === undefined
      ? []
      : [
          {
            title: 'Deze interventie',
            lines: [
              { label: 'Wat', value: intervention.description },
              ...(goal === undefined ? [] : [{ label: 'Doel', value: goal.title }]),
              { label: 'Wie', value: partnerName(intervention.partnerId) },
              { label: 'Uiterlijk', value: dutchDate(intervention.dueOn) },
            ],
          },
        ]),
  ];
}

/** Filled-in data as labelled lines, in the order of the form; without the form, by field name. */
function linesOf(form: ExpandedForm | undefined, data: FormData): Line[] {
  return objectLines(form?.schema ?? {}, data, '');
}

function objectLines(schema: SchemaNode, data: FormData, prefix: string): Line[] {
  // What was recorded has only the fields of the choices made, so the conditions need no second look.
  const nodes = new Map<string, SchemaNode>();
  for (const [name, node] of allPropertiesOf(schema)) if (!nodes.has(name)) nodes.set(name, node);
  const names = [...nodes.keys(), ...Object.keys(data).filter((name) => !nodes.has(name))];
  return names.flatMap((name) => {
    const node = nodes.get(name) ?? {};
    const label = node.title ?? name;
    return valueLines(node, data[name], prefix === '' ? label : `${prefix} – ${label}`);
  });
}

function valueLines(node: SchemaNode, value: unknown, label: string): Line[] {
  if (value === undefined || value === null || value === '') return [];
  if (isObject(value)) return objectLines(node, value, label);
  if (!Array.isArray(value)) return [{ label, value: textOf(node, value) }];
  const entries: readonly unknown[] = value;
  const items = node.items ?? {};
  if (entries.every((entry) => !isObject(entry))) {
    return entries.length === 0
      ? []
      : [{ label, value: entries.map((entry) => textOf(items, entry)).join(', ') }];
  }
  return entries.flatMap((entry, index) => valueLines(items, entry, `${label} ${index + 1}`));
}

function textOf(node: SchemaNode, value: unknown): string {
  const option = node.oneOf?.find((candidate) => candidate.const === value);
  if (option?.title !== undefined) return option.title;
  if (typeof value === 'boolean') return value ? 'Ja' : 'Nee';
  if (typeof value === 'string') return node.format === 'date' ? dutchDate(value) : value;
  return JSON.stringify(value);
}

/** `2026-03-07` → `7-3-2026`. */
function dutchDate(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return year === undefined || month === undefined || day === undefined ? date : `${day}-${month}-${year}`;
}
