import { DateTime, Duration } from 'luxon';
import type { CaseFile } from './case-file.ts';
import { endMeetingActions } from './meeting/actions.ts';
import { withCaseEnded } from './person/notice.ts';
import { endProvisions } from './provision/provision-package.ts';
import { withTimeline } from './timeline.ts';
import { endRunningTransfer } from './transfer/ending.ts';

/**
 * Closes the case and shields it at once: from here on nobody reads its content (Wgpart art. 6, third paragraph).
 *
 * @param phase `transferred` when the case goes on in another municipality
 */
export function shieldCase(
  caseFile: CaseFile,
  at: Date,
  destroyBefore: Date,
  phase: 'closed' | 'transferred' = 'closed',
): CaseFile {
  const ended = endRunningTransfer(endMeetingActions(endProvisions(caseFile, at), at), at);
  return withCaseEnded(
    withTimeline(
      { ...ended, phase, shieldedAt: at, destroyBefore, nextReviewAt: null },
      phase === 'closed' ? 'case-closed' : 'case-transferred',
      at,
    ),
    at,
  );
}

/** Ends a case that was not admitted. There is no ground to use its data any longer, so it is shielded as well. */
export function endWithoutCase(caseFile: CaseFile, at: Date, destroyBefore: Date): CaseFile {
  return withTimeline(
    { ...endMeetingActions(caseFile, at), phase: 'not-admitted', shieldedAt: at, destroyBefore },
    'case-not-admitted',
    at,
  );
}

/** The end of a retention period (ISO 8601 duration, such as `P5Y`) that begins at `from`. */
export function endOfRetention(from: Date, period: string, timeZone: string): Date {
  return DateTime.fromJSDate(from, { zone: timeZone }).plus(Duration.fromISO(period)).toJSDate();
}
