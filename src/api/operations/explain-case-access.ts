import { Type } from '@sinclair/typebox';
import { CaseAccessSchema } from '../../contract/access.ts';
import { CaseReferenceSchema } from '../../contract/accountability.ts';
import { operation } from '../operation.ts';

export const explainCaseAccess = operation({
  operationId: 'explainCaseAccess',
  method: 'get',
  path: '/access-explanations',
  summary: 'Wat u van een casus mag zien en doen, welke regel dat bepaalt en wat er nodig is',
  description:
    'Van een casus die niet voor u is, is het antwoord gelijk aan dat van een casus die niet bestaat.',
  personalData: { access: 'read', activityId: 'casework' },
  query: Type.Object({ reference: CaseReferenceSchema }, { additionalProperties: false }),
  replies: { 200: CaseAccessSchema },
  async handle({ services, user, query }) {
    return { status: 200, body: await services.caseDesk.explainAccess(user, query.reference) };
  },
});
