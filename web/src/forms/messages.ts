import type { TFunction } from 'i18next';
import type { DataProblem } from './validate-data.ts';
import type { Presentation } from './presentation.ts';

/** What to do about a wrong value, in a sentence. Never repeats the value. */
export function messageFor(problem: DataProblem, shownAs: Presentation, t: TFunction<'forms'>): string {
  const { keyword } = problem;
  const limit = typeof problem.limit === 'number' ? problem.limit : 0;
  switch (keyword) {
    case 'required':
      if (shownAs === 'list' || shownAs === 'checkboxes') return t('messages.requiredList');
      return t(shownAs === 'radios' ? 'messages.requiredChoice' : 'messages.required');
    case 'minLength':
      return limit <= 1 ? t('messages.required') : t('messages.minLength', { limit });
    case 'maxLength':
      return t('messages.maxLength', { limit });
    case 'minItems':
      return t(shownAs === 'checkboxes' ? 'messages.minItemsChoice' : 'messages.minItems', { limit });
    case 'maxItems':
      return t('messages.maxItems', { limit });
    case 'uniqueItems':
      return t('messages.uniqueItems');
    case 'enum':
    case 'const':
    case 'oneOf':
    case 'anyOf':
      return t('messages.choice');
    case 'not':
      return t('messages.other');
    case 'format':
      if (problem.limit === 'date') return t('messages.date');
      return t(problem.limit === 'email' ? 'messages.email' : 'messages.form');
    case 'minimum':
    case 'exclusiveMinimum':
      return t('messages.minimum', { limit });
    case 'maximum':
    case 'exclusiveMaximum':
      return t('messages.maximum', { limit });
    case 'type':
      return t(
        problem.limit === 'number' || problem.limit === 'integer' ? 'messages.number' : 'messages.form',
      );
    case 'pattern':
      return t('messages.form');
    default:
      return t('messages.unknown');
  }
}
