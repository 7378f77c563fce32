import type { CaseFile, TimelineKind } from '../case-file.ts';
import { withMessage } from '../messages.ts';
import { withTimeline } from '../timeline.ts';
import type { TransferState } from '../../contract/transfer.ts';
import type { Transfer } from './transfer-record.ts';

/** Whoever waits takes it at once; what nobody waits for must not surprise a process days later. */
const ENDED_TTL_MS = 60_000;

const running: readonly TransferState[] = ['consent', 'offered', 'accepted'];

/** The transfer that is under way; undefined: none. */
export const runningTransfer = ({ transfers }: Pick<CaseFile, 'transfers'>): Transfer | undefined =>
  transfers.find(({ state }) => running.includes(state));

/** The case file with this transfer in place of the one with its id. */
export function withTransfer(caseFile: CaseFile, changed: Transfer): CaseFile {
  return {
    ...caseFile,
    transfers: caseFile.transfers.map((transfer) =>
      transfer.transferId === changed.transferId ? changed : transfer,
    ),
  };
}

/** Ends a transfer that leaves the case where it is. */
export function endTransfer(
  caseFile: CaseFile,
  transfer: Transfer,
  state: Extract<TransferState, TimelineEnd>,
  at: Date,
): CaseFile {
  return withTimeline(withTransfer(caseFile, { ...transfer, state, endedAt: at }), timelineOfEnd[state], at);
}

type TimelineEnd = 'no-consent' | 'declined' | 'expired' | 'withdrawn';
const timelineOfEnd = {
  'no-consent': 'transfer-without-consent',
  declined: 'transfer-declined',
  expired: 'transfer-expired',
  withdrawn: 'transfer-withdrawn',
} as const satisfies Record<TimelineEnd, TimelineKind>;

/** Ends the transfer of a case that ends otherwise, and the process that keeps it. */
export function endRunningTransfer(caseFile: CaseFile, at: Date): CaseFile {
  const transfer = runningTransfer(caseFile);
  return transfer === undefined
    ? caseFile
    : withTransferEnded(endTransfer(caseFile, transfer, 'withdrawn', at), transfer, at);
}

/** With the promise to end the process of this transfer. */
export function withTransferEnded(caseFile: CaseFile, { transferId }: Transfer, at: Date): CaseFile {
  return withMessage(
    caseFile,
    {
      messageId: `transfer-ended-${transferId}`,
      name: 'transfer-ended',
      correlationKey: transferId,
      timeToLiveMs: ENDED_TTL_MS,
    },
    at,
  );
}
