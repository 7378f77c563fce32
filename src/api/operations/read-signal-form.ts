import { FormSchema } from '../../contract/http.ts';
import { operation } from '../operation.ts';

export const readSignalForm = operation({
  operationId: 'readSignalForm',
  method: 'get',
  path: '/forms/case-signal',
  summary: 'Het formulier voor een signaal',
  personalData: 'none',
  action: 'signal.record',
  replies: { 200: FormSchema },
  async handle({ services, user, language }) {
    return { status: 200, body: services.caseDesk.signalForm(user, language) };
  },
});
