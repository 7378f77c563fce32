import { Type } from '@sinclair/typebox';
import {
  CorrectInMeetingSchema,
  MeetingIdSchema,
  MeetingRecordIdSchema,
  RecordedInMeetingSchema,
} from '../../contract/meeting.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const correctDecision = operation({
  operationId: 'correctDecision',
  method: 'post',
  path: '/meetings/{meetingId}/agenda/{caseId}/decisions/{recordId}/correction',
  summary: 'Een besluit aanpassen',
  description:
    'Zolang het overleg bezig is. De eerdere tekst blijft erbij bewaard. Met een andere organisatie of datum vervalt de actie en begint een nieuwe.',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema, caseId: CaseIdSchema, recordId: MeetingRecordIdSchema }),
  body: CorrectInMeetingSchema,
  replies: { 200: RecordedInMeetingSchema },
  refusals: ['invalid-form', 'not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    const { meetingId, caseId, recordId } = params;
    return {
      status: 200,
      body: await services.meetingItemDesk.correct(user, meetingId, caseId, 'decision', recordId, body),
    };
  },
});
