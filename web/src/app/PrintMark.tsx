import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { momentText } from '../ui/dates.ts';
import { useUser } from './use-session.ts';

/** On paper only: who printed this and when, so that a copy that goes around can be led back. */
export function PrintMark() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const [at, setAt] = useState(() => new Date());
  useEffect(() => {
    const now = () => setAt(new Date());
    window.addEventListener('beforeprint', now);
    return () => window.removeEventListener('beforeprint', now);
  }, []);
  if (!user) return null;
  return (
    <p className="app-print-mark">
      {t('printed', {
        name: user.name,
        partner: user.partnerName,
        at: momentText(at.toISOString(), i18n.language),
        interpolation: { escapeValue: false },
      })}
    </p>
  );
}
