import { Type } from '@sinclair/typebox';
import { CancelMeetingSchema, MeetingIdSchema } from '../../contract/meeting.ts';
import { operation } from '../operation.ts';

export const cancelMeeting = operation({
  operationId: 'cancelMeeting',
  method: 'post',
  path: '/meetings/{meetingId}/cancel',
  summary: 'Een gepland overleg afzeggen; de casussen kunnen dan op een andere agenda',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema }),
  body: CancelMeetingSchema,
  replies: { 204: null },
  refusals: ['not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    await services.meetingDesk.cancel(user, params.meetingId, body.reason);
    return { status: 204 };
  },
});
