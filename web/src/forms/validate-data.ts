import { Validator, type OutputUnit } from '@cfworker/json-schema';

/** What is wrong with one value: where, by which keyword of the schema, and that keyword's value there. */
export interface DataProblem {
  path: (string | number)[];
  keyword: string;
  limit: unknown;
}

export type JsonSchema = Record<string, unknown>;

/** Keywords that only say that something below them is wrong. */
const wrappers = new Set([
  '$ref',
  'allOf',
  'if',
  'then',
  'else',
  'properties',
  'patternProperties',
  'items',
  'prefixItems',
  'dependentSchemas',
]);

/** Below these keywords an error is only one of the ways in which the value could have been right. */
const alternatives = /\/(?:oneOf|anyOf|not|contains|if)\//;

/**
 * Checks data with a draft-07 schema and says per value what is wrong, at most once per value. It interprets the schema:
 * the content security policy forbids the generated code that other validators work with.
 *
 * @throws Error when the schema has a `$ref` that leads nowhere.
 */
export function validateData(schema: JsonSchema, data: unknown): DataProblem[] {
  const { errors } = new Validator(schema, '7', false).validate(data);
  const problems = new Map<string, DataProblem>();
  for (const error of errors) {
    if (wrappers.has(error.keyword) || alternatives.test(error.keywordLocation)) continue;
    for (const problem of problemsOf(error, schema, data)) {
      const key = JSON.stringify(problem.path);
      if (!problems.has(key)) problems.set(key, problem);
    }
  }
  return [...problems.values()];
}

function problemsOf(error: OutputUnit, schema: JsonSchema, data: unknown): DataProblem[] {
  const path = segmentsOf(error.instanceLocation).map((segment, index, all) =>
    Array.isArray(valueAt(data, all.slice(0, index))) ? Number(segment) : segment,
  );
  const limit = keywordValue(schema, segmentsOf(error.keywordLocation));
  if (error.keyword === 'required' && Array.isArray(limit)) {
    const present = valueAt(data, path);
    return (limit as string[])
      .filter((name) => !(typeof present === 'object' && present !== null && name in present))
      .map((name) => ({ path: [...path, name], keyword: 'required', limit: undefined }));
  }
  return [{ path, keyword: error.keyword, limit }];
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .replace(/^#/, '')
    .split('/')
    .slice(1)
    .map((segment) => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(value: unknown, path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (current, segment) =>
      typeof current === 'object' && current !== null
        ? (current as Record<string | number, unknown>)[segment]
        : undefined,
    value,
  );
}

/** The value that a keyword has in the schema, following `$ref` on the way. */
function keywordValue(root: JsonSchema, segments: string[]): unknown {
  let current: unknown = root;
  for (const segment of segments) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string, unknown>)[segment];
    if (segment === '$ref' && typeof current === 'string') current = valueAt(root, segmentsOf(current));
  }
  return current;
}
