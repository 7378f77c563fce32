import { useTranslation } from 'react-i18next';
import type { Count } from './counts.ts';

/** How a count is written; a hidden one says that it is hidden. */
export function useCountText(): (count: Count) => string {
  const { t, i18n } = useTranslation('dashboard');
  const number = new Intl.NumberFormat(i18n.language);
  return (count) => (count === null ? t('hidden') : number.format(count));
}
