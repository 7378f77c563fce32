import { Type } from '@sinclair/typebox';
import { MeetingIdSchema, RecordInMeetingSchema, RecordedInMeetingSchema } from '../../contract/meeting.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const recordInterpretation = operation({
  operationId: 'recordInterpretation',
  method: 'post',
  path: '/meetings/{meetingId}/agenda/{caseId}/interpretations',
  summary: 'Duiding vastleggen',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema, caseId: CaseIdSchema }),
  body: RecordInMeetingSchema,
  replies: { 201: RecordedInMeetingSchema },
  refusals: ['invalid-form', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    return {
      status: 201,
      body: await services.meetingItemDesk.interpret(user, params.meetingId, params.caseId, body),
    };
  },
});
