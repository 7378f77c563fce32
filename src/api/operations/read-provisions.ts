import { Type } from '@sinclair/typebox';
import { CaseProvisionsSchema } from '../../contract/provision.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readProvisions = operation({
  operationId: 'readProvisions',
  method: 'get',
  path: '/cases/{caseId}/provisions',
  summary: 'Wat aan derden is verstrekt, en wat u kunt verstrekken',
  personalData: { access: 'read', activityId: 'provision' },
  params: Type.Object({ caseId: CaseIdSchema }),
  replies: { 200: CaseProvisionsSchema },
  refusals: ['not-permitted'],
  async handle({ services, user, params }) {
    return { status: 200, body: await services.provisionDesk.read(user, params.caseId) };
  },
});
