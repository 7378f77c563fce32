import { Heading } from '@amsterdam/design-system-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';

interface PageHeadingProps {
  /** What the document's title says, when it differs from the heading. */
  title?: string;
  children: string;
  /** Shown beside the heading: the page's main buttons. */
  actions?: ReactNode;
  /** Shown below the heading. */
  lead?: ReactNode;
  /** Language of the heading when it is not that of the interface. */
  lang?: string;
  /** Takes the focus when shown, also without navigation: the page became another one in place. */
  focusWhenShown?: boolean;
}

/** The path that the last page heading belonged to; the first page of a visit must not take the focus. */
let lastPath: string | null = null;

/** The h1 of a page: sets the document title and takes the focus after navigation, so that a screen reader reads it. */
export function PageHeading({
  title,
  children,
  actions,
  lead,
  lang,
  focusWhenShown = false,
}: PageHeadingProps) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  const page = title ?? children;

  useEffect(() => {
    document.title = t('pageTitle', { page });
  }, [t, page]);

  useEffect(() => {
    const arrived = lastPath !== null && lastPath !== pathname;
    if (arrived || focusWhenShown) heading.current?.focus({ preventScroll: true });
    if (focusWhenShown) window.scrollTo(0, 0);
    lastPath = pathname;
  }, [pathname, focusWhenShown]);

  return (
    <div className="app-page-head">
      <div className="app-page-head__text">
        <Heading level={1} ref={heading} tabIndex={-1} lang={lang}>
          {children}
        </Heading>
        {lead}
      </div>
      {actions !== undefined && <div className="app-buttons">{actions}</div>}
    </div>
  );
}
