import type { CaseFile } from '../case-file.ts';
import type { Correction } from '../information/model.ts';
import { newReceipts } from '../information/receipts.ts';
import { withMessage } from '../messages.ts';
import { withTransfer } from './ending.ts';
import { receivedUnder, type PassedOnCorrection, type Transfer } from './transfer-record.ts';

/** Long enough for an engine that is away; a repeat within it starts nothing twice. */
const PASSED_ON_TTL_MS = 3_600_000;

/** The transfers with which an item of information or a signal moved to another municipality, which has it too since then. */
function transfersWith(
  { transfers }: Pick<CaseFile, 'transfers'>,
  informationId: string,
): readonly Transfer[] {
  return transfers.filter(
    ({ state, consents }) =>
      state === 'moved' &&
      consents.some(({ answer }) => answer?.consentedPartIds.includes(informationId) === true),
  );
}

export const hasMoved = (caseFile: Pick<CaseFile, 'transfers'>, informationId: string): boolean =>
  transfersWith(caseFile, informationId).length > 0;

/**
 * The promise to tell every municipality that received something with a transfer that it was corrected or withdrawn (art. 19 GDPR,
 * Wgpart art. 10), once. Each judges it in a process of its own, about its own case.
 */
export function passOnCorrection(
  caseFile: CaseFile,
  { correctionId, informationId, at }: Pick<Correction, 'correctionId' | 'informationId' | 'at'>,
): CaseFile {
  const notYet = transfersWith(caseFile, informationId).filter(
    ({ passedOn = [] }) => !passedOn.some((earlier) => earlier.correctionId === correctionId),
  );
  return notYet.reduce((told, transfer) => {
    const entry: PassedOnCorrection = { correctionId, informationId, answer: null };
    const passedOnId = `${transfer.transferId}-${correctionId}`;
    return withMessage(
      withTransfer(told, { ...transfer, passedOn: [...(transfer.passedOn ?? []), entry] }),
      {
        messageId: passedOnId,
        name: 'correction-passed-on',
        correlationKey: passedOnId,
        timeToLiveMs: PASSED_ON_TTL_MS,
        variables: { caseId: transfer.newCaseId, fromCaseId: caseFile.caseId, correctionId },
      },
      at,
    );
  }, caseFile);
}

/** Registers that the other municipality has the correction now (Wgpart art. 14, third paragraph). A repeat changes nothing. */
export function withCorrectionReceipt(
  caseFile: CaseFile,
  correctionId: string,
  toPartnerId: string,
  at: Date,
): CaseFile {
  const receipts = newReceipts(
    caseFile,
    { kind: 'correction', id: correctionId, partnerIds: [toPartnerId], ground: receivedUnder },
    at,
  );
  return receipts.length === 0 ? caseFile : { ...caseFile, receipts: [...caseFile.receipts, ...receipts] };
}

/** Notes what the other municipality did with a correction; the first answer stays. */
export function noteCorrectionAnswer(
  caseFile: CaseFile,
  newCaseId: string,
  correctionId: string,
  answer: NonNullable<PassedOnCorrection['answer']>,
): CaseFile {
  const transfer = caseFile.transfers.find((candidate) => candidate.newCaseId === newCaseId);
  const waiting = transfer?.passedOn?.some(
    (entry) => entry.correctionId === correctionId && entry.answer === null,
  );
  if (transfer?.passedOn === undefined || waiting !== true) return caseFile;
  return withTransfer(caseFile, {
    ...transfer,
    passedOn: transfer.passedOn.map((entry) =>
      entry.correctionId === correctionId ? { ...entry, answer } : entry,
    ),
  });
}
