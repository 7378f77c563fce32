import { Type } from '@sinclair/typebox';
import { RecordedForPersonSchema, RecordForPersonSchema } from '../../contract/person.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { pointingIntoData } from '../form-errors.ts';
import { operation } from '../operation.ts';

export const recordRightsRequest = operation({
  operationId: 'recordRightsRequest',
  method: 'post',
  path: '/cases/{caseId}/person/rights-requests',
  summary: 'Een verzoek van de betrokkene om inzage, verbetering of verwijdering vastleggen',
  personalData: { access: 'write', activityId: 'rights' },
  params: Type.Object({ caseId: CaseIdSchema }),
  body: RecordForPersonSchema,
  replies: { 201: RecordedForPersonSchema },
  refusals: ['invalid-form', 'not-permitted', 'request-id-reused', 'case-changed'],
  async handle({ services, user, params, body }) {
    return {
      status: 201,
      body: await pointingIntoData(services.personDesk.recordRightsRequest(user, params.caseId, body)),
    };
  },
});
