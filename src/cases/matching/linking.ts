import { productError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { CaseFile, CaseSignal } from '../case-file.ts';
import { addSignalTo } from '../signals.ts';
import type { MatchKeys } from './match-keys.ts';
import type { SignalLink } from './model.ts';

/**
 * What became of a signal: `joined` the running case of the same person, `ended` as a repetition of what is known, or an
 * `own-case` because it is about somebody else or the other case runs no more.
 */
export type LinkResult = 'joined' | 'ended' | 'own-case';

/** Records what a person decided about a possible match. @throws ProductError `rule-refused` */
export function recordSignalLink(caseFile: CaseFile, link: SignalLink): CaseFile {
  const known = caseFile.possibleMatches.some(({ caseId }) => caseId === link.caseId);
  if (link.choice !== 'different' && !known) {
    throw productError('rule-refused', { reason: 'Kies een casus die op dit signaal lijkt.' });
  }
  return { ...caseFile, signalLink: link };
}

/** The request id of a copied signal: one per original, so that bringing it in twice brings in one. */
const requestIdOf = ({ signalId }: CaseSignal): string => `linked-${signalId}`;

/**
 * The running case with the signals of the new one, for its case manager to judge; the same case when it has them already or runs no
 * more.
 */
export function joinSignals(target: CaseFile, from: CaseFile, keys: MatchKeys, at: Date): CaseFile {
  return from.signals.reduce((joined, signal) => {
    const requestId = requestIdOf(signal);
    if (hasSignal(joined, requestId) || joined.shieldedAt !== null) return joined;
    return keys.on(
      addSignalTo(joined, {
        ...signal,
        signalId: newId('signal'),
        requestId,
        at,
        assessedIn: null,
        linkedFrom: { caseId: from.caseId, recordedAt: signal.at },
      }),
    );
  }, target);
}

const hasSignal = (caseFile: CaseFile, requestId: string): boolean =>
  caseFile.signals.some((signal) => signal.requestId === requestId);

/** What becomes of the signals of a case, given the case that they were linked with as it is now. */
export function linkResult(from: CaseFile, target: CaseFile | undefined): LinkResult {
  const choice = from.signalLink?.choice ?? 'different';
  if (choice === 'different' || target === undefined) return 'own-case';
  if (from.signals.every((signal) => hasSignal(target, requestIdOf(signal)))) return 'joined';
  if (choice === 'duplicate' && (target.shieldedAt === null || target.phase === 'not-admitted'))
    return 'ended';
  return 'own-case';
}

/** Whether this signal ends because the case of the same person has it, or had it already. */
export const isLinked = ({ signalLink, steps }: CaseFile): boolean =>
  signalLink !== null &&
  steps.some(
    ({ jobType, variables }) => jobType === 'link-signal' && variables['intakeOutcome'] === 'linked',
  );
