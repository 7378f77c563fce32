import { Type } from '@sinclair/typebox';
import {
  CorrectInMeetingSchema,
  MeetingIdSchema,
  MeetingRecordIdSchema,
  RecordedInMeetingSchema,
} from '../../contract/meeting.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const correctInterpretation = operation({
  operationId: 'correctInterpretation',
  method: 'post',
  path: '/meetings/{meetingId}/agenda/{caseId}/interpretations/{recordId}/correction',
  summary: 'Duiding aanpassen',
  description: 'Zolang het overleg bezig is. De eerdere tekst blijft erbij bewaard.',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema, caseId: CaseIdSchema, recordId: MeetingRecordIdSchema }),
  body: CorrectInMeetingSchema,
  replies: { 200: RecordedInMeetingSchema },
  refusals: ['invalid-form', 'not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    const { meetingId, caseId, recordId } = params;
    return {
      status: 200,
      body: await services.meetingItemDesk.correct(user, meetingId, caseId, 'interpretation', recordId, body),
    };
  },
});
