import { DateTime, Duration } from 'luxon';
import type { CaseFile } from './case-file.ts';
import { endMeetingActions } from './meeting/actions.ts';
import { withCaseEnded } from './person/notice.ts';
import { isLinked } from './matching/linking.ts';
import { endProvisions } from './provision/provision-package.ts';
import { withOpenSignalsConcluded, withSignalConcluded } from './signals.ts';
import { withTimeline } from './timeline.ts';
import { endRunningTransfer } from './transfer/ending.ts';

/**
 * Closes the case and shields it at once: from here on nobody reads its content (Wgpart art. 6, third paragraph), and no new
 * signal is compared with it.
 *
 * @param phase `transferred` when the case goes on in another municipality
 */
export function shieldCase(
  caseFile: CaseFile,
  at: Date,
  destroyBefore: Date,
  phase: 'closed' | 'transferred' = 'closed',
): CaseFile {
  const ended = withOpenSignalsConcluded(
    endRunningTransfer(endMeetingActions(endProvisions(caseFile, at), at), at),
    at,
  );
  return withCaseEnded(
    withTimeline(
      { ...ended, phase, shieldedAt: at, destroyBefore, nextReviewAt: null, ...notCompared },
      phase === 'closed' ? 'case-closed' : 'case-transferred',
      at,
    ),
    at,
  );
}

/**
 * Ends a case that was not admitted. There is no ground to use its data any longer, so it is shielded as well.
 *
 * @param compared whether new signals are compared with it until it is destroyed, to recognise a repetition
 */
export function endWithoutCase(
  caseFile: CaseFile,
  at: Date,
  destroyBefore: Date,
  compared: boolean,
): CaseFile {
  const found = compared && !isLinked(caseFile);
  return withSignalConcluded(
    withTimeline(
      {
        ...withOpenSignalsConcluded(endMeetingActions(caseFile, at), at),
        phase: 'not-admitted',
        shieldedAt: at,
        destroyBefore,
        ...(found ? { possibleMatches: [] } : notCompared),
      },
      'case-not-admitted',
      at,
    ),
    at,
  );
}

/** New signals do not find a case without match keys. */
const notCompared = { matchKeys: [], possibleMatches: [] };

/** The end of a retention period (ISO 8601 duration, such as `P5Y`) that begins at `from`. */
export function endOfRetention(from: Date, period: string, timeZone: string): Date {
  return DateTime.fromJSDate(from, { zone: timeZone }).plus(Duration.fromISO(period)).toJSDate();
}
