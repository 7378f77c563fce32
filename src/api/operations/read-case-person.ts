import { Type } from '@sinclair/typebox';
import { CasePersonSchema } from '../../contract/person.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readCasePerson = operation({
  operationId: 'readCasePerson',
  method: 'get',
  path: '/cases/{caseId}/person',
  summary: 'Wat er voor de rechten van de betrokkene is gedaan',
  personalData: { access: 'read', activityId: 'rights' },
  params: Type.Object({ caseId: CaseIdSchema }),
  replies: { 200: CasePersonSchema },
  async handle({ services, user, params }) {
    return { status: 200, body: await services.personDesk.read(user, params.caseId) };
  },
});
