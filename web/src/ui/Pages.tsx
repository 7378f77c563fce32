import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { ChevronBackwardIcon, ChevronForwardIcon } from './icons.tsx';

interface PagesProps {
  page: number;
  pageSize: number;
  total: number;
}

/** Steps through the pages of a list; the page is in the address, so that back and reload work. */
export function Pages({ page, pageSize, total }: PagesProps) {
  const { t } = useTranslation();
  const [parameters] = useSearchParams();
  const pages = Math.max(1, Math.ceil(total / pageSize));
  if (pages <= 1) return null;
  const address = (number: number): string => {
    const next = new URLSearchParams(parameters);
    next.set('page', String(number));
    return `?${next.toString()}`;
  };
  return (
    <nav className="app-pages" aria-label={t('paging.label')}>
      {page > 1 && (
        <Link className="ams-button ams-button--secondary" to={address(page - 1)} rel="prev">
          <ChevronBackwardIcon />
          {t('paging.previous')}
        </Link>
      )}
      <p role="status">
        {t('paging.position', { page, pages })}
        <span className="app-muted app-small">
          {' · '}
          {t('paging.range', {
            from: (page - 1) * pageSize + 1,
            to: Math.min(page * pageSize, total),
            total,
          })}
        </span>
      </p>
      {page < pages && (
        <Link className="ams-button ams-button--secondary" to={address(page + 1)} rel="next">
          {t('paging.next')}
          <ChevronForwardIcon />
        </Link>
      )}
    </nav>
  );
}
