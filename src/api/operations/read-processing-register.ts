import { PublishedRegisterSchema } from '../../contract/accountability.ts';
import { operation } from '../operation.ts';

export const readProcessingRegister = operation({
  operationId: 'readProcessingRegister',
  method: 'get',
  path: '/processing-register',
  summary: 'Het register van verwerkingen (AVG artikel 30)',
  personalData: 'none',
  action: 'processing-register.read',
  replies: { 200: PublishedRegisterSchema },
  async handle({ services: { configuration } }) {
    const retentionRules = Object.entries(configuration.retention).map(([ruleId, rule]) => ({
      ruleId,
      ...rule,
    }));
    return { status: 200, body: { register: configuration.register, retentionRules } };
  },
});
