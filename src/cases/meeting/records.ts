import type { CaseFile } from '../case-file.ts';
import type { MeetingDecision, MeetingInterpretation } from './model.ts';

/** The form that people fill in for each kind of thing that is recorded during a meeting. */
export const meetingFormOf = {
  interpretation: 'meeting-interpretation',
  decision: 'meeting-decision',
} as const;

/** An interpretation or decision with the meeting in which it was recorded. */
export type MeetingRecord = { readonly meetingId: string; readonly plannedAt: Date } & (
  | ({ readonly kind: 'interpretation' } & MeetingInterpretation)
  | ({ readonly kind: 'decision' } & MeetingDecision)
);

/** Everything that was recorded about the case in meetings, oldest first. */
export function meetingRecordsOf({ meetings }: Pick<CaseFile, 'meetings'>): readonly MeetingRecord[] {
  return meetings
    .flatMap(({ meetingId, plannedAt, interpretations, decisions }): MeetingRecord[] => [
      ...interpretations.map((written) => ({
        ...written,
        kind: 'interpretation' as const,
        meetingId,
        plannedAt,
      })),
      ...decisions.map((written) => ({ ...written, kind: 'decision' as const, meetingId, plannedAt })),
    ])
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}
