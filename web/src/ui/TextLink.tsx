import type { ReactNode } from 'react';
import { Link } from 'react-router';

/** A link in running text to another page of the product. */
export function TextLink({ to, children, lang }: { to: string; children: ReactNode; lang?: string }) {
  return (
    <Link className="ams-link" to={to} lang={lang}>
      {children}
    </Link>
  );
}
