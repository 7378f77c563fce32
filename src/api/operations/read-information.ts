import { Type } from '@sinclair/typebox';
import { InformationRegisterSchema } from '../../contract/information.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readInformation = operation({
  operationId: 'readInformation',
  method: 'get',
  path: '/cases/{caseId}/information',
  summary: 'Wat in een casus is gevraagd, gegeven en ontvangen, en onder welke grondslag',
  personalData: { access: 'read', activityId: 'information-exchange' },
  params: Type.Object({ caseId: CaseIdSchema }),
  replies: { 200: InformationRegisterSchema },
  refusals: ['not-permitted'],
  async handle({ services, user, params }) {
    return { status: 200, body: await services.information.register(user, params.caseId) };
  },
});
