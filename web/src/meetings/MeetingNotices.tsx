import { Alert, Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { momentText } from '../ui/dates.ts';
import { TextLink } from '../ui/TextLink.tsx';
import { meetingNoticesQuery } from './meetings-api.ts';

/** Tells above the inbox which meetings do not take place, until their day is over. */
export function MeetingNotices() {
  const { t, i18n } = useTranslation('meetings');
  const cancelled = useQuery(meetingNoticesQuery).data?.cancelled ?? [];
  if (cancelled.length === 0) return null;
  return (
    <Alert heading={t('notices.heading')} headingLevel={2} severity="warning">
      {cancelled.map(({ meetingId, plannedAt, municipalityNames, cancelReason }) => (
        <Paragraph key={meetingId}>
          <TextLink to={`/meetings/${meetingId}`}>
            {t('notices.text', {
              date: momentText(plannedAt, i18n.language),
              names: municipalityNames.join(', '),
              reason: cancelReason === null ? '' : t(`cancelReasons.${cancelReason}`),
            })}
          </TextLink>
        </Paragraph>
      ))}
    </Alert>
  );
}
