import { dutch } from './nl.ts';

/** Languages of the interface. English is what the libraries themselves speak. */
export type Language = 'nl' | 'en';

export type Translate = (template: string, replacements?: Record<string, string | number>) => string;

/**
 * Translates a text of the modelling library and fills in `{placeholders}`.
 * A text without a translation stays as the library wrote it.
 */
export const translateIn =
  (language: Language): Translate =>
  (template, replacements = {}) => {
    const text = language === 'nl' ? (dutch[template] ?? template) : template;
    return text.replace(/{([^}]+)}/g, (placeholder, name: string) => {
      const value = replacements[name];
      return value === undefined ? placeholder : String(value);
    });
  };

/** The bpmn-js module that makes palette, menus and properties panel speak `language`. */
export const translationModule = (language: Language) => ({ translate: ['value', translateIn(language)] });
