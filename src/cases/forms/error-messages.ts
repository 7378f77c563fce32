import type { ErrorObject } from 'ajv';
import { impersonalKeyword, impersonalMessage, type PersonalTrait } from '../impersonal/impersonal-text.ts';
import type { FieldError } from './form.ts';

/** Turns an ajv error into a sentence for the person filling in the form. Never repeats the value. */
export function messageFor(error: ErrorObject): FieldError {
  const parameters = error.params as { readonly [name: string]: unknown };
  if (error.keyword === 'required') {
    const missing = String(parameters['missingProperty']);
    return { pointer: `${error.instancePath}/${missing}`, message: 'Vul dit in of maak een keuze.' };
  }
  return { pointer: error.instancePath, message: sentence(error.keyword, parameters) };
}

function sentence(keyword: string, parameters: { readonly [name: string]: unknown }): string {
  const limit = Number(parameters['limit']);
  switch (keyword) {
    case 'minLength':
      return limit <= 1 ? 'Vul dit in.' : `Schrijf hier ten minste ${limit} tekens.`;
    case 'maxLength':
      return `Dit is te lang. Gebruik hooguit ${limit} tekens.`;
    case 'minItems':
      return limit === 1 ? 'Voeg er ten minste één toe.' : `Voeg er ten minste ${limit} toe.`;
    case 'maxItems':
      return limit === 1 ? 'Vul er hooguit één in.' : `Vul er hooguit ${limit} in.`;
    case 'uniqueItems':
      return 'Hetzelfde staat er meer dan één keer in.';
    case 'enum':
    case 'const':
    case 'oneOf':
      return 'Kies een van de mogelijkheden.';
    case 'not':
      return 'Maak hier een andere keuze: deze is al gemaakt.';
    case 'format':
      return parameters['format'] === 'date'
        ? 'Vul een datum in die bestaat.'
        : 'Dit heeft niet de juiste vorm.';
    case 'minimum':
    case 'exclusiveMinimum':
      return `Vul een getal in vanaf ${limit}.`;
    case 'maximum':
    case 'exclusiveMaximum':
      return `Vul een getal in tot en met ${limit}.`;
    case impersonalKeyword:
      return impersonalMessage(parameters['trait'] as PersonalTrait);
    case 'type':
      return 'Dit heeft niet de juiste vorm.';
    case 'pattern':
      return 'Dit heeft niet de juiste vorm.';
    default:
      return 'Dit klopt niet.';
  }
}
