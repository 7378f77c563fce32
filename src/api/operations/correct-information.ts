import { Type } from '@sinclair/typebox';
import { CorrectInformationSchema, InformationIdSchema } from '../../contract/information.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { pointingIntoData } from '../form-errors.ts';
import { operation } from '../operation.ts';

export const correctInformation = operation({
  operationId: 'correctInformation',
  method: 'post',
  path: '/cases/{caseId}/information/{informationId}/corrections',
  summary: 'Eigen informatie corrigeren of intrekken; wie de informatie kreeg, krijgt bericht',
  personalData: { access: 'write', activityId: 'information-exchange' },
  params: Type.Object({ caseId: CaseIdSchema, informationId: InformationIdSchema }),
  body: CorrectInformationSchema,
  replies: { 202: null },
  refusals: ['invalid-form', 'not-permitted', 'request-id-reused', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    await pointingIntoData(services.information.correct(user, params.caseId, params.informationId, body));
    return { status: 202 };
  },
});
