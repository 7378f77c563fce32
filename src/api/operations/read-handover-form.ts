import { Type } from '@sinclair/typebox';
import { FormSchema } from '../../contract/http.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readHandoverForm = operation({
  operationId: 'readHandoverForm',
  method: 'get',
  path: '/cases/{caseId}/handover-form',
  summary: 'Het formulier om een casus over te dragen',
  personalData: { access: 'read', activityId: 'casework' },
  params: Type.Object({ caseId: CaseIdSchema }),
  replies: { 200: FormSchema },
  refusals: ['not-permitted'],
  async handle({ services, user, params, language }) {
    return { status: 200, body: await services.caseDesk.handoverForm(user, params.caseId, language) };
  },
});
