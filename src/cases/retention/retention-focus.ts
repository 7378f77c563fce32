import { DateTime } from 'luxon';
import type { ContextSection } from '../../contract/http.ts';
import type { CaseFile } from '../case-file.ts';
import { shortDay } from '../local-day.ts';

/** The process in which people judge whether a shielded case is still needed. */
export const retentionProcessId = 'retention';

const endedTexts: Partial<Record<CaseFile['phase'], string>> = {
  'not-admitted': 'Niet opgenomen op',
  transferred: 'Overgedragen aan een andere gemeente op',
};

/**
 * What the person who judges the retention of a shielded case may know: dates and earlier decisions, nothing of the content.
 * Empty for a case that still runs.
 */
export function retentionFocus(caseFile: CaseFile, timeZone: string): ContextSection[] {
  const { shieldedAt, destroyBefore } = caseFile;
  if (shieldedAt === null || destroyBefore === null) return [];
  const day = (date: Date): string => shortDay(date, timeZone);
  return [
    {
      title: 'Deze afgeschermde casus',
      lines: [
        { label: 'Geopend op', value: day(caseFile.openedAt) },
        {
          label: endedTexts[caseFile.phase] ?? 'Afgesloten op',
          value: day(shieldedAt),
        },
        { label: 'Uiterlijk vernietigen op', value: day(destroyBefore) },
        ...caseFile.retentionDecisions.map((decision) => ({
          label: `Besluit van ${day(decision.at)}`,
          value:
            decision.choice === 'keep'
              ? `Nog bewaren tot ${day(DateTime.fromISO(decision.keepUntil ?? '', { zone: timeZone }).toJSDate())}`
              : decision.approval?.choice === 'reject'
                ? 'Vernietigen; de tweede beoordelaar was niet akkoord'
                : 'Vernietigen',
        })),
      ],
    },
  ];
}
