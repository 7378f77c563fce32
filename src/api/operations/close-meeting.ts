import { Type } from '@sinclair/typebox';
import { MeetingIdSchema } from '../../contract/meeting.ts';
import { operation } from '../operation.ts';

export const closeMeeting = operation({
  operationId: 'closeMeeting',
  method: 'post',
  path: '/meetings/{meetingId}/close',
  summary: 'Het overleg afsluiten; de verslagen liggen dan vast',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema }),
  replies: { 204: null },
  refusals: ['not-permitted', 'case-changed'],
  async handle({ services, user, params }) {
    await services.meetingDesk.close(user, params.meetingId);
    return { status: 204 };
  },
});
