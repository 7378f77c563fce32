import { Type } from '@sinclair/typebox';
import { RecordedForPersonSchema, RecordForPersonSchema } from '../../contract/person.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { pointingIntoData } from '../form-errors.ts';
import { operation } from '../operation.ts';

export const reportDataBreach = operation({
  operationId: 'reportDataBreach',
  method: 'post',
  path: '/cases/{caseId}/person/data-breaches',
  summary: 'Een datalek melden bij het contactpunt',
  personalData: { access: 'write', activityId: 'rights' },
  params: Type.Object({ caseId: CaseIdSchema }),
  body: RecordForPersonSchema,
  replies: { 201: RecordedForPersonSchema },
  refusals: ['invalid-form', 'not-permitted', 'request-id-reused', 'case-changed'],
  async handle({ services, user, params, body }) {
    return {
      status: 201,
      body: await pointingIntoData(services.personDesk.reportDataBreach(user, params.caseId, body)),
    };
  },
});
