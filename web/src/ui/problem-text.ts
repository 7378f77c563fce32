import type { TFunction } from 'i18next';
import { ProblemError } from '../client/problem-error.ts';

/** What a failed call means for the person at the screen, in plain words and with what to do next. */
export function problemText(error: unknown, t: TFunction<'common'>): string {
  if (!(error instanceof ProblemError)) return t('errors.unknown');
  switch (error.status) {
    case 0:
      return t('errors.noAnswer');
    case 403:
      return t('errors.notAllowed');
    case 404:
      return t('errors.gone');
    case 409:
      return t('errors.conflict');
    case 413:
      return t('errors.tooLarge');
    case 429:
      return t('errors.busy');
    case 502:
    case 503:
    case 504:
      return t('errors.unavailable');
    default:
      return t('errors.unknown');
  }
}
