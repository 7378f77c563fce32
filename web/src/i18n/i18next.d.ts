import 'i18next';
import type { dutch } from './resources.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof dutch;
  }
}
