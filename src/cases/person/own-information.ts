import type { ContextSection } from '../../contract/http.ts';
import { productError } from '../../lib/errors.ts';
import type { CaseFile, FormData, Refs } from '../case-file.ts';
import { correctForPerson } from '../information/corrections.ts';
import {
  idOf,
  responsibleFor,
  suppliedAtOf,
  suppliedPartOf,
  suppliedParts,
  supplierOf,
  type SuppliedPart,
} from '../information/supplied-parts.ts';
import { shortDay } from '../local-day.ts';
import { suppliedLines, wholeFile, type SectionSources } from '../sections.ts';
import { fieldsOf } from '../submissions/fields.ts';
import { personOf, type RightsRequest } from './person-record.ts';

/** The form with which a partner carries out a decision on a request of the person. */
export const executionForm = 'rights-execution';

interface NamedThing {
  readonly id: string;
  readonly title: string;
}

/** Every signal and item of a case that still says something, as the contact point names it in its decision. */
export function informationOf(
  caseFile: CaseFile,
  partnerName: (partnerId: string) => string,
  timeZone: string,
): readonly NamedThing[] {
  return suppliedParts(caseFile).map((part, index) => ({
    id: idOf(part),
    title: `${index + 1}. ${nouns[part.kind]} van ${partnerName(supplierOf(part))}, ${day(part, timeZone)}`,
  }));
}

const nouns = { signal: 'Signaal', information: 'Informatie' } as const;

/** What one partner has to carry out a decision on, by kind; it sees what the decision names. */
export function ownInformation(
  caseFile: CaseFile,
  { rightsRequestId }: Refs,
  partnerId: string,
  timeZone: string,
): Readonly<Record<'own-signals' | 'own-information', readonly NamedThing[]>> {
  const named = namedIn(requestOf(caseFile, rightsRequestId));
  const things = ownParts(caseFile, partnerId).map((part, index) => ({
    kind: part.kind,
    id: idOf(part),
    title: `Onderdeel ${index + 1}: ${nouns[part.kind].toLowerCase()} van ${day(part, timeZone)}${named.has(idOf(part)) ? ' (genoemd in het besluit)' : ''}`,
  }));
  const ofKind = (wanted: SuppliedPart['kind']) =>
    things.filter(({ kind }) => kind === wanted).map(({ id, title }) => ({ id, title }));
  return { 'own-signals': ofKind('signal'), 'own-information': ofKind('information') };
}

/** The same with what they say now: the supplier may always read its own, also when the case is shielded. */
export function ownInformationSections(
  caseFile: CaseFile,
  refs: Refs,
  partnerId: string,
  sources: Omit<SectionSources, 'access'> & { readonly timeZone: string },
): ContextSection[] {
  const titles = Object.values(ownInformation(caseFile, refs, partnerId, sources.timeZone)).flat();
  return ownParts(caseFile, partnerId).map((part) => ({
    title: titles.find(({ id }) => id === idOf(part))?.title ?? '',
    lines: suppliedLines(part, wholeFile, sources),
  }));
}

/**
 * Carries out a decision in the file: whoever is responsible corrects or withdraws it, and whoever received it is told.
 *
 * @param parts per signal and item of information what is done with it, by field of the form `rights-execution`
 * @throws ProductError `rule-refused` when something that the decision names stays as it was, `invalid-form` when a correction
 *   changes nothing
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
  const own = ownParts(caseFile, by.partnerId).map((part) => ({
    part,
    id: idOf(part),
    given: parts[idOf(part)],
  }));
  const changeOf = (given: FormData | undefined) =>
    given === undefined
      ? 'unchanged'
      : fieldsOf(executionForm, given).choice('change', ['unchanged', 'corrected', 'withdrawn']);
  const named = namedIn(requestOf(caseFile, rightsRequestId));
  if (own.some(({ id, given }) => named.has(id) && changeOf(given) === 'unchanged')) {
    throw productError('rule-refused', {
      reason: 'Het besluit noemt een signaal of informatie van uw organisatie. Verbeter of wis die.',
    });
  }
  return own.reduce((changed, { part, id, given }, index) => {
    const change = changeOf(given);
    if (given === undefined || change === 'unchanged') return changed;
    const correctionId = `correction-${by.submissionId}-${index + 1}`;
    return correctForPerson(changed, {
      correctionId,
      requestId: correctionId,
      informationId: id,
      partnerId: by.partnerId,
      userId: by.userId,
      at: by.at,
      reason: fieldsOf(executionForm, given).text('reason'),
      content: change === 'withdrawn' ? null : correctedContent(part, given),
    });
  }, caseFile);
}

/** How it reads after a correction; of a signal, what was left open stays. */
function correctedContent(part: SuppliedPart, given: FormData): FormData {
  const fields = fieldsOf(executionForm, given);
  if (part.kind === 'information') return { ...part.item.content, information: fields.text('information') };
  const { data, signalId } = part.signal;
  const taken = (names: readonly string[]): FormData =>
    Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));
  const said = taken(['facts', 'opinion', 'sourceExplanation']);
  const subject = taken(['name', 'birthDate', 'residence']);
  if (Object.keys({ ...said, ...subject }).length === 0) {
    throw productError('invalid-form', { formId: executionForm }, [
      {
        pointer: `/signals/${signalId}/facts`,
        message: 'Vul in wat er anders moet staan, of kies iets anders.',
      },
    ]);
  }
  return { ...data, ...said, subject: { ...(data['subject'] as FormData | undefined), ...subject } };
}

/** Who must carry out what a decision names, who may no longer take part. */
export function suppliersNamedIn(caseFile: CaseFile, request: RightsRequest): readonly string[] {
  return [...namedIn(request)].flatMap((id) => {
    const part = suppliedPartOf(caseFile, id);
    return part === undefined ? [] : responsibleFor(caseFile, part);
  });
}

const namedIn = (request: RightsRequest | undefined): ReadonlySet<string> =>
  new Set(request?.decision?.informationIds ?? []);

const requestOf = (caseFile: CaseFile, rightsRequestId: unknown): RightsRequest | undefined =>
  personOf(caseFile).rightsRequests.find((request) => request.rightsRequestId === rightsRequestId);

const ownParts = (caseFile: CaseFile, partnerId: string): readonly SuppliedPart[] =>
  suppliedParts(caseFile).filter((part) => responsibleFor(caseFile, part) === partnerId);

const day = (part: SuppliedPart, timeZone: string): string => shortDay(suppliedAtOf(part), timeZone);
