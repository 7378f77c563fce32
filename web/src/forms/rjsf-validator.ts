import { Validator, type Schema } from '@cfworker/json-schema';
import { ROOT_SCHEMA_PREFIX, type RJSFSchema, type ValidatorType } from '@rjsf/utils';
import { validateData, type JsonSchema } from './validate-data.ts';

/**
 * What rjsf asks of a validator, without generated code. It decides which branch of a conditional schema is shown; the
 * errors on screen come from `validateData`, so that browser texts and order are ours.
 */
export function createRjsfValidator(): ValidatorType {
  const compiled = new WeakMap<object, WeakMap<object, Validator>>();

  function validatorFor(schema: RJSFSchema, rootSchema: RJSFSchema): Validator {
    const perRoot = compiled.get(rootSchema) ?? new WeakMap<object, Validator>();
    compiled.set(rootSchema, perRoot);
    const known = perRoot.get(schema);
    if (known) return known;
    const validator = new Validator(schema as Schema, '7', true);
    // rjsf rewrites the `$ref`s of a part of a schema to point into the whole under this name.
    validator.addSchema(rootSchema as Schema, ROOT_SCHEMA_PREFIX);
    perRoot.set(schema, validator);
    return validator;
  }

  return {
    isValid(schema, formData, rootSchema) {
      try {
        return validatorFor(schema, rootSchema).validate(formData).valid;
      } catch {
        // rjsf's contract: an invalid schema fits nothing.
        return false;
      }
    },
    validateFormData(formData, schema) {
      const errors = validateData(schema as JsonSchema, formData).map(({ path, keyword }) => ({
        name: keyword,
        property: path.map((segment) => `.${segment}`).join(''),
        stack: `${path.join('.')}: ${keyword}`,
      }));
      return { errors, errorSchema: {} };
    },
    rawValidation(schema, formData) {
      return { errors: validateData(schema, formData) as never[] };
    },
  };
}
