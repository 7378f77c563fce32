import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import type { SignIn } from '../../../src/contract/index.ts';
import { ProblemError } from '../client/problem-error.ts';
import { PasswordForm } from './PasswordForm.tsx';

/** Whether somebody signed in with a password that an administrator set. */
export const needsOwnPassword = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'own-password-needed';

/** Between a sign-in with a temporary password and the work: the choice of an own one, with which signing in goes on. */
export function OwnPassword(props: {
  known: SignIn;
  onChosen: (credentials: SignIn) => void;
  busy: boolean;
}) {
  const { t } = useTranslation();
  return (
    <div className="app-stack">
      <div role="status">
        <Heading level={2}>{t('password.ownTitle')}</Heading>
        <Paragraph>{t('password.own')}</Paragraph>
      </div>
      <PasswordForm {...props} />
    </div>
  );
}
