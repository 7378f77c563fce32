import type { ContextSection } from '../contract/http.ts';
import type { FieldGroup } from '../contract/access.ts';
import type { CaseAccess, CaseField, CasePart, FieldDecision } from './access.ts';
import type { CaseFile, FormData, Refs, Submission } from './case-file.ts';
import type { FieldAccess } from './configuration.ts';
import { groupsOf, groupsOfForm, readableData, unknownGroups } from './field-groups.ts';
import type { ExpandedForm, SchemaNode } from './forms/index.ts';
import { isObject, propertiesByName } from './forms/schema-walk.ts';
import type { InformationItem } from './information/model.ts';
import {
  contentFormOf,
  executionFields,
  suppliedAtOf,
  suppliedPartOf,
  type SuppliedPart,
} from './information/supplied-parts.ts';
import { meetingFormOf, meetingRecordsOf } from './meeting/records.ts';
import type { User } from './people.ts';

/** What {@link sectionsOf} needs to put names to ids. */
export interface SectionSources {
  readonly access: CaseAccess;
  /** The form in which something was filled in; undefined when it no longer exists. */
  readonly formOf: (formId: string, submissionId?: string) => ExpandedForm | undefined;
  readonly partnerName: (partnerId: string) => string;
  /** Groups of what people marked with a category. */
  readonly categories: FieldAccess['categories'];
}

/** What may be read: decided per part, and in it per field. */
export interface PartReader {
  mayRead(part: CasePart): boolean;
  readField(field: CaseField): FieldDecision;
}

/** Reads the whole file: what the person it is about has a right to, and what a step about it is given with it. */
export const wholeFile: PartReader = {
  mayRead: () => true,
  readField: () => ({ allowed: true, why: 'Het hele dossier hoort hierbij.', existenceKnown: true }),
};

/** Reads as a user of the product does. */
export function readerOf(user: User, caseFile: CaseFile, access: CaseAccess): PartReader {
  return {
    mayRead: (part) => access.readPart(user, caseFile, part).allowed,
    readField: (field) => access.readField(user, caseFile, field),
  };
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
 * The parts of a case file, oldest first, as far as they may be read. Every part and every field in it is asked for on
 * its own. What is refused does not appear, not even as a heading; of a field it may be known that there is something.
 */
export function partsOf(
  caseFile: CaseFile,
  reader: PartReader,
  sources: Omit<SectionSources, 'access'>,
): ShownPart[] {
  const { partnerName } = sources;
  const mayRead = (part: CasePart): boolean => reader.mayRead(part);
  const linesFor = (
    formId: string,
    data: FormData,
    supplierPartnerId: string,
    submissionId?: string,
  ): Line[] => linesOf({ formId, submissionId, data, supplierPartnerId }, reader, sources);
  const signals = caseFile.signals
    .map((signal) => ({ kind: 'signal', signal }) as const)
    .filter(mayRead)
    .map((part, index) => ({
      partId: part.signal.signalId,
      part,
      at: part.signal.at,
      partnerId: part.signal.partnerId,
      title: `${index === 0 ? 'Signaal' : 'Aanvullend signaal'} van ${partnerName(part.signal.partnerId)}`,
      lines: suppliedLines(part, reader, sources),
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
      lines: linesFor(
        part.submission.formId,
        shownIn(part.submission),
        part.submission.partnerId,
        part.submission.submissionId,
      ),
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
      lines: informationLines(part.item, reader, sources),
    }))
    .filter(({ lines }) => lines.length > 0);
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
  const agendaRequests = caseFile.agendaRequests
    .map((agendaRequest) => ({ kind: 'agenda-request', agendaRequest }) as const)
    .filter(mayRead)
    .map((part) => ({
      partId: part.agendaRequest.agendaRequestId,
      part,
      at: part.agendaRequest.at,
      partnerId: part.agendaRequest.partnerId,
      title: `Bespreking gevraagd (${partnerName(part.agendaRequest.partnerId)})`,
      lines: [{ label: 'Waarom', value: part.agendaRequest.reason }],
    }));
  const meetingRecords = meetingRecordsOf(caseFile)
    .map((record) => ({ kind: 'meeting-record', record }) as const)
    .filter(mayRead)
    .map((part) => ({
      partId: part.record.recordId,
      part,
      at: part.record.at,
      partnerId: part.record.partnerId,
      title: `${meetingRecordTitles[part.record.kind]} (${partnerName(part.record.partnerId)})`,
      lines: linesFor(meetingFormOf[part.record.kind], part.record.data, part.record.partnerId),
    }))
    .filter(({ lines }) => lines.length > 0);
  const received = (caseFile.origin?.documents ?? [])
    .map((document) => ({ kind: 'received-document', document }) as const)
    .filter(mayRead)
    .map((part) => {
      const fromPartnerId = caseFile.origin?.municipalityPartnerId ?? '';
      const { documentId, kind, madeAt, lines } = part.document;
      return {
        partId: documentId,
        part,
        at: madeAt,
        partnerId: fromPartnerId,
        title: `${receivedTitles[kind]} (ontvangen van ${partnerName(fromPartnerId)})`,
        lines: lines.flatMap((line) => readableLine(line, fromPartnerId, reader)),
      };
    })
    .filter(({ lines }) => lines.length > 0)
    .map((document) => {
      const corrected = correctedSince(caseFile, document.at, reader);
      // After the other lines: packages for third parties name a line by its place.
      return corrected.length === 0
        ? document
        : {
            ...document,
            title: `${document.title}; daarna is iets gecorrigeerd`,
            lines: [...document.lines, ...corrected],
          };
    });
  const parts = [signals, submissions, items, reviewRequests, agendaRequests, meetingRecords, received];
  return parts.flat().sort((a, b) => a.at.getTime() - b.at.getTime());
}

/**
 * A received document stays as those who made it agreed on it. What it may quote and was corrected or withdrawn since then is told
 * with it, to who may read that.
 */
function correctedSince(caseFile: CaseFile, madeAt: Date, reader: PartReader): Line[] {
  return caseFile.corrections.flatMap(({ at, content, informationId }) => {
    const part = suppliedPartOf(caseFile, informationId);
    if (part === undefined || suppliedAtOf(part) > madeAt || at < madeAt || !reader.mayRead(part)) return [];
    const what = part.kind === 'signal' ? 'een signaal' : 'informatie';
    const happened = content === null ? 'ingetrokken' : 'verbeterd';
    return [
      {
        label: 'Gecorrigeerd na dit document',
        value: `Hierna is ${what} ${happened}. Dit document kan nog noemen hoe het was; ga uit van het dossier.`,
      },
    ];
  });
}

const receivedTitles = { plan: 'Plan van aanpak', taxation: 'Risicotaxatie' } as const;

const meetingRecordTitles = {
  interpretation: 'Duiding in het casusoverleg',
  decision: 'Besluit van het casusoverleg',
} as const;

/** The parts of a case file that this user may see, by the access policy. */
export function sectionsOf(caseFile: CaseFile, user: User, sources: SectionSources): ContextSection[] {
  return partsOf(caseFile, readerOf(user, caseFile, sources.access), sources).map(({ title, lines }) => ({
    title,
    lines: [...lines],
  }));
}

/** What an item of information says now, as far as it may be read; nothing: not even that it exists. */
export function informationLines(
  item: InformationItem,
  reader: PartReader,
  sources: Omit<SectionSources, 'access'>,
): Line[] {
  return item.content === null
    ? [{ label: 'Ingetrokken', value: 'De leverancier heeft deze informatie ingetrokken.' }]
    : linesOf(
        { formId: 'information-correction', data: item.content, supplierPartnerId: item.partnerId },
        reader,
        sources,
      );
}

/** What of a submission may be read; undefined when it may not be known. */
export function readableSubmission(
  submission: Submission,
  reader: PartReader,
  { formOf, categories }: Pick<SectionSources, 'formOf' | 'categories'>,
): FormData | undefined {
  if (!reader.mayRead({ kind: 'submission', submission })) return undefined;
  const { formId, submissionId, partnerId: supplierPartnerId, data } = submission;
  const schema = formOf(formId, submissionId)?.schema ?? {};
  return readableData(
    schema,
    data,
    categories,
    (groups) => reader.readField({ groups, supplierPartnerId }).allowed,
  );
}

/** What a signal or an item of information says now, as far as it may be read. */
export function suppliedLines(
  part: SuppliedPart,
  reader: PartReader,
  sources: Omit<SectionSources, 'access'>,
): Line[] {
  if (part.kind === 'information') return informationLines(part.item, reader, sources);
  const { data, partnerId, withdrawnAt } = part.signal;
  return [
    ...linesOf({ formId: contentFormOf(part), data, supplierPartnerId: partnerId }, reader, sources),
    ...(withdrawnAt === undefined
      ? []
      : [{ label: 'Gewist', value: 'Wat dit signaal zei, is gewist op verzoek van de betrokkene.' }]),
  ];
}

/** Fields with supplied parts: those are parts of their own, with their own limits and corrections. */
const suppliedFields: Readonly<Record<string, readonly string[]>> = {
  'information-answer': ['items'],
  'rights-execution': Object.values(executionFields),
};

/** What a submission itself shows. */
function shownIn({ formId, data }: Submission): FormData {
  const supplied = suppliedFields[formId];
  return supplied === undefined
    ? data
    : Object.fromEntries(Object.entries(data).filter(([name]) => !supplied.includes(name)));
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

/** A correction in a closed case: it reads as it would if closing had not ended reading, for those who had the item. */
export function closedCorrectionFocus(
  caseFile: CaseFile,
  refs: Refs,
  user: User,
  sources: SectionSources,
): ContextSection[] {
  return correctionFocus({ ...caseFile, shieldedAt: null }, refs, user, sources);
}

/** Why it was corrected, and how it reads now unless the supplier no longer shares it with this partner. */
function correctionFocus(
  caseFile: CaseFile,
  { correctionId }: Refs,
  user: User,
  sources: SectionSources,
): ContextSection[] {
  const { access, partnerName } = sources;
  const correction = caseFile.corrections.find((candidate) => candidate.correctionId === correctionId);
  const part = correction && suppliedPartOf(caseFile, correction.informationId);
  if (correction === undefined || part === undefined) return [];
  const shown = access.readPart(user, caseFile, part).allowed;
  return [
    {
      title: 'Deze correctie',
      lines: [
        { label: 'Gecorrigeerd door', value: partnerName(correction.partnerId) },
        { label: 'Wat klopte er niet?', value: correction.reason },
        ...(shown ? suppliedLines(part, readerOf(user, caseFile, access), sources) : []),
      ],
    },
  ];
}

/** How the fields of one part are shown. */
interface FieldView<L> {
  readonly categories: FieldAccess['categories'];
  /** What becomes of one field. */
  lines(label: string, value: string, groups: readonly FieldGroup[]): readonly L[];
}

/** A line with the groups that decide who may read it. */
export interface GroupedLine extends Line {
  readonly groups: readonly FieldGroup[];
}

/** What somebody filled in, in which form. */
export interface FilledIn {
  readonly formId: string;
  /** Undefined when it is no submission of a step. */
  readonly submissionId?: string | undefined;
  readonly data: FormData;
  readonly supplierPartnerId: string;
}

/** Filled-in data as labelled lines, in the order of the form; without the form, by field name. */
export function linesOf(
  { formId, submissionId, data, supplierPartnerId }: FilledIn,
  reader: PartReader,
  { formOf, categories }: Pick<SectionSources, 'formOf' | 'categories'>,
): Line[] {
  const schema = formOf(formId, submissionId)?.schema;
  return objectLines(schema ?? {}, data, '', groupsOfForm(schema), {
    categories,
    lines: (label, value, groups) => readableLine({ label, value, groups }, supplierPartnerId, reader),
  });
}

/** The same as data, for who decides later who reads what. */
export function groupedLinesOf(
  { formId, submissionId, data }: Pick<FilledIn, 'formId' | 'submissionId' | 'data'>,
  { formOf, categories }: Pick<SectionSources, 'formOf' | 'categories'>,
): GroupedLine[] {
  const schema = formOf(formId, submissionId)?.schema;
  return objectLines(schema ?? {}, data, '', groupsOfForm(schema), {
    categories,
    lines: (label, value, groups) => [{ label, value, groups }],
  });
}

function readableLine(
  { label, value, groups }: GroupedLine,
  supplierPartnerId: string,
  reader: PartReader,
): Line[] {
  const decision = reader.readField({ groups, supplierPartnerId });
  if (decision.allowed) return [{ label, value }];
  return decision.existenceKnown ? [{ label, value: `U ziet dit niet. ${decision.why}` }] : [];
}

function objectLines<L>(
  schema: SchemaNode,
  data: FormData,
  prefix: string,
  around: readonly FieldGroup[],
  view: FieldView<L>,
): L[] {
  // What was recorded has only the fields of the choices made, so the conditions need no second look.
  const nodes = propertiesByName(schema);
  const names = [...nodes.keys(), ...Object.keys(data).filter((name) => !nodes.has(name))];
  return names.flatMap((name) => {
    const node = nodes.get(name);
    const label = node?.title ?? name;
    const groups = node === undefined ? unknownGroups : groupsOf(node, data, around, view.categories);
    return valueLines(node ?? {}, data[name], prefix === '' ? label : `${prefix} – ${label}`, groups, view);
  });
}

function valueLines<L>(
  node: SchemaNode,
  value: unknown,
  label: string,
  groups: readonly FieldGroup[],
  view: FieldView<L>,
): readonly L[] {
  if (value === undefined || value === null || value === '') return [];
  if (isObject(value)) return objectLines(node, value, label, groups, view);
  const entries: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  if (entries?.length === 0) return [];
  const items = node.items ?? {};
  if (entries?.some(isObject) === true) {
    return entries.flatMap((entry, index) => valueLines(items, entry, `${label} ${index + 1}`, groups, view));
  }
  const text =
    entries === undefined ? textOf(node, value) : entries.map((entry) => textOf(items, entry)).join(', ');
  return view.lines(label, text, groups);
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
