import { productError } from '../lib/errors.ts';
import { nothingRecorded, type CaseFile, type CaseSignal } from './case-file.ts';
import type { Municipality } from './configuration.ts';
import { withReceipts } from './information/receipts.ts';
import { withMessage } from './messages.ts';
import { withTimeline } from './timeline.ts';

/** The message start event of the lifecycle keeps `case-opened` this long, so that a repeat opens nothing twice. */
const CASE_OPENED_TTL_MS = 3_600_000;
const SIGNAL_ADDED_TTL_MS = 3_600_000;
const SIGNAL_CONCLUDED_TTL_MS = 3_600_000;

/** A new case with its first signal and the promise to start its process. */
export function openCaseFile(opening: {
  readonly caseId: string;
  readonly reference: string;
  readonly municipality: Omit<Municipality, 'consultation'>;
  readonly signal: CaseSignal;
  /** Default: when the signal was recorded. */
  readonly at?: Date;
  /** Who checks the signal. Default: the partner that recorded it. */
  readonly signalPartnerId?: string;
}): CaseFile {
  const { caseId, reference, municipality, signal } = opening;
  const { municipalityId, municipalityPartnerId, policePartnerId, prosecutionPartnerId } = municipality;
  const { at = signal.at, signalPartnerId = signal.partnerId } = opening;
  const opened: CaseFile = {
    ...nothingRecorded,
    caseId,
    reference,
    version: 1,
    phase: 'signal-intake',
    openedAt: at,
    municipalityId,
    municipalityPartnerId,
    policePartnerId,
    prosecutionPartnerId,
    screeningPartnerIds: [municipalityPartnerId, policePartnerId, prosecutionPartnerId],
    signalPartnerId,
    signals: [signal],
    outbox: [
      {
        kind: 'publish-message',
        entryId: caseId,
        at,
        name: 'case-opened',
        timeToLiveMs: CASE_OPENED_TTL_MS,
        variables: {
          caseId,
          municipalityPartnerId,
          policePartnerId,
          prosecutionPartnerId,
          signalPartnerId,
        },
      },
    ],
    pendingSince: at,
  };
  return withTimeline(withReceipts(opened, at), 'case-opened', at, { partnerId: signal.partnerId });
}

/**
 * The outcome of the signal with which a case began is known: starts the process in which whoever signalled hears of it (Wgpart
 * art. 5, sixth paragraph).
 */
export function withSignalConcluded(caseFile: CaseFile, at: Date): CaseFile {
  const { caseId, signalPartnerId, origin } = caseFile;
  // Of a case that came from another municipality nobody signalled here.
  if (origin) return caseFile;
  return withMessage(
    caseFile,
    {
      messageId: `signal-concluded-${caseId}`,
      name: 'signal-concluded',
      timeToLiveMs: SIGNAL_CONCLUDED_TTL_MS,
      variables: { caseId, signalPartnerId },
    },
    at,
  );
}

/**
 * The same of a signal that was added to a running case. Not of one that was recorded as a case of its own or in another
 * municipality: whoever recorded that hears of it there, and does not know of this case.
 */
export function withAddedSignalConcluded(caseFile: CaseFile, signal: CaseSignal, at: Date): CaseFile {
  const { signalId, partnerId, linkedFrom, transferId } = signal;
  if (linkedFrom !== undefined || transferId !== undefined) return caseFile;
  return withMessage(
    caseFile,
    {
      messageId: `signal-concluded-${signalId}`,
      name: 'signal-concluded',
      // One process per key at a time: two signals of one case do not wait for each other.
      correlationKey: signalId,
      timeToLiveMs: SIGNAL_CONCLUDED_TTL_MS,
      variables: { caseId: caseFile.caseId, signalId, signalPartnerId: partnerId },
    },
    at,
  );
}

/** The case ends: signals that were added and that nobody judged will not be judged any more. */
export function withOpenSignalsConcluded(caseFile: CaseFile, at: Date): CaseFile {
  return caseFile.signals
    .slice(1)
    .filter(({ assessedIn }) => assessedIn === null)
    .reduce((concluded, signal) => withAddedSignalConcluded(concluded, signal, at), caseFile);
}

/** A further signal on a running case, with the promise to bring it to the case manager. */
export function addSignalTo(caseFile: CaseFile, signal: CaseSignal): CaseFile {
  if (caseFile.shieldedAt !== null) {
    throw productError('rule-refused', {
      reason: 'Deze casus is afgesloten. Leg het signaal vast als een nieuwe casus.',
    });
  }
  const added: CaseFile = {
    ...caseFile,
    signals: [...caseFile.signals, signal],
    outbox: [
      ...caseFile.outbox,
      {
        kind: 'publish-message',
        entryId: signal.signalId,
        at: signal.at,
        name: 'case-signal-added',
        timeToLiveMs: SIGNAL_ADDED_TTL_MS,
        variables: { signalId: signal.signalId },
      },
    ],
  };
  return withTimeline(withReceipts(added, signal.at), 'signal-added', signal.at, {
    partnerId: signal.partnerId,
  });
}
