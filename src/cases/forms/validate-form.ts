import type { ErrorObject } from 'ajv';
import type { ImpersonalContext } from '../impersonal/impersonal-text.ts';
import type { KnownPersons } from '../impersonal/known-persons.ts';
import { compileSchema } from './compile-schema.ts';
import type { ExpandedForm, FieldError, FormData, FormVariables, SchemaNode } from './form.ts';
import { applicableProperties, isObject } from './schema-walk.ts';
import { messageFor } from './error-messages.ts';

/**
 * Leaves out what was filled in for another choice than the one finally made: a reason for refusing that was typed before
 * "supply" was chosen must not end up in the case file. Names that the form does not know stay, so that `validateForm`
 * refuses them.
 */
export function activeFormData(form: ExpandedForm, data: FormData): FormData {
  return activeData(form.schema, data) as FormData;
}

/**
 * Everything wrong with `data`, at most one message per field; empty when the form may be recorded.
 *
 * @param knownPersons who may not be recognised in texts that are marked `x-impersonal`; default: nobody is known
 */
export function validateForm(form: ExpandedForm, data: FormData, knownPersons?: KnownPersons): FieldError[] {
  const validate = compileSchema(form.schema);
  validate.call({ knownPersons } satisfies ImpersonalContext, data);
  const byPointer = new Map<string, FieldError>();
  const add = (error: FieldError): void => {
    if (!byPointer.has(error.pointer)) byPointer.set(error.pointer, error);
  };
  for (const { pointer, known } of unexpectedProperties(form.schema, data, '')) {
    add({
      pointer,
      message: known
        ? 'Dit hoort bij een andere keuze. Laat het weg.'
        : 'Dit veld hoort niet bij dit formulier. Laat het weg.',
    });
  }
  for (const error of relevantErrors(validate.errors ?? [])) add(messageFor(error));
  return [...byPointer.values()];
}

/** The values that travel to the process: those the form marks `x-process-variable`. Expects validated data. */
export function processVariablesOf(form: ExpandedForm, data: FormData): FormVariables {
  const variables: Record<string, FormVariables[string]> = {};
  for (const [name, schema] of applicableProperties(form.schema, data).active) {
    const value = data[name];
    if (schema['x-process-variable'] === true && isVariable(value)) variables[name] = value;
  }
  return variables;
}

function isVariable(value: unknown): value is FormVariables[string] {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (Array.isArray(value) && value.every((entry) => typeof entry === 'string' || typeof entry === 'boolean'))
  );
}

function activeData(schema: SchemaNode, data: unknown): unknown {
  if (Array.isArray(data)) {
    const { items } = schema;
    return items ? data.map((entry) => activeData(items, entry)) : data;
  }
  if (!isObject(data)) return data;
  const { active, inactive } = applicableProperties(schema, data);
  return Object.fromEntries(
    Object.entries(data)
      .filter(([name]) => !inactive.has(name))
      .map(([name, value]) => {
        const property = active.get(name);
        return [name, property ? activeData(property, value) : value];
      }),
  );
}

function* unexpectedProperties(
  schema: SchemaNode,
  data: unknown,
  pointer: string,
): Generator<{ pointer: string; known: boolean }> {
  if (Array.isArray(data)) {
    for (const [index, entry] of data.entries()) {
      yield* unexpectedProperties(schema.items ?? {}, entry, `${pointer}/${index}`);
    }
    return;
  }
  if (!isObject(data)) return;
  const { active, inactive } = applicableProperties(schema, data);
  for (const [name, value] of Object.entries(data)) {
    const at = `${pointer}/${escapePointer(name)}`;
    const property = active.get(name);
    if (property) yield* unexpectedProperties(property, value, at);
    else yield { pointer: at, known: inactive.has(name) };
  }
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Drops what only repeats another error: the failing `if`, and each choice of a `oneOf` that was not taken. */
function relevantErrors(errors: readonly ErrorObject[]): ErrorObject[] {
  return errors.filter(({ keyword, schemaPath }) => keyword !== 'if' && !/\/oneOf\/\d+\//.test(schemaPath));
}
