/** A JSON Schema as forms use it: only what is read here. */
interface FormSchema {
  readonly type?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly FormSchema[];
  readonly properties?: { readonly [name: string]: FormSchema };
  readonly required?: readonly string[];
  readonly items?: FormSchema;
  readonly minItems?: number;
  readonly allOf?: readonly { readonly if?: FormSchema; readonly then?: FormSchema }[];
}

/** Answers by property; what is left out is filled in. */
export type Answers = { readonly [name: string]: unknown };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const DEFAULT_TEXT = 'Zie de bespreking in het casusoverleg (fictief voorbeeld).';

/**
 * Data that a form accepts: the given answers, and something plausible and fictional for every other required field.
 * Conditional parts (`if`/`then` on a constant) follow from the answers.
 *
 * @param schema the expanded schema that the API serves with the form
 * @param answers wanted values, nested as the data is
 * @param today for required dates, `YYYY-MM-DD`
 * @throws Error naming the field when its schema is of a kind that forms do not use
 */
export function fillForm(schema: unknown, answers: Answers, today: string): Record<string, unknown> {
  return fillObject(schema as FormSchema, answers, today, '');
}

function fillObject(
  schema: FormSchema,
  answers: Answers,
  today: string,
  path: string,
): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const fillFrom = ({ properties = {}, required = [] }: FormSchema) => {
    for (const [name, property] of Object.entries(properties)) {
      if (name in data) continue;
      const answer = answers[name];
      if (answer !== undefined || required.includes(name)) {
        data[name] = fillValue(property, answer, today, `${path}/${name}`);
      }
    }
  };
  fillFrom(schema);
  for (const { if: condition, then } of schema.allOf ?? []) {
    if (condition && then && holds(condition, data)) fillFrom(then);
  }
  return data;
}

function fillValue(schema: FormSchema, answer: unknown, today: string, path: string): unknown {
  if (schema.properties || schema.type === 'object') {
    return fillObject(schema, isRecord(answer) ? answer : {}, today, path);
  }
  if (schema.type === 'array') {
    const { items, minItems = 0 } = schema;
    if (!items) throw new Error(`Form field ${path} is a list without a description of its items.`);
    const given = Array.isArray(answer) ? answer : [];
    const length = Math.max(given.length, minItems);
    return Array.from({ length }, (_, index) => fillValue(items, given[index], today, `${path}/${index}`));
  }
  if (answer !== undefined) return answer;
  const choice = schema.oneOf?.[0]?.const ?? schema.enum?.[0];
  if (choice !== undefined) return choice;
  if (schema.type === 'boolean') return false;
  if (schema.type === 'string') return schema.format === 'date' ? today : DEFAULT_TEXT;
  throw new Error(`Form field ${path} has type ${String(schema.type)}, which demo data cannot fill.`);
}

/** Conditions in forms compare a property with a constant or ask for a number of items. */
function holds(condition: FormSchema, data: Record<string, unknown>): boolean {
  return (
    (condition.required ?? []).every((name) => name in data) &&
    Object.entries(condition.properties ?? {}).every(([name, wanted]) => {
      if (!(name in data)) return true;
      const value = data[name];
      if (wanted.const !== undefined && wanted.const !== value) return false;
      if (wanted.enum && !wanted.enum.includes(value)) return false;
      return wanted.minItems === undefined || (Array.isArray(value) && value.length >= wanted.minItems);
    })
  );
}
