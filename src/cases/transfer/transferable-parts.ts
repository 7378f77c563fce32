import type { CaseFile } from '../case-file.ts';
import type { DocumentKind } from './transfer-record.ts';
import { transferableDocuments } from './transferable-documents.ts';

/** Something that moves only with the consent of everyone who supplied or made it. */
export interface TransferablePart {
  readonly partId: string;
  readonly kind: 'signal' | 'information' | DocumentKind;
  /** The organisation that supplied it; of a plan or taxation all whose data it holds. */
  readonly partnerIds: readonly string[];
  readonly at: Date;
  readonly ground: string | null;
}

/**
 * The signals and items of information of a case, oldest first, and after them what the partners made together of the kinds
 * that the proposal names. Votes, assessments and what was said in meetings cannot be split and stay where they were made.
 */
export function transferableParts(
  caseFile: CaseFile,
  kinds: readonly DocumentKind[] = [],
): readonly TransferablePart[] {
  const { signals, informationItems } = caseFile;
  const supplied = [
    ...signals.map(({ signalId, partnerId, at, data }): TransferablePart => ({
      partId: signalId,
      kind: 'signal',
      partnerIds: [partnerId],
      at,
      ground: typeof data['ground'] === 'string' ? data['ground'] : null,
    })),
    ...informationItems
      .filter(({ content }) => content !== null)
      .map(({ informationId, partnerId, suppliedAt, ground }): TransferablePart => ({
        partId: informationId,
        kind: 'information',
        partnerIds: [partnerId],
        at: suppliedAt,
        ground,
      })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  const made = transferableDocuments(caseFile, kinds).map(
    ({ documentId, kind, partnerIds, at }): TransferablePart => ({
      partId: documentId,
      kind,
      partnerIds,
      at,
      ground: null,
    }),
  );
  return [...supplied, ...made];
}
