import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { api } from '../client/api.ts';
import { endSession } from '../client/session.ts';
import { switchLanguage } from '../i18n/index.ts';
import { useUser } from './use-session.ts';

function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2">
      <circle cx="8" cy="9" r="4.5" />
      <circle cx="16" cy="9" r="4.5" />
      <circle cx="12" cy="16" r="4.5" />
    </svg>
  );
}

export function Header() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const navigate = useNavigate();
  const other = i18n.language === 'nl' ? 'en' : 'nl';

  async function signOut() {
    await navigate('/');
    // When the server cannot be reached the token is forgotten all the same.
    await api.signOut().catch(() => endSession());
  }

  return (
    <header className="app-header">
      <div className="app-width app-header__bar">
        <Link className="app-header__brand" to="/">
          <Mark />
          {t('product')}
        </Link>
        <div className="app-header__aside">
          {user && (
            <div className="app-header__person">
              <strong>{user.name}</strong> <span>{user.partnerName}</span>
            </div>
          )}
          <button
            className="app-header__button"
            type="button"
            lang={other}
            aria-label={t('language.switchTo')}
            onClick={() => switchLanguage(other)}
          >
            {t(`language.${other}`)}
          </button>
          {user && (
            <Link className="app-header__button" to="/password">
              {t('password.link')}
            </Link>
          )}
          {user && (
            <button className="app-header__button" type="button" onClick={() => void signOut()}>
              {t('session.signOut')}
            </button>
          )}
        </div>
      </div>
    </header>
  );
}
