import type { ContextSection } from '../../contract/http.ts';
import type { CaseFile, Refs, Submission } from '../case-file.ts';
import { shortDay } from '../local-day.ts';
import type { User } from '../people.ts';
import { linesOf, partsOf, readerOf, wholeFile, type SectionSources } from '../sections.ts';
import { movingParts } from './transfer.ts';
import { transferableDocuments } from './transferable-documents.ts';
import { transferableParts, type TransferablePart } from './transferable-parts.ts';
import { documentKinds, type Transfer, type TransferGround } from './transfer-record.ts';

type Names = Pick<SectionSources, 'partnerName'> & { readonly timeZone: string };

const groundTexts: Readonly<Record<TransferGround, string>> = {
  residence: 'De betrokkene verblijft in die gemeente',
  effects: 'In die gemeente zijn gevolgen van de radicalisering merkbaar',
  relations: 'In die gemeente wonen mensen met wie de betrokkene een relatie heeft',
};

/**
 * What a step of a transfer is about. A supplier sees its own parts, also when it no longer takes part; the chair of the
 * receiving consultation sees why and how much, and nothing of the content.
 */
export function transferFocusOf(
  caseFile: CaseFile,
  refs: Refs,
  user: User,
  sources: SectionSources & { readonly timeZone: string },
): ContextSection[] {
  const transfer = caseFile.transfers.find(({ transferId }) => transferId === refs.transferId);
  if (transfer === undefined) return [];
  return refs.supplierPartnerId === undefined
    ? [offerSection(caseFile, transfer, sources)]
    : [
        proposalSection(transfer),
        ...(refs.supplierPartnerId === user.partnerId
          ? suppliedSections(caseFile, transfer, user, sources)
          : []),
      ];
}

/** The parts that one supplier is asked about, named as the form and the sections beside it name them. */
export function askedParts(
  caseFile: CaseFile,
  { transferId, supplierPartnerId }: Refs,
  timeZone: string,
): readonly { readonly id: string; readonly title: string }[] {
  const asked = caseFile.transfers
    .find((transfer) => transfer.transferId === transferId)
    ?.consents.find(({ partnerId }) => partnerId === supplierPartnerId);
  return partsAsked(caseFile, asked?.partIds ?? []).map((part, index) => ({
    id: part.partId,
    title: titleOf(part, index, timeZone),
  }));
}

/** Everything that any supplier was ever asked about, to put names to what was chosen. */
export function everAskedParts(
  caseFile: CaseFile,
  timeZone: string,
): readonly { readonly id: string; readonly title: string }[] {
  return caseFile.transfers.flatMap(({ transferId, consents }) =>
    consents.flatMap(({ partnerId }) =>
      askedParts(caseFile, { transferId, supplierPartnerId: partnerId }, timeZone),
    ),
  );
}

/** In a case that was received: from whom, and why it was taken. */
export function originSections({ origin }: CaseFile, partnerName: Names['partnerName']): ContextSection[] {
  return origin === null
    ? []
    : [
        {
          title: 'Ontvangen uit een andere gemeente',
          lines: [
            {
              label: 'Van',
              value: `${partnerName(origin.municipalityPartnerId)}, casus ${origin.reference}`,
            },
            { label: 'Grond', value: groundTexts[origin.ground] },
            { label: 'Waarom overgenomen', value: origin.rationale },
          ],
        },
      ];
}

function proposalSection(transfer: Transfer): ContextSection {
  return {
    title: 'Deze overdracht',
    lines: [
      { label: 'Grond', value: groundTexts[transfer.ground] },
      { label: 'Waarom', value: transfer.reason },
    ],
  };
}

function offerSection(
  caseFile: CaseFile,
  transfer: Transfer,
  { partnerName }: Pick<Names, 'partnerName'>,
): ContextSection {
  const moving = movingParts(caseFile, transfer);
  const suppliers = [...new Set(moving.flatMap(({ partnerIds }) => partnerIds))].map(partnerName);
  return {
    title: 'Deze overdracht',
    lines: [
      { label: 'Van', value: partnerName(caseFile.municipalityPartnerId) },
      ...proposalSection(transfer).lines,
      { label: 'Signalen die meekomen', value: String(count(moving, 'signal')) },
      { label: 'Informatie die meekomt', value: String(count(moving, 'information')) },
      ...(['taxation', 'plan'] as const)
        .filter((kind) => count(moving, kind) > 0)
        .map((kind) => ({ label: documentLabels[kind], value: 'Ja, om te lezen' })),
      { label: 'Afkomstig van', value: suppliers.join(', ') },
    ],
  };
}

function suppliedSections(
  caseFile: CaseFile,
  { consents }: Transfer,
  user: User,
  sources: SectionSources & { readonly timeZone: string },
): ContextSection[] {
  const asked = consents.find(({ partnerId }) => partnerId === user.partnerId)?.partIds ?? [];
  const shown = new Map<string, readonly ContextSection['lines'][number][]>([
    ...partsOf(caseFile, wholeFile, sources).map((part) => [part.partId, part.lines] as const),
    // Made together: each sees of it what it may read of it elsewhere too.
    ...transferableDocuments(caseFile).map(
      ({ documentId, submission }) =>
        [documentId, documentLines(caseFile, submission, user, sources)] as const,
    ),
  ]);
  return partsAsked(caseFile, asked).map((part, index) => ({
    title: titleOf(part, index, sources.timeZone),
    lines: [...(shown.get(part.partId) ?? [])],
  }));
}

/** Withdrawn since it was asked: nothing to decide on any more. */
function partsAsked(caseFile: CaseFile, partIds: readonly string[]): readonly TransferablePart[] {
  return transferableParts(caseFile, documentKinds).filter(({ partId }) => partIds.includes(partId));
}

function documentLines(
  caseFile: CaseFile,
  submission: Submission,
  user: User,
  sources: SectionSources,
): ContextSection['lines'] {
  const reader = readerOf(user, caseFile, sources.access);
  const lines = reader.mayRead({ kind: 'submission', submission })
    ? linesOf({ ...submission, supplierPartnerId: submission.partnerId }, reader, sources)
    : [];
  return lines.length > 0
    ? lines
    : [
        {
          label: 'Inhoud',
          value: 'U mag dit niet of niet meer lezen. Kunt u het niet beoordelen? Weiger dan.',
        },
      ];
}

const kindTexts = {
  signal: 'signaal',
  information: 'informatie',
  taxation: 'gezamenlijke risicotaxatie',
  plan: 'plan van aanpak',
} as const;
const documentLabels = { taxation: 'Risicotaxatie die meekomt', plan: 'Plan dat meekomt' } as const;

const titleOf = ({ kind, at }: TransferablePart, index: number, timeZone: string): string =>
  `Onderdeel ${index + 1}: ${kindTexts[kind]} van ${shortDay(at, timeZone)}`;

const count = (parts: readonly TransferablePart[], kind: TransferablePart['kind']): number =>
  parts.filter((part) => part.kind === kind).length;
