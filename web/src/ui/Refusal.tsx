import { Paragraph } from '@amsterdam/design-system-react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../client/problem-error.ts';
import { problemText } from './problem-text.ts';

/**
 * Why something could not be done. Which rule of a case forbids it, or what is wrong with a text, only the API knows, and it tells
 * so in Dutch; every other refusal has a text of our own, `conflict` for one that has to do with the moment.
 */
export function Refusal({ error, conflict }: { error: unknown; conflict: string }) {
  const { t } = useTranslation();
  if (error instanceof ProblemError && error.code === 'rule-refused') {
    return <Paragraph lang="nl">{error.detail}</Paragraph>;
  }
  if (error instanceof ProblemError && error.code === 'invalid-request' && error.errors.length > 0) {
    return error.errors.map(({ pointer, message }) => (
      <Paragraph key={`${pointer} ${message}`} lang="nl">
        {message}
      </Paragraph>
    ));
  }
  const isConflict = error instanceof ProblemError && error.status === 409;
  return <Paragraph>{isConflict ? conflict : problemText(error, t)}</Paragraph>;
}
