import { DateTime } from 'luxon';
import type { ContextSection } from '../contract/http.ts';
import type { CaseFile } from './case-file.ts';

/** The process in which whoever recorded a signal hears its outcome and tells it to whoever reported it. */
export const feedbackProcessId = 'signal-feedback';

/**
 * What the partner that recorded a signal is told of it (Wgpart art. 5, sixth paragraph): whether it was admitted, and no more. A
 * signal that was brought into another case reads the same as any other that did not become a case, so that nobody learns from it
 * that there was one.
 */
export function feedbackFocus(caseFile: CaseFile, timeZone: string): ContextSection[] {
  const day = (date: Date): string => DateTime.fromJSDate(date, { zone: timeZone }).toFormat('d-M-yyyy');
  const { composition, openedAt, shieldedAt } = caseFile;
  return [
    {
      title: 'Wat er met uw signaal is gebeurd',
      lines: [
        { label: 'Vastgelegd op', value: day(openedAt) },
        composition === null
          ? {
              label: 'Uitkomst',
              value: `Het signaal is niet als casus opgenomen${shieldedAt === null ? '' : ` (${day(shieldedAt)})`}.`,
            }
          : {
              label: 'Uitkomst',
              value: `Het signaal is als casus opgenomen (${day(composition.registeredAt)}).`,
            },
      ],
    },
  ];
}
