import type { ReactNode } from 'react';
import { Link } from 'react-router';

interface ButtonLinkProps {
  to: string;
  variant?: 'primary' | 'secondary' | 'tertiary';
  children: ReactNode;
}

/** A link to another page with the weight of a button. */
export function ButtonLink({ to, variant = 'primary', children }: ButtonLinkProps) {
  return (
    <Link className={`ams-button ams-button--${variant}`} to={to}>
      {children}
    </Link>
  );
}
