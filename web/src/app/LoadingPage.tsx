import { useTranslation } from 'react-i18next';

/** Shown while a page or its data is on its way. */
export function LoadingPage() {
  const { t } = useTranslation();
  return (
    <p className="app-loading" role="status">
      {t('loading')}
    </p>
  );
}
