import { Type } from '@sinclair/typebox';
import { MeetingDetailSchema, MeetingIdSchema } from '../../contract/meeting.ts';
import { operation } from '../operation.ts';

export const readMeeting = operation({
  operationId: 'readMeeting',
  method: 'get',
  path: '/meetings/{meetingId}',
  summary: 'Een overleg met wat u van de agenda mag weten',
  personalData: { access: 'read', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema }),
  replies: { 200: MeetingDetailSchema },
  async handle({ services, user, params }) {
    return { status: 200, body: await services.meetingDesk.read(user, params.meetingId) };
  },
});
