import { Paragraph } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { PageHeading } from './PageHeading.tsx';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeading>{t('errors.notFoundTitle')}</PageHeading>
      <Paragraph>{t('errors.notFound')}</Paragraph>
      <ButtonLink to="/">{t('errors.toStart')}</ButtonLink>
    </>
  );
}
