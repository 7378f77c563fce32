import { Type } from '@sinclair/typebox';
import { CaseDetailSchema } from '../../contract/http.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readCase = operation({
  operationId: 'readCase',
  method: 'get',
  path: '/cases/{caseId}',
  summary: 'Een casus: waar die staat en wat u ervan mag zien',
  personalData: { access: 'read', activityId: 'casework' },
  params: Type.Object({ caseId: CaseIdSchema }),
  replies: { 200: CaseDetailSchema },
  async handle({ services, user, params }) {
    return { status: 200, body: await services.caseDesk.read(user, params.caseId) };
  },
});
