import { Type } from '@sinclair/typebox';
import { RecordSignalSchema } from '../../contract/http.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { pointingIntoData } from '../form-errors.ts';
import { operation } from '../operation.ts';

export const handOverCase = operation({
  operationId: 'handOverCase',
  method: 'post',
  path: '/cases/{caseId}/handovers',
  summary: 'Een ander vragen om de casus te leiden',
  personalData: { access: 'write', activityId: 'casework' },
  params: Type.Object({ caseId: CaseIdSchema }),
  body: RecordSignalSchema,
  replies: { 202: null },
  refusals: ['invalid-form', 'not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    await pointingIntoData(services.caseDesk.handOver(user, params.caseId, body));
    return { status: 202 };
  },
});
