import { Alert, Button, Paragraph } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../client/problem-error.ts';
import { problemText } from './problem-text.ts';

interface ProblemProps {
  error: unknown;
  heading?: string;
  onRetry?: () => void;
}

/** A failed call, explained; with a button to try again where that may help. */
export function Problem({ error, heading, onRetry }: ProblemProps) {
  const { t } = useTranslation();
  const known = error instanceof ProblemError;
  const gone = known && error.status === 404;
  return (
    <Alert
      heading={heading ?? t(gone ? 'errors.goneTitle' : 'errors.loadTitle')}
      headingLevel={2}
      role="alert"
      severity={gone ? 'warning' : 'error'}
    >
      <Paragraph>{problemText(error, t)}</Paragraph>
      {known && error.status >= 500 && (
        <Paragraph size="small">{t('errors.code', { code: `${error.status} ${error.code}` })}</Paragraph>
      )}
      {onRetry && !gone && (
        <div>
          <Button variant="secondary" onClick={onRetry}>
            {t('retry')}
          </Button>
        </div>
      )}
    </Alert>
  );
}
