import { Paragraph } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { PageHeading } from './PageHeading.tsx';
import { useUser } from './use-session.ts';

/** Brings everybody to where their work is. */
export function StartPage() {
  const { t } = useTranslation();
  const roles = useUser()?.roles ?? [];
  if (roles.includes('attendee')) return <Navigate to="/inbox" replace />;
  if (roles.includes('process-designer')) return <Navigate to="/processes" replace />;
  if (roles.includes('chair')) return <Navigate to="/cases" replace />;
  if (roles.includes('lawfulness-reviewer')) return <Navigate to="/inbox" replace />;
  if (roles.includes('manager')) return <Navigate to="/dashboard" replace />;
  if (roles.includes('administrator')) return <Navigate to="/accounts" replace />;
  return (
    <>
      <PageHeading>{t('home.nothingTitle')}</PageHeading>
      <Paragraph className="app-readable">{t('home.nothing')}</Paragraph>
    </>
  );
}
