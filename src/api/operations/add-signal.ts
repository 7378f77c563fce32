import { Type } from '@sinclair/typebox';
import { RecordSignalSchema, SignalAddedSchema } from '../../contract/http.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { pointingIntoData } from '../form-errors.ts';
import { operation } from '../operation.ts';

export const addSignal = operation({
  operationId: 'addSignal',
  method: 'post',
  path: '/cases/{caseId}/signals',
  summary: 'Een nieuw signaal toevoegen aan een lopende casus',
  personalData: { access: 'write', activityId: 'signal-intake' },
  params: Type.Object({ caseId: CaseIdSchema }),
  body: RecordSignalSchema,
  replies: { 201: SignalAddedSchema },
  refusals: ['invalid-form', 'not-permitted', 'request-id-reused', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    return {
      status: 201,
      body: await pointingIntoData(services.caseDesk.addSignal(user, params.caseId, body)),
    };
  },
});
