import { Type } from '@sinclair/typebox';
import { MeetingPageSchema } from '../../contract/meeting.ts';
import { operation } from '../operation.ts';
import { pageQuery } from '../page-query.ts';

export const listMeetings = operation({
  operationId: 'listMeetings',
  method: 'get',
  path: '/meetings',
  summary: 'De overleggen van uw casusoverleg',
  personalData: 'none',
  query: Type.Object(pageQuery, { additionalProperties: false }),
  replies: { 200: MeetingPageSchema },
  async handle({ services, user, query }) {
    return { status: 200, body: await services.meetingDesk.list(user, query) };
  },
});
