import { Type } from '@sinclair/typebox';
import { MeetingIdSchema, MeetingItemSchema } from '../../contract/meeting.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readMeetingItem = operation({
  operationId: 'readMeetingItem',
  method: 'get',
  path: '/meetings/{meetingId}/agenda/{caseId}',
  summary: 'De bespreking van een casus',
  personalData: { access: 'read', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema, caseId: CaseIdSchema }),
  replies: { 200: MeetingItemSchema },
  async handle({ services, user, params }) {
    return {
      status: 200,
      body: await services.meetingItemDesk.read(user, params.meetingId, params.caseId),
    };
  },
});
