import { Button, Paragraph } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { NotFoundPage } from './NotFoundPage.tsx';
import { PageHeading } from './PageHeading.tsx';

/** What is left when a page throws: the frame stays, the person can go on elsewhere or load again. */
export function CrashPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFoundPage />;
  return (
    <>
      <PageHeading>{t('errors.crashTitle')}</PageHeading>
      <Paragraph>{t('errors.crash')}</Paragraph>
      <Button onClick={() => window.location.reload()}>{t('errors.reload')}</Button>
    </>
  );
}
