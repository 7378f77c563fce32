import { MeetingPlannedSchema, PlanMeetingSchema } from '../../contract/meeting.ts';
import { operation } from '../operation.ts';

export const planMeeting = operation({
  operationId: 'planMeeting',
  method: 'post',
  path: '/meetings',
  summary: 'Een overleg plannen',
  personalData: 'none',
  body: PlanMeetingSchema,
  replies: { 201: MeetingPlannedSchema },
  refusals: ['not-permitted', 'request-id-reused'],
  async handle({ services, user, body }) {
    return { status: 201, body: await services.meetingDesk.plan(user, body) };
  },
});
