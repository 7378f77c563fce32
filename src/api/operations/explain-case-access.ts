import { Type } from '@sinclair/typebox';
import { CaseAccessSchema } from '../../contract/access.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const explainCaseAccess = operation({
  operationId: 'explainCaseAccess',
  method: 'get',
  path: '/cases/{caseId}/access',
  summary: 'Wat u van een casus mag zien en doen, en welke regel dat bepaalt',
  personalData: { access: 'read', activityId: 'casework' },
  params: Type.Object({ caseId: CaseIdSchema }),
  replies: { 200: CaseAccessSchema },
  async handle({ services, user, params }) {
    return { status: 200, body: await services.caseDesk.explainAccess(user, params.caseId) };
  },
});
