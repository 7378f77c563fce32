import { DateTime } from 'luxon';
import type { ContextSection } from '../../contract/http.ts';
import { productError } from '../../lib/errors.ts';
import type { CaseFile, FormData, Refs } from '../case-file.ts';
import { correctForPerson } from '../information/corrections.ts';
import { itemOf } from '../information/items.ts';
import type { InformationItem } from '../information/model.ts';
import { informationLines, wholeFile, type SectionSources } from '../sections.ts';
import { fieldsOf } from '../submissions/fields.ts';
import { personOf, type RightsRequest } from './person-record.ts';

/** The form with which a partner carries out a decision on a request of the person. */
export const executionForm = 'rights-execution';

interface NamedThing {
  readonly id: string;
  readonly title: string;
}

/** Every item of a case that still says something, as the contact point names it in its decision. */
export function informationOf(
  { informationItems }: CaseFile,
  partnerName: (partnerId: string) => string,
  timeZone: string,
): readonly NamedThing[] {
  return informationItems
    .filter(({ content }) => content !== null)
    .map((item, index) => ({
      id: item.informationId,
      title: `${index + 1}. Informatie van ${partnerName(item.partnerId)}, ${day(item, timeZone)}`,
    }));
}

/** What one partner supplied, for carrying out a decision; it sees what the decision names. */
export function ownInformation(
  caseFile: CaseFile,
  { rightsRequestId }: Refs,
  partnerId: string,
  timeZone: string,
): readonly NamedThing[] {
  const named = namedIn(requestOf(caseFile, rightsRequestId));
  return itemsOf(caseFile, partnerId).map((item, index) => ({
    id: item.informationId,
    title: `Onderdeel ${index + 1}: informatie van ${day(item, timeZone)}${named.has(item.informationId) ? ' (genoemd in het besluit)' : ''}`,
  }));
}

/** The same with what they say now: the supplier may always read its own, also when the case is shielded. */
export function ownInformationSections(
  caseFile: CaseFile,
  refs: Refs,
  partnerId: string,
  sources: Omit<SectionSources, 'access'> & { readonly timeZone: string },
): ContextSection[] {
  const titles = ownInformation(caseFile, refs, partnerId, sources.timeZone);
  return itemsOf(caseFile, partnerId).map((item, index) => ({
    title: titles[index]?.title ?? '',
    lines: informationLines(item, wholeFile, sources),
  }));
}

/**
 * Carries out a decision in the file: the supplier corrects or withdraws its items, and whoever received them is told.
 *
 * @param parts per item what the supplier does with it, by field of the form `rights-execution`
 * @throws ProductError `rule-refused` when an item that the decision names stays as it was
 */
export function applyExecution(
  caseFile: CaseFile,
  rightsRequestId: unknown,
  parts: Readonly<Record<string, FormData>>,
  by: {
    readonly partnerId: string;
    readonly userId: string;
    readonly at: Date;
    readonly submissionId: string;
  },
): CaseFile {
  const own = itemsOf(caseFile, by.partnerId);
  const changeOf = ({ informationId }: InformationItem) => {
    const part = parts[informationId];
    return part === undefined
      ? 'unchanged'
      : fieldsOf(executionForm, part).choice('change', ['unchanged', 'corrected', 'withdrawn']);
  };
  const named = namedIn(requestOf(caseFile, rightsRequestId));
  if (own.some((item) => named.has(item.informationId) && changeOf(item) === 'unchanged')) {
    throw productError('rule-refused', {
      reason: 'Het besluit noemt informatie die uw organisatie gaf. Verbeter die of trek die in.',
    });
  }
  return own.reduce((changed, item, index) => {
    const change = changeOf(item);
    if (change === 'unchanged') return changed;
    const fields = fieldsOf(executionForm, parts[item.informationId] ?? {});
    const correctionId = `correction-${by.submissionId}-${index + 1}`;
    return correctForPerson(changed, {
      correctionId,
      requestId: correctionId,
      informationId: item.informationId,
      partnerId: by.partnerId,
      userId: by.userId,
      at: by.at,
      reason: fields.text('reason'),
      content: change === 'withdrawn' ? null : { ...item.content, information: fields.text('information') },
    });
  }, caseFile);
}

/** Suppliers of what a decision names, who may no longer take part. */
export function suppliersNamedIn(caseFile: CaseFile, request: RightsRequest): readonly string[] {
  return [...namedIn(request)].flatMap((id) => itemOf(caseFile, id)?.partnerId ?? []);
}

const namedIn = (request: RightsRequest | undefined): ReadonlySet<string> =>
  new Set(request?.decision?.informationIds ?? []);

const requestOf = (caseFile: CaseFile, rightsRequestId: unknown): RightsRequest | undefined =>
  personOf(caseFile).rightsRequests.find((request) => request.rightsRequestId === rightsRequestId);

const itemsOf = ({ informationItems }: CaseFile, partnerId: string): readonly InformationItem[] =>
  informationItems.filter((item) => item.partnerId === partnerId && item.content !== null);

const day = ({ suppliedAt }: InformationItem, timeZone: string): string =>
  DateTime.fromJSDate(suppliedAt, { zone: timeZone }).toFormat('d-M-yyyy');
