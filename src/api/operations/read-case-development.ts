import { Type } from '@sinclair/typebox';
import { CaseIdSchema } from '../../contract/roles.ts';
import { CaseDevelopmentSchema } from '../../contract/taxation.ts';
import { operation } from '../operation.ts';

export const readCaseDevelopment = operation({
  operationId: 'readCaseDevelopment',
  method: 'get',
  path: '/cases/{caseId}/development',
  summary: 'Hoe een casus zich ontwikkelt: de taxaties en de versies van het plan naast elkaar',
  personalData: { access: 'read', activityId: 'monitoring' },
  params: Type.Object({ caseId: CaseIdSchema }),
  replies: { 200: CaseDevelopmentSchema },
  refusals: ['not-permitted'],
  async handle({ services, user, params }) {
    return { status: 200, body: await services.caseDesk.development(user, params.caseId) };
  },
});
