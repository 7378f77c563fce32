import { Type } from '@sinclair/typebox';
import { publicOperation } from '../operation.ts';

export const readApiDescription = publicOperation({
  operationId: 'readApiDescription',
  method: 'get',
  path: '/openapi.json',
  summary: 'De beschrijving van deze API (OpenAPI 3.1)',
  personalData: 'none',
  replies: { 200: Type.Record(Type.String(), Type.Unknown()) },
  async handle({ services }) {
    return {
      status: 200,
      body: services.apiDescription,
      // For every website: a developer portal may show it.
      headers: { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' },
    };
  },
});
