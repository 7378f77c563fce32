import { Type } from '@sinclair/typebox';
import { ReportLapseSchema } from '../../contract/person.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const reportLapse = operation({
  operationId: 'reportLapse',
  method: 'post',
  path: '/cases/{caseId}/person/lapse-reports',
  summary: 'Melden dat een reden om de betrokkene niet te informeren is vervallen',
  personalData: { access: 'write', activityId: 'rights' },
  params: Type.Object({ caseId: CaseIdSchema }),
  body: ReportLapseSchema,
  replies: { 202: null },
  refusals: ['not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    await services.personDesk.reportLapse(user, params.caseId, body);
    return { status: 202 };
  },
});
