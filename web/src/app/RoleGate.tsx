import { Paragraph } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import type { Role } from '../../../src/contract/index.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { PageHeading } from './PageHeading.tsx';
import { NotReadyPage } from '../readiness/NotReadyPage.tsx';
import { useUser } from './use-session.ts';

interface RoleGateProps {
  roles: readonly Role[];
  /** Pages about cases also ask that nothing is missing to work on them. */
  ofCases?: boolean;
}

/** Pages for some roles. The API decides what may be read; this only keeps people from pages that would stay empty. */
export function RoleGate({ roles, ofCases = false }: RoleGateProps) {
  const { t } = useTranslation();
  const user = useUser();
  if (user?.roles.some((role) => roles.includes(role))) {
    return ofCases && user.missing.length > 0 ? <NotReadyPage missing={user.missing} /> : <Outlet />;
  }
  return (
    <>
      <PageHeading>{t('errors.forbiddenTitle')}</PageHeading>
      <Paragraph>{t('errors.forbidden')}</Paragraph>
      <ButtonLink to="/">{t('errors.toStart')}</ButtonLink>
    </>
  );
}
