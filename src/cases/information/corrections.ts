import { productError } from '../../lib/errors.ts';
import type { CaseFile } from '../case-file.ts';
import { StepImpossible } from '../step-impossible.ts';
import { withTimeline } from '../timeline.ts';
import { itemOf, marksOf } from './items.ts';
import type { Correction } from './model.ts';
import { newReceipts, recipientsOf, withReceipts } from './receipts.ts';

/** How long the engine keeps a correction for a process that is not yet listening. */
const CORRECTED_TTL_MS = 3_600_000;

/**
 * Replaces what an item says, or withdraws it, and promises to tell everyone who received it (Wgpart art. 10, Besluit:
 * errors are corrected and reported). What it said before is shown to nobody any more.
 *
 * @throws ProductError `rule-refused` when the item is another partner's, is withdrawn, or the case is closed
 */
export function correctItem(caseFile: CaseFile, given: Omit<Correction, 'recipientPartnerIds'>): CaseFile {
  const item = itemOf(caseFile, given.informationId);
  if (item?.partnerId !== given.partnerId) {
    throw productError('rule-refused', { reason: 'Deze informatie is niet van uw organisatie.' });
  }
  if (caseFile.shieldedAt !== null) {
    throw productError('rule-refused', {
      reason: 'Deze casus is afgesloten. Meld de correctie bij de gemeente die het contactpunt is.',
    });
  }
  if (item.content === null) {
    throw productError('rule-refused', { reason: 'Deze informatie is al ingetrokken.' });
  }
  const correction: Correction = {
    ...given,
    recipientPartnerIds: recipientsOf(caseFile, 'information', item.informationId),
  };
  const { content } = correction;
  const corrected =
    content === null ? { ...item, content } : { ...item, ...marksOf(content, '', given.partnerId), content };
  const changed: CaseFile = {
    ...caseFile,
    informationItems: caseFile.informationItems.map((other) => (other === item ? corrected : other)),
    corrections: [...caseFile.corrections, correction],
    outbox: [
      ...caseFile.outbox,
      {
        kind: 'publish-message',
        entryId: correction.correctionId,
        at: correction.at,
        name: 'information-corrected',
        timeToLiveMs: CORRECTED_TTL_MS,
        variables: { correctionId: correction.correctionId },
      },
    ],
  };
  return withTimeline(withReceipts(changed, correction.at), 'information-corrected', correction.at, {
    partnerId: correction.partnerId,
    detail: content === null ? 'withdrawn' : 'corrected',
  });
}

/** Registers that the recipients are told of a correction. @throws StepImpossible for an unknown correction */
export function sendCorrection(
  caseFile: CaseFile,
  correctionId: string,
  at: Date,
): { caseFile: CaseFile; recipientPartnerIds: readonly string[] } {
  const correction = caseFile.corrections.find((candidate) => candidate.correctionId === correctionId);
  if (correction === undefined) {
    throw new StepImpossible(
      `Case ${caseFile.caseId} has no correction ${correctionId}; start this part with the message information-corrected.`,
    );
  }
  const { recipientPartnerIds, informationId } = correction;
  const receipts = newReceipts(
    caseFile,
    {
      kind: 'correction',
      id: correctionId,
      partnerIds: recipientPartnerIds,
      ground: itemOf(caseFile, informationId)?.ground ?? null,
    },
    at,
  );
  return { caseFile: { ...caseFile, receipts: [...caseFile.receipts, ...receipts] }, recipientPartnerIds };
}
