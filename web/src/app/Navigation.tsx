import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import type { Role } from '../../../src/contract/index.ts';
import { useInboxCounts } from '../inbox/queries.ts';
import { useUser } from './use-session.ts';

const entries: {
  to: string;
  role: Role;
  text: 'inbox' | 'cases' | 'newSignal' | 'modeller' | 'dashboard';
}[] = [
  { to: '/inbox', role: 'attendee', text: 'inbox' },
  { to: '/cases', role: 'attendee', text: 'cases' },
  { to: '/signals/new', role: 'attendee', text: 'newSignal' },
  { to: '/processes', role: 'process-designer', text: 'modeller' },
  { to: '/dashboard', role: 'manager', text: 'dashboard' },
];

function InboxCount() {
  const { t } = useTranslation();
  const count = useInboxCounts()?.mine;
  if (count === undefined) return null;
  return (
    <span className="app-count">
      <span aria-hidden="true">{count}</span>
      <span className="ams-visually-hidden">{t('navigation.inboxOpen', { count })}</span>
    </span>
  );
}

/** The main menu: only what this person's roles open. */
export function Navigation() {
  const { t } = useTranslation();
  const user = useUser();
  const allowed = entries.filter((entry) => user?.roles.includes(entry.role));
  if (allowed.length === 0) return null;
  return (
    <nav className="app-nav" aria-label={t('navigation.label')}>
      <div className="app-width">
        <ul className="app-nav__list">
          {allowed.map(({ to, text }) => (
            <li key={to}>
              <NavLink className="app-nav__link" to={to}>
                {t(`navigation.${text}`)}
                {text === 'inbox' && <InboxCount />}
              </NavLink>
            </li>
          ))}
        </ul>
      </div>
    </nav>
  );
}
