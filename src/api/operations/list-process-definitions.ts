import { ProcessDefinitionListSchema } from '../../contract/http.ts';
import { operation } from '../operation.ts';

export const listProcessDefinitions = operation({
  operationId: 'listProcessDefinitions',
  method: 'get',
  path: '/process-definitions',
  summary: 'Alle processen en hun versies',
  personalData: 'none',
  action: 'process-definition.list',
  replies: { 200: ProcessDefinitionListSchema },
  async handle({ services }) {
    return { status: 200, body: await services.processDefinitions.list() };
  },
});
