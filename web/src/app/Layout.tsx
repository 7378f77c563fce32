import { SkipLink } from '@amsterdam/design-system-react';
import { useIsFetching } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { SignInPage } from '../sign-in/SignInPage.tsx';
import { SignInAgain } from '../sign-in/SignInAgain.tsx';
import { Header } from './Header.tsx';
import { LoadingPage } from './LoadingPage.tsx';
import { Navigation } from './Navigation.tsx';
import { PrintMark } from './PrintMark.tsx';
import { useSession } from './use-session.ts';

/** Pages that anyone may read, signed in or not. */
const openPaths = new Set(['/help', '/accessibility']);

/** The frame of every page. Who is not signed in gets the sign-in page at the address they asked for. */
export function Layout() {
  const { t } = useTranslation();
  const session = useSession();
  const { pathname } = useLocation();
  const busy = useIsFetching() > 0;

  return (
    <div className="app-frame">
      <div className="app-skip">
        <SkipLink href="#content">{t('skipToContent')}</SkipLink>
      </div>
      <Header />
      <Navigation />
      <main className="app-main" id="content" tabIndex={-1} aria-busy={busy}>
        <PrintMark />
        <div className="app-width">
          {session.status === 'starting' ? (
            <LoadingPage />
          ) : session.status === 'signed-out' && !openPaths.has(pathname) ? (
            <SignInPage />
          ) : (
            <Outlet />
          )}
        </div>
      </main>
      <footer className="app-footer" aria-label={t('navigation.footer')}>
        <div className="app-width app-footer__row">
          <Link className="ams-link" to="/help">
            {t('navigation.help')}
          </Link>
          <Link className="ams-link" to="/accessibility">
            {t('navigation.accessibility')}
          </Link>
        </div>
      </footer>
      {session.status === 'expired' && <SignInAgain user={session.user} />}
      <ScrollRestoration />
    </div>
  );
}
