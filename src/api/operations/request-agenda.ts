import { Type } from '@sinclair/typebox';
import { RequestAgendaSchema } from '../../contract/meeting.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const requestAgenda = operation({
  operationId: 'requestAgenda',
  method: 'post',
  path: '/cases/{caseId}/agenda-requests',
  summary: 'Vragen om een casus te bespreken',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ caseId: CaseIdSchema }),
  body: RequestAgendaSchema,
  replies: { 202: null },
  refusals: ['not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    await services.meetingDesk.requestAgenda(user, params.caseId, body);
    return { status: 202 };
  },
});
