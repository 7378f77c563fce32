import { Type } from '@sinclair/typebox';
import { FormSchema } from '../../contract/http.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readTransferForm = operation({
  operationId: 'readTransferForm',
  method: 'get',
  path: '/cases/{caseId}/transfer-form',
  summary: 'Het formulier om een casus aan een andere gemeente over te dragen',
  personalData: { access: 'read', activityId: 'transfer' },
  params: Type.Object({ caseId: CaseIdSchema }),
  replies: { 200: FormSchema },
  refusals: ['not-permitted'],
  async handle({ services, user, params, language }) {
    return { status: 200, body: await services.transferDesk.form(user, params.caseId, language) };
  },
});
