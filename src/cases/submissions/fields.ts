import type { FormData } from '../case-file.ts';
import { StepImpossible } from '../step-impossible.ts';

/**
 * Reads the fields that a rule needs from data that its form has already validated. A field that is missing here means
 * that the form was changed and no longer asks what the rule needs: a fault of the form, not of the person.
 */
export interface Fields {
  text(name: string): string;
  optionalText(name: string): string | null;
  choice<const C extends readonly string[]>(name: string, choices: C): C[number];
  list(name: string): readonly Fields[];
  /** A list of plain texts; empty when it was left out. */
  texts(name: string): readonly string[];
}

export function fieldsOf(formId: string, data: FormData): Fields {
  const missing = (name: string): StepImpossible =>
    new StepImpossible(
      `Form ${formId} must ask field "${name}"; the rule of this form cannot work without it.`,
    );
  const text = (name: string): string => {
    const value = data[name];
    if (typeof value !== 'string') throw missing(name);
    return value;
  };
  return {
    text,
    optionalText: (name) => (data[name] === undefined ? null : text(name)),
    choice(name, choices) {
      const value = text(name);
      const known = choices.find((choice) => choice === value);
      if (known === undefined) throw missing(name);
      return known;
    },
    texts(name) {
      const value: unknown = data[name] ?? [];
      if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) throw missing(name);
      return value;
    },
    list(name) {
      const value = data[name];
      if (value === undefined) return [];
      if (!Array.isArray(value)) throw missing(name);
      return value.map((entry: FormData, index) => fieldsOf(`${formId} (${name} ${index + 1})`, entry));
    },
  };
}
