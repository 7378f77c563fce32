import type { ContextSection } from '../contract/http.ts';
import type { CaseAccess, CasePart } from './access.ts';
import type { CaseFile, FormData, Refs, Submission } from './case-file.ts';
import type { ExpandedForm, SchemaNode } from './forms/index.ts';
import { allPropertiesOf, isObject } from './forms/schema-walk.ts';
import { itemOf } from './information/items.ts';
import type { InformationItem } from './information/model.ts';
import type { User } from './people.ts';

/** What {@link sectionsOf} needs to put names to ids. */
export interface SectionSources {
  readonly access: CaseAccess;
  /** The form in which something was filled in; undefined when it no longer exists. */
  readonly formOf: (formId: string, submissionId?: string) => ExpandedForm | undefined;
  readonly partnerName: (partnerId: string) => string;
}

type Line = ContextSection['lines'][number];

/** One part of the case file, with what is needed to show it, provide it or give account of it. */
export interface ShownPart {
  /** Unique in the case and the same for ever. */
  readonly partId: string;
  readonly part: CasePart;
  readonly at: Date;
  /** Who supplied it. */
  readonly partnerId: string;
  readonly title: string;
  readonly lines: readonly Line[];
}

/**
 * The parts of a case file, oldest first, as far as they may be read. Every part is asked for on its own.
 *
 * @param mayRead decides per part; what it refuses does not appear, not even as a heading
 */
export function partsOf(
  caseFile: CaseFile,
  mayRead: (part: CasePart) => boolean,
  { formOf, partnerName }: Omit<SectionSources, 'access'>,
): ShownPart[] {
  const signals = caseFile.signals
    .map((signal) => ({ kind: 'signal', signal }) as const)
    .filter(mayRead)
    .map((part, index) => ({
      partId: part.signal.signalId,
      part,
      at: part.signal.at,
      partnerId: part.signal.partnerId,
      title: `${index === 0 ? 'Signaal' : 'Aanvullend signaal'} van ${partnerName(part.signal.partnerId)}`,
      lines: linesOf(formOf('case-signal'), part.signal.data),
    }));
  const submissions = caseFile.submissions
    .map((submission) => ({ kind: 'submission', submission }) as const)
    .filter(mayRead)
    .map((part) => ({
      partId: part.submission.submissionId,
      part,
      at: part.submission.at,
      partnerId: part.submission.partnerId,
      title: `${part.submission.stepName} (${partnerName(part.submission.partnerId)})`,
      lines: linesOf(formOf(part.submission.formId, part.submission.submissionId), shownIn(part.submission)),
    }));
  const items = caseFile.informationItems
    .map((item) => ({ kind: 'information', item }) as const)
    .filter(mayRead)
    .map((part) => ({
      partId: part.item.informationId,
      part,
      at: part.item.suppliedAt,
      partnerId: part.item.partnerId,
      title: `Informatie (${partnerName(part.item.partnerId)})`,
      lines: informationLines(part.item, formOf),
    }));
  const reviewRequests = caseFile.reviewRequests
    .map((reviewRequest) => ({ kind: 'review-request', reviewRequest }) as const)
    .filter(mayRead)
    .map((part) => ({
      partId: part.reviewRequest.reviewRequestId,
      part,
      at: part.reviewRequest.at,
      partnerId: part.reviewRequest.partnerId,
      title: `Evaluatie gevraagd (${partnerName(part.reviewRequest.partnerId)})`,
      lines: [{ label: 'Waarom dit niet kan wachten', value: part.reviewRequest.reason }],
    }));
  return [...signals, ...submissions, ...items, ...reviewRequests].sort(
    (a, b) => a.at.getTime() - b.at.getTime(),
  );
}

/** The parts of a case file that this user may see, by the access policy. */
export function sectionsOf(caseFile: CaseFile, user: User, sources: SectionSources): ContextSection[] {
  const mayRead = (part: CasePart): boolean => sources.access.readPart(user, caseFile, part).allowed;
  return partsOf(caseFile, mayRead, sources).map(({ title, lines }) => ({ title, lines: [...lines] }));
}

/** What an item of information says now, labelled by its form. */
export function informationLines(item: InformationItem, formOf: SectionSources['formOf']): Line[] {
  return item.content === null
    ? [{ label: 'Ingetrokken', value: 'De leverancier heeft deze informatie ingetrokken.' }]
    : linesOf(formOf('information-correction'), item.content);
}

/** What a submission itself shows: supplied items are parts of their own, with their own limits and corrections. */
function shownIn({ formId, data }: Submission): FormData {
  if (formId !== 'information-answer') return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'items'));
}

/**
 * What one item is about: the information request, the intervention or the correction, as far as this user may see it.
 * Empty when it is about the case as a whole.
 */
export function focusOf(
  caseFile: CaseFile,
  refs: Refs,
  user: User,
  sources: SectionSources,
): ContextSection[] {
  return [
    ...requestFocus(caseFile, refs, sources),
    ...interventionFocus(caseFile, refs, sources),
    ...correctionFocus(caseFile, refs, user, sources),
    ...handoverFocus(caseFile, refs),
  ];
}

/** Why a partner is invited: all that it sees of a case before it agrees to take part. */
export function invitationFocus(
  { compositionProposal, shieldedAt }: CaseFile,
  { invitedPartnerId }: Refs,
): ContextSection[] {
  const invited = compositionProposal?.partners.find(({ partnerId }) => partnerId === invitedPartnerId);
  return invited === undefined || shieldedAt !== null
    ? []
    : [{ title: 'Deze uitnodiging', lines: [{ label: 'Waarom u nodig bent', value: invited.reason }] }];
}

function handoverFocus({ handovers }: CaseFile, { handoverId }: Refs): ContextSection[] {
  const handover = handovers.find((candidate) => candidate.handoverId === handoverId);
  return handover === undefined
    ? []
    : [
        {
          title: 'Deze overdracht',
          lines: [
            { label: 'Waarom', value: handover.reason },
            { label: 'Wat u moet weten', value: handover.briefing },
          ],
        },
      ];
}

function requestFocus(
  { informationRequests }: CaseFile,
  { requestId }: Refs,
  { partnerName }: SectionSources,
): ContextSection[] {
  const request = informationRequests.find((candidate) => candidate.requestId === requestId);
  if (request === undefined) return [];
  return [
    {
      title: 'Dit informatieverzoek',
      lines: [
        { label: 'Gevraagd aan', value: partnerName(request.partnerId) },
        { label: 'Vraag', value: request.question ?? 'Alles wat u over deze casus hebt en mag delen' },
        ...(request.why === null ? [] : [{ label: 'Waarom', value: request.why }]),
      ],
    },
  ];
}

function interventionFocus(
  { planVersions }: CaseFile,
  { interventionId }: Refs,
  { partnerName }: SectionSources,
): ContextSection[] {
  const intervention = planVersions
    .flatMap(({ interventions }) => interventions)
    .find((candidate) => candidate.interventionId === interventionId);
  if (intervention === undefined) return [];
  const goal = planVersions
    .flatMap(({ goals }) => goals)
    .find(({ goalId }) => goalId === intervention.goalId);
  return [
    {
      title: 'Deze interventie',
      lines: [
        { label: 'Wat', value: intervention.description },
        ...(goal === undefined ? [] : [{ label: 'Doel', value: goal.title }]),
        { label: 'Wie', value: partnerName(intervention.partnerId) },
        { label: 'Uiterlijk', value: dutchDate(intervention.dueOn) },
      ],
    },
  ];
}

/** Why it was corrected, and how it reads now unless the supplier no longer shares it with this partner. */
function correctionFocus(
  caseFile: CaseFile,
  { correctionId }: Refs,
  user: User,
  { access, formOf, partnerName }: SectionSources,
): ContextSection[] {
  const correction = caseFile.corrections.find((candidate) => candidate.correctionId === correctionId);
  const item = correction && itemOf(caseFile, correction.informationId);
  if (correction === undefined || item === undefined) return [];
  const shown = access.readPart(user, caseFile, { kind: 'information', item }).allowed;
  return [
    {
      title: 'Deze correctie',
      lines: [
        { label: 'Gecorrigeerd door', value: partnerName(correction.partnerId) },
        { label: 'Wat klopte er niet?', value: correction.reason },
        ...(shown ? informationLines(item, formOf) : []),
      ],
    },
  ];
}

/** Filled-in data as labelled lines, in the order of the form; without the form, by field name. */
export function linesOf(form: ExpandedForm | undefined, data: FormData): Line[] {
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
