import { RecordSignalSchema, SignalRecordedSchema } from '../../contract/http.ts';
import { pointingIntoData } from '../form-errors.ts';
import { operation } from '../operation.ts';

export const openCase = operation({
  operationId: 'openCase',
  method: 'post',
  path: '/cases',
  summary: 'Een signaal vastleggen; dat opent een casus',
  description: 'Een herhaling met hetzelfde requestId opent geen tweede casus en krijgt hetzelfde antwoord.',
  personalData: { access: 'write', activityId: 'signal-intake' },
  action: 'signal.record',
  body: RecordSignalSchema,
  replies: { 201: SignalRecordedSchema },
  refusals: ['invalid-form', 'request-id-reused'],
  async handle({ services, user, body }) {
    return { status: 201, body: await pointingIntoData(services.caseDesk.openCase(user, body)) };
  },
});
