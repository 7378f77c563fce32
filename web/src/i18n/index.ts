import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { english, dutch } from './resources.ts';

export const languages = ['nl', 'en'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'casusoverleg.language';

function rememberedLanguage(): Language {
  try {
    const stored = localStorage.getItem(storageKey);
    return languages.find((language) => language === stored) ?? 'nl';
  } catch {
    return 'nl';
  }
}

/** Starts the texts in the remembered language (default Dutch) and keeps the document's language in step. */
export function startTexts(): void {
  document.documentElement.lang = rememberedLanguage();
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  void i18next.use(initReactI18next).init({
    resources: { nl: dutch, en: english },
    lng: rememberedLanguage(),
    fallbackLng: 'nl',
    supportedLngs: [...languages],
    ns: Object.keys(dutch),
    defaultNS: 'common',
    // React escapes.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

/** Switches the interface to another language and remembers it on this device. */
export function switchLanguage(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Storage is refused: the choice lasts as long as the page.
  }
  void i18next.changeLanguage(language);
}
