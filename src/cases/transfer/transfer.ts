import { productError } from '../../lib/errors.ts';
import type { CaseFile } from '../case-file.ts';
import { withMessage } from '../messages.ts';
import { StepImpossible } from '../step-impossible.ts';
import { withTimeline } from '../timeline.ts';
import { endTransfer, runningTransfer, withTransfer, withTransferEnded } from './ending.ts';
import type { Transfer, TransferConsent } from './transfer-record.ts';
import { transferableDocuments } from './transferable-documents.ts';
import { transferableParts, type TransferablePart } from './transferable-parts.ts';

/** The message start event of `transfer` keeps `transfer-proposed` this long, so that a repeat starts nothing twice. */
const PROPOSED_TTL_MS = 3_600_000;

/** What somebody proposes; the rest of the transfer begins empty. */
export type TransferProposal = Omit<
  Transfer,
  'state' | 'consents' | 'decision' | 'withdrawal' | 'endedAt' | 'newReference'
>;

/** The transfer that a step is about. @throws StepImpossible when the case does not have it */
export function transferOf(caseFile: CaseFile, transferId: unknown): Transfer {
  const found = caseFile.transfers.find((transfer) => transfer.transferId === transferId);
  if (found === undefined) {
    throw new StepImpossible(`Case ${caseFile.caseId} has no transfer of the id that the process names.`);
  }
  return found;
}

/**
 * Proposes to transfer the case; nothing of it moves until its suppliers consented and the other consultation accepted.
 *
 * @throws ProductError `rule-refused` before there is a case manager, for a case that ended, while another transfer runs,
 *   to its own municipality, or with a plan or taxation that is not there
 */
export function proposeTransfer(caseFile: CaseFile, proposal: TransferProposal): CaseFile {
  if (caseFile.composition === null || caseFile.shieldedAt !== null) {
    throw productError('rule-refused', {
      reason: 'Alleen een lopende casus met een casusregisseur kan naar een andere gemeente.',
    });
  }
  if (runningTransfer(caseFile) !== undefined) {
    throw productError('rule-refused', {
      reason: 'Er loopt al een overdracht naar een andere gemeente. Wacht die af of trek die in.',
    });
  }
  if (proposal.toMunicipalityId === caseFile.municipalityId) {
    throw productError('rule-refused', { reason: 'De casus is al van deze gemeente. Kies een andere.' });
  }
  const there = transferableDocuments(caseFile).map(({ kind }) => kind);
  if ((proposal.documents ?? []).some((kind) => !there.includes(kind))) {
    throw productError('rule-refused', {
      reason: 'Er is nog geen vastgesteld plan of gezamenlijke taxatie om mee te geven. Vink dat uit.',
    });
  }
  const transfer: Transfer = {
    ...proposal,
    state: 'consent',
    consents: [],
    decision: null,
    withdrawal: null,
    endedAt: null,
    newReference: null,
  };
  const { transferId, at, partnerId } = transfer;
  return withMessage(
    withTimeline({ ...caseFile, transfers: [...caseFile.transfers, transfer] }, 'transfer-proposed', at, {
      partnerId,
    }),
    {
      messageId: transferId,
      name: 'transfer-proposed',
      correlationKey: transferId,
      timeToLiveMs: PROPOSED_TTL_MS,
      variables: { caseId: caseFile.caseId, transferId },
    },
    at,
  );
}

/**
 * Takes a proposal back. @throws ProductError `rule-refused` when it was accepted or has ended
 */
export function withdrawTransfer(
  caseFile: CaseFile,
  transferId: string,
  withdrawal: NonNullable<Transfer['withdrawal']>,
): CaseFile {
  const transfer = caseFile.transfers.find((candidate) => candidate.transferId === transferId);
  if (transfer === undefined || (transfer.state !== 'consent' && transfer.state !== 'offered')) {
    throw productError('rule-refused', {
      reason: 'Deze overdracht loopt niet meer of is al aangenomen. Vernieuw de pagina.',
    });
  }
  const { at } = withdrawal;
  const ended = endTransfer(caseFile, { ...transfer, withdrawal }, 'withdrawn', at);
  return withTransferEnded(ended, transfer, at);
}

/** Registers what each supplier is asked. A repeat asks the same. */
export function askConsents(caseFile: CaseFile, transferId: unknown): CaseFile {
  const transfer = transferOf(caseFile, transferId);
  if (transfer.consents.length > 0) return caseFile;
  const parts = transferableParts(caseFile, transfer.documents);
  const consents = [...new Set(parts.flatMap(({ partnerIds }) => partnerIds))].map(
    (partnerId): TransferConsent => ({
      partnerId,
      partIds: parts.filter(({ partnerIds }) => partnerIds.includes(partnerId)).map(({ partId }) => partId),
      answer: null,
    }),
  );
  return withTransfer(caseFile, { ...transfer, consents });
}

/**
 * A supplier says which of its parts may move. What it does not name stays.
 *
 * @throws ProductError `rule-refused` for who was not asked, a second answer, or a transfer that no longer asks
 */
export function answerConsent(
  caseFile: CaseFile,
  transferId: unknown,
  partnerId: string,
  answer: NonNullable<TransferConsent['answer']>,
): CaseFile {
  const transfer = transferOf(caseFile, transferId);
  const asked = transfer.consents.find((consent) => consent.partnerId === partnerId);
  if (asked === undefined) {
    throw productError('rule-refused', { reason: 'Uw organisatie heeft niets gegeven in deze casus.' });
  }
  if (asked.answer !== null || transfer.state !== 'consent') {
    throw productError('rule-refused', { reason: 'Deze vraag is al beantwoord of loopt niet meer.' });
  }
  const consentedPartIds = answer.consentedPartIds.filter((partId) => asked.partIds.includes(partId));
  return withTransfer(caseFile, {
    ...transfer,
    consents: transfer.consents.map((consent) =>
      consent === asked ? { ...asked, answer: { ...answer, consentedPartIds } } : consent,
    ),
  });
}

/**
 * What moves: consented to by everyone whose it is, and still there. Silence is no consent; who supplied something since a plan
 * or taxation was asked about was not asked, and so keeps it here.
 */
export function movingParts(
  caseFile: CaseFile,
  { consents, documents }: Pick<Transfer, 'consents' | 'documents'>,
): readonly TransferablePart[] {
  const consentedBy = new Map(
    consents.map(({ partnerId, answer }) => [partnerId, answer?.consentedPartIds ?? []]),
  );
  return transferableParts(caseFile, documents).filter(({ partId, partnerIds }) =>
    partnerIds.every((partnerId) => consentedBy.get(partnerId)?.includes(partId) === true),
  );
}

/**
 * Ends the round of consents. Without the first signal there is nothing to receive: it says whom the case is about.
 *
 * @returns `given` when the case can be offered to the other consultation, else `none`
 */
export function concludeConsents(
  caseFile: CaseFile,
  transferId: unknown,
  at: Date,
): { readonly caseFile: CaseFile; readonly transferConsent: 'given' | 'none' } {
  const transfer = transferOf(caseFile, transferId);
  const firstSignalId = caseFile.signals[0]?.signalId;
  if (!movingParts(caseFile, transfer).some(({ partId }) => partId === firstSignalId)) {
    return { caseFile: endTransfer(caseFile, transfer, 'no-consent', at), transferConsent: 'none' };
  }
  const offered = withTransfer(caseFile, { ...transfer, state: 'offered' });
  return { caseFile: withTimeline(offered, 'transfer-offered', at), transferConsent: 'given' };
}

/**
 * The chair of the receiving consultation takes the case or does not.
 *
 * @throws ProductError `rule-refused` when it is no longer offered
 */
export function decideOnTransfer(
  caseFile: CaseFile,
  transferId: unknown,
  decision: NonNullable<Transfer['decision']>,
): CaseFile {
  const transfer = transferOf(caseFile, transferId);
  if (transfer.state !== 'offered') {
    throw productError('rule-refused', { reason: 'Deze overdracht wordt niet meer aangeboden.' });
  }
  return decision.choice === 'decline'
    ? endTransfer(caseFile, { ...transfer, decision }, 'declined', decision.at)
    : withTimeline(
        withTransfer(caseFile, { ...transfer, state: 'accepted', decision }),
        'transfer-accepted',
        decision.at,
      );
}

/** Nobody of the receiving consultation answered in time. What was decided too late does not count. */
export function expireTransfer(caseFile: CaseFile, transferId: unknown, at: Date): CaseFile {
  const transfer = transferOf(caseFile, transferId);
  if (transfer.endedAt !== null) return caseFile;
  return endTransfer(caseFile, transfer, 'expired', at);
}
