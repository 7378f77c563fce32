import type { CaseFile } from '../case-file.ts';
import { participatingPartnerIds } from '../participants.ts';
import { receivedUnder } from '../transfer/transfer-record.ts';
import type { InformationItem, Receipt, ReceivedKind } from './model.ts';

/** The partners that have received something, in the order in which they did. */
export function recipientsOf(caseFile: CaseFile, kind: ReceivedKind, id: string): readonly string[] {
  return caseFile.receipts
    .filter((receipt) => receipt.kind === kind && receipt.id === id)
    .map(({ partnerId }) => partnerId);
}

/**
 * The case file with a receipt for everything that its partners may see from now on and had not received before. A
 * supplier receives nothing of its own; an item is not received by partners that its supplier excluded.
 */
export function withReceipts(caseFile: CaseFile, at: Date): CaseFile {
  const partnerIds = participatingPartnerIds(caseFile);
  const signals = caseFile.signals.map(({ signalId, partnerId, data }): Sent => ({
    kind: 'signal',
    id: signalId,
    ground: typeof data['ground'] === 'string' ? data['ground'] : null,
    partnerIds: partnerIds.filter((candidate) => candidate !== partnerId),
  }));
  const items = caseFile.informationItems
    .filter(({ content }) => content !== null)
    .map((item): Sent => ({
      kind: 'information',
      id: item.informationId,
      ground: item.ground,
      partnerIds: partnerIds.filter((partnerId) => mayReceive(item, partnerId)),
    }));
  // Before there is a composition nobody reads what came from another municipality.
  const documents = (caseFile.composition === null ? [] : (caseFile.origin?.documents ?? [])).map(
    ({ documentId, kind }): Sent => ({ kind, id: documentId, ground: receivedUnder, partnerIds }),
  );
  const receipts = [...signals, ...items, ...documents].flatMap((sent) => newReceipts(caseFile, sent, at));
  return receipts.length === 0 ? caseFile : { ...caseFile, receipts: [...caseFile.receipts, ...receipts] };
}

/** Whether this is for a partner other than its supplier, and not kept from it. */
export function mayReceive(
  {
    partnerId: supplierId,
    hiddenFromPartnerIds,
  }: Pick<InformationItem, 'partnerId' | 'hiddenFromPartnerIds'>,
  partnerId: string,
): boolean {
  return partnerId !== supplierId && !hiddenFromPartnerIds.includes(partnerId);
}

interface Sent extends Pick<Receipt, 'kind' | 'id' | 'ground'> {
  readonly partnerIds: readonly string[];
}

/** The receipts of something for those partners that have none of it yet. */
export function newReceipts(
  caseFile: CaseFile,
  { kind, id, ground, partnerIds }: Sent,
  at: Date,
): readonly Receipt[] {
  const before = recipientsOf(caseFile, kind, id);
  return partnerIds
    .filter((partnerId) => !before.includes(partnerId))
    .map((partnerId) => ({ kind, id, partnerId, at, ground }));
}
