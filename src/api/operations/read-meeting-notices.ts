import { MeetingNoticesSchema } from '../../contract/meeting.ts';
import { operation } from '../operation.ts';

export const readMeetingNotices = operation({
  operationId: 'readMeetingNotices',
  method: 'get',
  path: '/meeting-notices',
  summary: 'Overleggen die niet doorgaan',
  personalData: 'none',
  replies: { 200: MeetingNoticesSchema },
  async handle({ services, user }) {
    return { status: 200, body: await services.meetingDesk.notices(user) };
  },
});
