import { Paragraph } from '@amsterdam/design-system-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';

/** Asks before typed text is lost: on navigation with a question of ours, on closing the window with the browser's. */
export function UnsavedGuard({ active }: { active: boolean }) {
  const { t } = useTranslation('forms');
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => active && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!active) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [active]);
  if (blocker.state !== 'blocked') return null;
  return (
    <ConfirmDialog
      title={t('unsaved.title')}
      cancel={t('unsaved.stay')}
      confirm={t('unsaved.leave')}
      onCancel={() => blocker.reset()}
      onConfirm={() => blocker.proceed()}
    >
      <Paragraph>{t('unsaved.text')}</Paragraph>
    </ConfirmDialog>
  );
}
