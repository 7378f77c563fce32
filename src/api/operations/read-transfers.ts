import { Type } from '@sinclair/typebox';
import { CaseIdSchema } from '../../contract/roles.ts';
import { CaseTransfersSchema } from '../../contract/transfer.ts';
import { operation } from '../operation.ts';

export const readTransfers = operation({
  operationId: 'readTransfers',
  method: 'get',
  path: '/cases/{caseId}/transfers',
  summary: 'De overdrachten van een casus aan andere gemeenten, en wat ervan werd',
  personalData: { access: 'read', activityId: 'transfer' },
  params: Type.Object({ caseId: CaseIdSchema }),
  replies: { 200: CaseTransfersSchema },
  refusals: ['not-permitted'],
  async handle({ services, user, params }) {
    return { status: 200, body: await services.transferDesk.read(user, params.caseId) };
  },
});
