import { Type } from '@sinclair/typebox';
import { ProcessXmlSchema } from '../../contract/http.ts';
import { ProcessIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readProcessVersion = operation({
  operationId: 'readProcessVersion',
  method: 'get',
  path: '/process-definitions/{processId}/versions/{version}',
  summary: 'Een versie van een proces als BPMN',
  personalData: 'none',
  action: 'process-definition.read',
  params: Type.Object({ processId: ProcessIdSchema, version: Type.Integer({ minimum: 1 }) }),
  replies: { 200: ProcessXmlSchema },
  async handle({ services, params }) {
    return {
      status: 200,
      body: await services.processDefinitions.read(params.processId, params.version),
    };
  },
});
