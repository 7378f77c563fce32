import { Alert } from '@amsterdam/design-system-react';
import { useEffect, useRef, type ReactNode } from 'react';

interface NoticeProps {
  heading: string;
  severity?: 'error' | 'success' | 'warning';
  headingLevel?: 2 | 3;
  children?: ReactNode;
}

/** The outcome of something the person just did. It takes the focus, so that nobody misses it. */
export function Notice({ heading, severity, headingLevel = 2, children }: NoticeProps) {
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    alert.current?.scrollIntoView({ block: 'nearest' });
    alert.current?.focus({ preventScroll: true });
  }, []);
  return (
    <Alert
      heading={heading}
      headingLevel={headingLevel}
      ref={alert}
      tabIndex={-1}
      {...(severity ? { severity } : {})}
    >
      {children}
    </Alert>
  );
}
