import { Type } from '@sinclair/typebox';
import { MeetingIdSchema, RecordAttendanceSchema } from '../../contract/meeting.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const recordAttendance = operation({
  operationId: 'recordAttendance',
  method: 'post',
  path: '/meetings/{meetingId}/agenda/{caseId}/attendance',
  summary: 'Vastleggen of iemand aanwezig is bij een casus',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema, caseId: CaseIdSchema }),
  body: RecordAttendanceSchema,
  replies: { 204: null },
  refusals: ['not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    await services.meetingItemDesk.attendance(user, params.meetingId, params.caseId, body);
    return { status: 204 };
  },
});
