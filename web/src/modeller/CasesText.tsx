import { useTranslation } from 'react-i18next';
import type { CasesOfProcess } from '../../../src/contract/http.ts';

/** How many cases are in a process and keep an earlier version; counts that could point at a person are hidden. */
export function CasesText({ cases: { running, onEarlierVersions } }: { cases: CasesOfProcess }) {
  const { t } = useTranslation('modeller');
  if (running === null) return <>{t('cases.hidden')}</>;
  return (
    <>
      {t('cases.running', { count: running })}
      {onEarlierVersions !== 0 && running > 0 && (
        <>
          {' '}
          {onEarlierVersions === null
            ? t('cases.earlierHidden')
            : t('cases.earlier', { count: onEarlierVersions })}
        </>
      )}
    </>
  );
}
