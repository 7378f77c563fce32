import type { ErrorObject, SchemaValidateFunction } from 'ajv';
import { productError } from '../../lib/errors.ts';
import type { CaseFile } from '../case-file.ts';
import { hasCitizenServiceNumber } from './citizen-service-number.ts';
import { hasBirthDateOf, knownPersonsOf, namesOneOf, type KnownPersons } from './known-persons.ts';

/**
 * Texts that leave the case file: reasons that are kept in a log, with an account or a process, or that people read who may not
 * read the case. A schema marks such a text with `x-impersonal: true`; wherever data is checked with the schema, a text that says
 * whom it is about is refused. Of a person, only what the case knows of them is recognised: the rest is for who writes it.
 */
export const impersonalKeyword = 'x-impersonal';

export type PersonalTrait = 'citizen-service-number' | 'birth-date' | 'name';

/** By what a text says whom it is about; undefined: by nothing that is recognised. */
export function personalTraitIn(text: string, known?: KnownPersons): PersonalTrait | undefined {
  if (hasCitizenServiceNumber(text)) return 'citizen-service-number';
  if (known === undefined) return undefined;
  if (hasBirthDateOf(text, known)) return 'birth-date';
  return namesOneOf(text, known) ? 'name' : undefined;
}

const found: Readonly<Record<PersonalTrait, string>> = {
  'citizen-service-number': 'Hier staat een burgerservicenummer, of een getal dat er een kan zijn.',
  'birth-date': 'Hier staat de geboortedatum van iemand om wie deze casus gaat.',
  name: 'Hier staat een naam van iemand om wie deze casus gaat.',
};

/** Why a text is refused and what to write instead. Never repeats the text. */
export const impersonalMessage = (trait: PersonalTrait): string =>
  `${found[trait]} Deze tekst komt ook buiten het dossier terecht. Schrijf ‘de betrokkene’ en noem het casusnummer.`;

/** What the check of one document knows; ajv hands it over as `this`. */
export interface ImpersonalContext {
  readonly knownPersons?: KnownPersons | undefined;
}

/** The keyword for ajv (with `passContext`). Fails with the trait in its params. */
export const impersonalDefinition = {
  keyword: impersonalKeyword,
  type: 'string',
  schemaType: 'boolean',
  errors: true,
  validate: function validate(this: unknown, isImpersonal: boolean, text: string): boolean {
    const trait = isImpersonal
      ? personalTraitIn(text, (this as ImpersonalContext | undefined)?.knownPersons)
      : undefined;
    (validate as SchemaValidateFunction).errors =
      trait === undefined
        ? []
        : [{ keyword: impersonalKeyword, params: { trait } } satisfies Partial<ErrorObject>];
    return trait === undefined;
  },
} as const;

/** A reason as it may stand in a log: also of a request that is refused, for this or for another reason. */
export const loggableReason = (caseFile: CaseFile, reason: string): string =>
  personalTraitIn(reason, knownPersonsOf(caseFile)) === undefined
    ? reason
    : 'Weggelaten: de opgegeven reden bevatte persoonsgegevens.';

/**
 * For a text in the body of a request about a case: the body was checked before the case was known.
 *
 * @throws ProductError `invalid-request` with a pointer to the text
 */
export function requireImpersonal(caseFile: CaseFile, text: string, pointer = '/reason'): void {
  const trait = personalTraitIn(text, knownPersonsOf(caseFile));
  if (trait === undefined) return;
  throw productError('invalid-request', { reason: 'de inhoud klopt niet' }, [
    { pointer, message: impersonalMessage(trait) },
  ]);
}
