import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formatsPlugin from 'ajv-formats';
import type { TSchema } from '@sinclair/typebox';
import { messageFor } from '../cases/forms/error-messages.ts';
import { impersonalDefinition } from '../cases/impersonal/impersonal-text.ts';
import * as contract from '../contract/index.ts';
import type { ErrorDetail } from '../lib/errors.ts';

/** The contract's named schemas, by the name that references use. */
export const namedSchemas: ReadonlyMap<string, TSchema> = new Map(
  (Object.values(contract) as unknown[])
    .filter(isNamedSchema)
    .map((schema): [string, TSchema] => [schema.$id, schema]),
);

function isNamedSchema(value: unknown): value is TSchema & { $id: string } {
  return typeof value === 'object' && value !== null && typeof (value as { $id?: unknown }).$id === 'string';
}

function newAjv(coerceTypes: boolean): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictRequired: false,
    coerceTypes,
    useDefaults: coerceTypes,
  });
  formatsPlugin.default(ajv, ['date-time']);
  ajv.addKeyword(impersonalDefinition);
  for (const schema of namedSchemas.values()) ajv.addSchema(schema);
  return ajv;
}

const bodies = newAjv(false);
/** Parameters and queries arrive as text. */
const texts = newAjv(true);

export type Check = (value: unknown) => readonly ErrorDetail[];

/** Compiles a check of a body. */
export const bodyCheck = (schema: TSchema): Check => checkWith(compile(bodies, schema));

/** Compiles a check of path parameters or a query; numbers and defaults are filled in. */
export const textCheck = (schema: TSchema): Check => checkWith(compile(texts, schema));

function compile(ajv: Ajv, schema: TSchema): ValidateFunction {
  return (schema.$id === undefined ? undefined : ajv.getSchema(schema.$id)) ?? ajv.compile(schema);
}

/** At most this many mistakes are told. */
const mostErrors = 50;

function checkWith(validate: ValidateFunction): Check {
  return (value) => (validate(value) ? [] : (validate.errors ?? []).slice(0, mostErrors).map(detailOf));
}

function detailOf(error: ErrorObject): ErrorDetail {
  if (error.keyword !== 'additionalProperties') return messageFor(error);
  const name = String((error.params as { additionalProperty?: unknown }).additionalProperty);
  return {
    pointer: `${error.instancePath}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    message: 'Dit hoort hier niet. Laat het weg.',
  };
}
