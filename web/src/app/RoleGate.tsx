import { Paragraph } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import type { Role } from '../../../src/contract/index.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { PageHeading } from './PageHeading.tsx';
import { useHasRole } from './use-session.ts';

/** Pages for one role. The API decides what may be read; this only keeps people from pages that would stay empty. */
export function RoleGate({ role }: { role: Role }) {
  const { t } = useTranslation();
  if (useHasRole(role)) return <Outlet />;
  return (
    <>
      <PageHeading>{t('errors.forbiddenTitle')}</PageHeading>
      <Paragraph>{t('errors.forbidden')}</Paragraph>
      <ButtonLink to="/">{t('errors.toStart')}</ButtonLink>
    </>
  );
}
