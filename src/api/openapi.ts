import type { TObject, TSchema } from '@sinclair/typebox';
import { errorCatalogue, type ErrorCode } from '../lib/errors.ts';
import type { Operation } from './operation.ts';
import { statusOfKind } from './problems.ts';
import { namedSchemas } from './validation.ts';

type Json = { readonly [name: string]: unknown };

/** Version of the API, in every answer's API-Version header. Raised by the rules of semantic versioning. */
export const apiVersion = '1.0.0';

export interface Contact {
  readonly name: string;
  readonly url: string;
  readonly email: string;
}

/** The OpenAPI 3.1 description of all operations, from the schemas that validate them. */
export function openApi(operations: readonly Operation[], contact: Contact): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = describe(operation);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Casusoverleg',
      version: apiVersion,
      description:
        'Casussen, taken en processen van het multidisciplinair casusoverleg. Alle antwoorden met een foutstatus zijn application/problem+json.',
      contact,
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: '/v1' }],
    paths,
    components: {
      schemas: Object.fromEntries([...namedSchemas].map(([name, schema]) => [name, published(schema)])),
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
      headers: {
        'API-Version': { description: 'Volledig versienummer van de API.', schema: { type: 'string' } },
      },
    },
  };
}

function describe(operation: Operation): Json {
  const { operationId, summary, description, body, access } = operation;
  return {
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    ...(access === 'public' ? { security: [] } : { security: [{ accessToken: [] }] }),
    parameters: [...parameters('path', operation.params), ...parameters('query', operation.query)],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: reference(body) } } } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(operation.replies).map(([status, schema]) => [
          status,
          {
            description: Number(status) === 200 ? 'Gelukt' : 'Gelukt: aangemaakt of aangenomen',
            headers: { 'API-Version': { $ref: '#/components/headers/API-Version' } },
            ...(schema === null ? {} : { content: { [mediaTypeOf(schema)]: { schema: reference(schema) } } }),
          },
        ]),
      ),
      ...problems(operation),
    },
  };
}

/** JSON, unless the schema says that it is a file. */
const mediaTypeOf = (schema: TSchema): string =>
  (schema['contentMediaType'] as string | undefined) ?? 'application/json';

function parameters(place: 'path' | 'query', schema: TObject | undefined): Json[] {
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (schema?.required?.includes(name) ?? false),
    schema: published(property),
  }));
}

/** Every refusal that an operation can answer with, by status. */
function problems(operation: Operation): Json {
  const codes = new Set<ErrorCode>(operation.refusals);
  if (operation.query !== undefined || operation.body !== undefined) codes.add('invalid-request');
  if (operation.body !== undefined)
    for (const code of ['malformed-json', 'too-large'] as const) codes.add(code);
  if (operation.params !== undefined) codes.add('not-found');
  if (operation.access !== 'public') codes.add('unauthenticated');
  if (operation.action !== undefined) codes.add('not-permitted');
  if (operation.limitsFailures === true) codes.add('too-many-requests');
  codes.add('store-unavailable');
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const status = statusOfKind[errorCatalogue[code].kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return {
    ...Object.fromEntries(
      [...byStatus].map(([status, ofStatus]) => [
        status,
        {
          description: ofStatus.map((code) => `${code}: ${errorCatalogue[code].title}`).join('; '),
          content,
        },
      ]),
    ),
    default: { description: 'Elke andere fout', content },
  };
}

function reference(schema: TSchema): Json {
  return schema.$id === undefined ? published(schema) : { $ref: `#/components/schemas/${schema.$id}` };
}

/** A schema as plain JSON, its references pointing into this document. */
function published(schema: TSchema): Json {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === '$id') return undefined;
    return key === '$ref' && typeof value === 'string' ? `#/components/schemas/${value}` : value;
  }) as Json;
}
