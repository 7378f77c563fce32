import { Type } from '@sinclair/typebox';
import { RecordSignalSchema } from '../../contract/http.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { pointingIntoData } from '../form-errors.ts';
import { operation } from '../operation.ts';

export const proposeTransfer = operation({
  operationId: 'proposeTransfer',
  method: 'post',
  path: '/cases/{caseId}/transfers',
  summary: 'Voorstellen om een casus aan een andere gemeente over te dragen',
  personalData: { access: 'write', activityId: 'transfer' },
  params: Type.Object({ caseId: CaseIdSchema }),
  body: RecordSignalSchema,
  replies: { 202: null },
  refusals: ['invalid-form', 'not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    await pointingIntoData(services.transferDesk.propose(user, params.caseId, body));
    return { status: 202 };
  },
});
