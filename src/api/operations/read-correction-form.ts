import { Type } from '@sinclair/typebox';
import { FormSchema } from '../../contract/http.ts';
import { InformationIdSchema } from '../../contract/information.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readCorrectionForm = operation({
  operationId: 'readCorrectionForm',
  method: 'get',
  path: '/cases/{caseId}/information/{informationId}/correction-form',
  summary: 'Het formulier om eigen informatie te corrigeren',
  personalData: { access: 'read', activityId: 'information-exchange' },
  params: Type.Object({ caseId: CaseIdSchema, informationId: InformationIdSchema }),
  replies: { 200: FormSchema },
  refusals: ['not-permitted'],
  async handle({ services, user, params, language }) {
    const { caseId, informationId } = params;
    return {
      status: 200,
      body: await services.information.correctionForm(user, caseId, informationId, language),
    };
  },
});
