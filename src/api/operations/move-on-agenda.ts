import { Type } from '@sinclair/typebox';
import { MeetingIdSchema, MoveOnAgendaSchema } from '../../contract/meeting.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const moveOnAgenda = operation({
  operationId: 'moveOnAgenda',
  method: 'post',
  path: '/meetings/{meetingId}/agenda/{caseId}/position',
  summary: 'Een casus een andere plaats op de agenda geven',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema, caseId: CaseIdSchema }),
  body: MoveOnAgendaSchema,
  replies: { 204: null },
  refusals: ['not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    await services.meetingDesk.move(user, params.meetingId, params.caseId, body.beforeCaseId);
    return { status: 204 };
  },
});
