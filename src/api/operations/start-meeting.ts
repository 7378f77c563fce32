import { Type } from '@sinclair/typebox';
import { MeetingIdSchema } from '../../contract/meeting.ts';
import { operation } from '../operation.ts';

export const startMeeting = operation({
  operationId: 'startMeeting',
  method: 'post',
  path: '/meetings/{meetingId}/start',
  summary: 'Het overleg beginnen',
  personalData: 'none',
  params: Type.Object({ meetingId: MeetingIdSchema }),
  replies: { 204: null },
  refusals: ['not-permitted', 'rule-refused'],
  async handle({ services, user, params }) {
    await services.meetingDesk.start(user, params.meetingId);
    return { status: 204 };
  },
});
