import type { CaseFile } from '../case-file.ts';
import { shieldCase } from '../closing.ts';
import type { Municipality } from '../configuration.ts';
import { newReceipts, withReceipts } from '../information/receipts.ts';
import { withMessage } from '../messages.ts';
import { openCaseFile } from '../signals.ts';
import { StepImpossible } from '../step-impossible.ts';
import { withTimeline } from '../timeline.ts';
import { withTransfer } from './ending.ts';
import { movingParts, transferOf } from './transfer.ts';
import { transferableDocuments, type TransferableDocument } from './transferable-documents.ts';
import { receivedUnder, type CaseOrigin, type ReceivedDocument, type Transfer } from './transfer-record.ts';

/** Whoever waits takes it at once; the lifecycle of a case listens as long as the case runs. */
const TRANSFERRED_TTL_MS = 3_600_000;

/**
 * Ends an accepted case in the municipality that it leaves: registers who receives what, shields the rest at once, and
 * promises to end its lifecycle. From here on nothing in it changes, so that what was consented to is what moves.
 *
 * @param toPartnerId the receiving municipality
 */
export function closeTransferredCase(
  caseFile: CaseFile,
  transferId: unknown,
  toPartnerId: string,
  at: Date,
  destroyBefore: Date,
): CaseFile {
  const transfer = acceptedTransfer(caseFile, transferId);
  const receipts = movingParts(caseFile, transfer).flatMap(({ kind, partId }) =>
    newReceipts(caseFile, { kind, id: partId, partnerIds: [toPartnerId], ground: receivedUnder }, at),
  );
  const moved = withTransfer(
    { ...caseFile, receipts: [...caseFile.receipts, ...receipts] },
    { ...transfer, state: 'moved', endedAt: at },
  );
  return withMessage(
    shieldCase(moved, at, destroyBefore, 'transferred'),
    {
      messageId: `${transfer.transferId}-moved`,
      name: 'case-transferred',
      timeToLiveMs: TRANSFERRED_TTL_MS,
    },
    at,
  );
}

/**
 * The case as the receiving consultation gets it: what its suppliers consented to, and nothing else. Nobody takes part in
 * it yet but the three that screen there: they judge it anew (Wgpart art. 5, third paragraph) and invite whom they need.
 */
export function receivedCase(
  from: CaseFile,
  transferId: unknown,
  {
    municipality,
    reference,
    asReceived,
  }: {
    readonly municipality: Municipality;
    readonly reference: string;
    /** How a plan or taxation reads there. */
    readonly asReceived: (document: TransferableDocument) => ReceivedDocument;
  },
  at: Date,
): CaseFile {
  const transfer = transferOf(from, transferId);
  const moving = new Set(movingParts(from, transfer).map(({ partId }) => partId));
  const [first, ...others] = from.signals
    .filter(({ signalId }) => moving.has(signalId))
    .map((signal, index) => ({
      ...signal,
      // Unique over all cases, and the same for a repeat.
      requestId: `${transfer.transferId}-${index + 1}`,
      assessedIn: null,
      transferId: transfer.transferId,
    }));
  if (first === undefined || transfer.state !== 'moved') {
    throw new StepImpossible(
      `Case ${from.caseId} was not closed for its transfer; the step before this does.`,
    );
  }
  const opened = openCaseFile({
    caseId: transfer.newCaseId,
    reference,
    municipality,
    signal: first,
    at,
    signalPartnerId: municipality.municipalityPartnerId,
  });
  const received: CaseFile = {
    ...opened,
    signals: [first, ...others],
    informationItems: from.informationItems.filter(({ informationId }) => moving.has(informationId)),
    origin: {
      ...originOf(from, transfer),
      documents: transferableDocuments(from, transfer.documents ?? [])
        .filter(({ documentId }) => moving.has(documentId))
        .map(asReceived),
    },
    timeline: [],
  };
  return withTimeline(withReceipts(received, at), 'case-received', at, {
    partnerId: from.municipalityPartnerId,
    detail: from.reference,
  });
}

/** Notes under which number the case goes on. */
export function noteNewReference(caseFile: CaseFile, transferId: unknown, newReference: string): CaseFile {
  return withTransfer(caseFile, { ...transferOf(caseFile, transferId), newReference });
}

function acceptedTransfer(caseFile: CaseFile, transferId: unknown): Transfer {
  const transfer = transferOf(caseFile, transferId);
  if (transfer.state !== 'accepted') {
    throw new StepImpossible(`Transfer ${transfer.transferId} was not accepted; it cannot be carried out.`);
  }
  return transfer;
}

function originOf(from: CaseFile, { transferId, decision, ground }: Transfer): CaseOrigin {
  if (decision === null) throw new StepImpossible(`Transfer ${transferId} has no decision.`);
  return {
    transferId,
    caseId: from.caseId,
    reference: from.reference,
    municipalityId: from.municipalityId,
    municipalityPartnerId: from.municipalityPartnerId,
    firstProcessedAt: from.origin?.firstProcessedAt ?? from.openedAt,
    acceptedBy: decision.userId,
    ground: decision.ground ?? ground,
    rationale: decision.rationale,
  };
}
