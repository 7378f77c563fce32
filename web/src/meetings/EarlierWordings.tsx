import { useTranslation } from 'react-i18next';
import type { MeetingDecision } from '../../../src/contract/index.ts';
import { momentText } from '../ui/dates.ts';
import { Lines } from '../ui/Lines.tsx';

/** How a record read before it was corrected, closed until somebody wants to know. */
export function EarlierWordings({ earlier, of }: Pick<MeetingDecision, 'earlier'> & { of: string }) {
  const { t, i18n } = useTranslation('meetings');
  if (earlier.length === 0) return null;
  return (
    <details className="meeting-earlier">
      <summary>
        {t('item.earlier', { count: earlier.length })}
        <span className="ams-visually-hidden"> {of}</span>
      </summary>
      <ol>
        {earlier.map(({ at, byName, lines }) => (
          <li key={at}>
            <p className="app-muted app-small">
              {t('item.earlierUntil', { partner: byName, time: momentText(at, i18n.language) })}
            </p>
            <Lines lines={lines} />
          </li>
        ))}
      </ol>
    </details>
  );
}
