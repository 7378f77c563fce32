import { Ajv, type ValidateFunction } from 'ajv';
import formatsPlugin from 'ajv-formats';
import { impersonalDefinition } from '../impersonal/impersonal-text.ts';
import type { SchemaNode } from './form.ts';

/** The keywords that forms add to JSON Schema; they say nothing about validity once a form is expanded. */
export const formKeywords = [
  'x-process-variable',
  'x-options',
  'x-instrument',
  'x-each',
  'x-different-from',
  'x-data-category',
  'x-field-group',
  'x-field-group-from',
] as const;

const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, passContext: true });
ajv.addVocabulary([...formKeywords]);
ajv.addKeyword(impersonalDefinition);
formatsPlugin.default(ajv, ['date']);

/**
 * Compiles a form's schema.
 *
 * @throws Error when the schema is not valid draft-07 or uses an unknown keyword.
 */
export function compileSchema(schema: SchemaNode): ValidateFunction {
  const validate = ajv.compile(schema);
  // Expanded schemas are made per request: ajv would keep every one of them for ever.
  ajv.removeSchema(schema);
  return validate;
}
