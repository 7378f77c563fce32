import { Type } from '@sinclair/typebox';
import { AddToAgendaSchema, MeetingIdSchema } from '../../contract/meeting.ts';
import { operation } from '../operation.ts';

export const addToAgenda = operation({
  operationId: 'addToAgenda',
  method: 'post',
  path: '/meetings/{meetingId}/agenda',
  summary: 'Een casus op de agenda zetten',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema }),
  body: AddToAgendaSchema,
  replies: { 204: null },
  refusals: ['not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    await services.meetingDesk.add(user, params.meetingId, body.caseId);
    return { status: 204 };
  },
});
