import { Badge } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import type { AgendaItem } from '../../../src/contract/index.ts';
import { ClockIcon, WarningIcon } from '../ui/icons.tsx';

/** Whether there is a reason that the product knows. */
export const hasReason = ({ overdueSteps, dueSteps, reviewDue, requests }: AgendaItem): boolean =>
  overdueSteps > 0 || dueSteps > 0 || reviewDue || requests.length > 0;

/** What makes a case worth discussing. */
export function AgendaReasons({ item }: { item: AgendaItem }) {
  const { t } = useTranslation('meetings');
  const { overdueSteps, dueSteps, reviewDue, requests } = item;
  if (!hasReason(item)) return null;
  return (
    <ul className="meeting-reasons">
      {overdueSteps > 0 && (
        <li>
          <Badge color="red" icon={WarningIcon} label={t('meeting.overdue', { count: overdueSteps })} />
        </li>
      )}
      {dueSteps > 0 && (
        <li>
          <Badge color="orange" icon={ClockIcon} label={t('meeting.due', { count: dueSteps })} />
        </li>
      )}
      {reviewDue && (
        <li>
          <Badge color="orange" icon={ClockIcon} label={t('meeting.review')} />
        </li>
      )}
      {requests.map(({ partnerName, reason, at }) => (
        <li className="meeting-reasons__text" key={`${at}-${partnerName}`}>
          {t('meeting.requested', { partner: partnerName, reason })}
        </li>
      ))}
    </ul>
  );
}
