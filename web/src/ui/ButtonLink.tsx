import type { ReactNode } from 'react';
import { Link } from 'react-router';

interface ButtonLinkProps {
  to: string;
  variant?: 'primary' | 'secondary' | 'tertiary';
  /** Says more than the words shown, where several buttons read the same. */
  label?: string;
  children: ReactNode;
}

/** A link to another page with the weight of a button. */
export function ButtonLink({ to, variant = 'primary', label, children }: ButtonLinkProps) {
  return (
    <Link aria-label={label} className={`ams-button ams-button--${variant}`} to={to}>
      {children}
    </Link>
  );
}
