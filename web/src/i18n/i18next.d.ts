import 'i18next';
import type { dutch } from './resources.ts';
import type { TextsLike } from './texts.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    // Keys are checked; the literal texts are not, or a number could not be put into them.
    resources: TextsLike<typeof dutch>;
  }
}
