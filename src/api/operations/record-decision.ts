import { Type } from '@sinclair/typebox';
import { MeetingIdSchema, RecordInMeetingSchema, RecordedInMeetingSchema } from '../../contract/meeting.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const recordDecision = operation({
  operationId: 'recordDecision',
  method: 'post',
  path: '/meetings/{meetingId}/agenda/{caseId}/decisions',
  summary: 'Een besluit vastleggen; de actie gaat naar het postvak van de eigenaar',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema, caseId: CaseIdSchema }),
  body: RecordInMeetingSchema,
  replies: { 201: RecordedInMeetingSchema },
  refusals: ['invalid-form', 'not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    return {
      status: 201,
      body: await services.meetingItemDesk.decide(user, params.meetingId, params.caseId, body),
    };
  },
});
