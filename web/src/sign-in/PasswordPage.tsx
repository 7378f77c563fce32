import { Paragraph } from '@amsterdam/design-system-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SignIn } from '../../../src/contract/index.ts';
import { PageHeading } from '../app/PageHeading.tsx';
import { api } from '../client/api.ts';
import { loseSession } from '../client/session.ts';
import { Notice } from '../ui/Notice.tsx';
import { PasswordForm } from './PasswordForm.tsx';

/** Somebody replaces their own password, and goes on in a new session: all others ended. */
export default function PasswordPage() {
  const { t } = useTranslation();
  const goOn = useMutation({
    mutationFn: (credentials: SignIn) => api.signIn(credentials),
    onError: loseSession,
  });
  return (
    <>
      <PageHeading lead={<Paragraph>{t('password.lead')}</Paragraph>}>{t('password.title')}</PageHeading>
      {goOn.isSuccess ? (
        <Notice heading={t('password.done')} severity="success">
          <Paragraph>{t('password.doneText')}</Paragraph>
        </Notice>
      ) : (
        <div className="app-panel app-panel--form">
          <PasswordForm busy={goOn.isPending} onChosen={goOn.mutate} />
        </div>
      )}
    </>
  );
}
