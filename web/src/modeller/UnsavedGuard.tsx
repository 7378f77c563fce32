import { Paragraph } from '@amsterdam/design-system-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { sessionState } from '../client/session.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import type { ModellingSession } from './canvas/modelling-session.ts';

/** Who works in this page; null when nobody does. */
function workerId(): string | null {
  const session = sessionState();
  return session.status === 'signed-in' || session.status === 'expired' ? session.user.userId : null;
}

/** Asks before unpublished changes are lost: on leaving the page, closing the tab and reloading. */
export function UnsavedGuard({ session }: { session: ModellingSession }) {
  const { t } = useTranslation('modeller');
  const [designer] = useState(workerId);
  // When somebody else signs in over this page, the work must go, not be offered to them.
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      session.state().changed &&
      currentLocation.pathname !== nextLocation.pathname &&
      workerId() === designer,
  );

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (session.state().changed) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [session]);

  if (blocker.state !== 'blocked') return null;
  return (
    <ConfirmDialog
      title={t('leave.title')}
      cancel={t('leave.stay')}
      confirm={t('leave.discard')}
      onCancel={() => blocker.reset()}
      onConfirm={() => blocker.proceed()}
    >
      <Paragraph>{t('leave.text')}</Paragraph>
    </ConfirmDialog>
  );
}
