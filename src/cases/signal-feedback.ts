import type { ContextSection } from '../contract/http.ts';
import type { CaseFile, CaseSignal, Refs } from './case-file.ts';
import { shortDay } from './local-day.ts';

/** The process in which whoever recorded a signal hears its outcome and tells it to whoever reported it. */
export const feedbackProcessId = 'signal-feedback';

/**
 * What the partner that recorded a signal is told of it (Wgpart art. 5, sixth paragraph): whether it was admitted, and no more. A
 * signal that was brought into another case reads the same as any other that did not become a case, so that nobody learns from it
 * that there was one. Of a signal that it added to a running case: whether it was judged.
 */
export function feedbackFocus(caseFile: CaseFile, { signalId }: Refs, timeZone: string): ContextSection[] {
  const day = (date: Date): string => shortDay(date, timeZone);
  const added = caseFile.signals.find((signal) => signal.signalId === signalId);
  return [
    {
      title: 'Wat er met uw signaal is gebeurd',
      lines: [
        { label: 'Vastgelegd op', value: day(added?.at ?? caseFile.openedAt) },
        {
          label: 'Uitkomst',
          value: added === undefined ? firstOutcome(caseFile, day) : outcomeOf(added, caseFile, day),
        },
      ],
    },
  ];
}

function firstOutcome({ composition, shieldedAt }: CaseFile, day: (date: Date) => string): string {
  return composition === null
    ? `Het signaal is niet als casus opgenomen${shieldedAt === null ? '' : ` (${day(shieldedAt)})`}.`
    : `Het signaal is als casus opgenomen (${day(composition.registeredAt)}).`;
}

function outcomeOf(
  { assessedIn }: CaseSignal,
  { submissions }: CaseFile,
  day: (date: Date) => string,
): string {
  const judged = submissions.find(({ submissionId }) => submissionId === assessedIn);
  return judged === undefined
    ? 'Het signaal is bij de casus bewaard. Het is niet meer beoordeeld, omdat de casus is geëindigd.'
    : `Het signaal is bij de casus bewaard en beoordeeld (${day(judged.at)}).`;
}
