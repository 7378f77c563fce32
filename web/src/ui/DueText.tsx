import { Badge } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import type { InboxItem } from '../../../src/contract/index.ts';
import { dateText, sameDay, shortDateText, weekdayText } from './dates.ts';
import { ClockIcon, WarningIcon } from './icons.tsx';

type Term = Pick<InboxItem, 'dueAt' | 'overdue' | 'workingDaysLeft'>;

/** The term in words; colour and icon only repeat what the words say. */
export function DueText({ dueAt, overdue, workingDaysLeft }: Term) {
  const { t, i18n } = useTranslation();
  if (dueAt === null) return <span className="app-muted">{t('due.none')}</span>;
  const days = workingDaysLeft ?? 0;
  const words = overdue
    ? days < 0
      ? t('due.late', { count: -days })
      : sameDay(dueAt)
        ? t('due.lateToday')
        : t('due.lateSince', { day: weekdayText(dueAt, i18n.language) })
    : days <= 0
      ? t('due.today')
      : t('due.left', { count: days });
  const soon = !overdue && days <= 2;
  const date = <time dateTime={dueAt}>{shortDateText(dueAt, i18n.language)}</time>;
  return (
    <span className="app-term" title={dateText(dueAt, i18n.language)}>
      <span>
        {overdue || soon ? (
          <Badge color={overdue ? 'red' : 'orange'} icon={overdue ? WarningIcon : ClockIcon} label={words} />
        ) : (
          words
        )}
      </span>
      <span className="app-muted app-small">{date}</span>
    </span>
  );
}
