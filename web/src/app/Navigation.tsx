import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import type { Role } from '../../../src/contract/index.ts';
import { useInboxCounts } from '../inbox/queries.ts';
import { useUser } from './use-session.ts';

const entries: {
  to: string;
  roles: Role[];
  text:
    | 'inbox'
    | 'cases'
    | 'meetings'
    | 'newSignal'
    | 'modeller'
    | 'dashboard'
    | 'accounts'
    | 'destroyedCases'
    | 'accessLog'
    | 'lawfulness'
    | 'register'
    | 'yearlyReport';
}[] = [
  { to: '/inbox', roles: ['attendee', 'lawfulness-reviewer', 'chair'], text: 'inbox' },
  { to: '/cases', roles: ['attendee', 'chair'], text: 'cases' },
  { to: '/meetings', roles: ['attendee', 'chair'], text: 'meetings' },
  { to: '/signals/new', roles: ['attendee'], text: 'newSignal' },
  { to: '/processes', roles: ['process-designer'], text: 'modeller' },
  { to: '/dashboard', roles: ['manager'], text: 'dashboard' },
  { to: '/accounts', roles: ['administrator'], text: 'accounts' },
  { to: '/access-log', roles: ['lawfulness-reviewer'], text: 'accessLog' },
  { to: '/lawfulness-review', roles: ['lawfulness-reviewer'], text: 'lawfulness' },
  { to: '/processing-register', roles: ['lawfulness-reviewer'], text: 'register' },
  { to: '/yearly-report', roles: ['manager', 'lawfulness-reviewer'], text: 'yearlyReport' },
  { to: '/destroyed-cases', roles: ['lawfulness-reviewer'], text: 'destroyedCases' },
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
  const allowed = entries.filter((entry) => user?.roles.some((role) => entry.roles.includes(role)));
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
