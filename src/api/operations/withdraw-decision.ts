import { Type } from '@sinclair/typebox';
import { MeetingIdSchema, MeetingRecordIdSchema } from '../../contract/meeting.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const withdrawDecision = operation({
  operationId: 'withdrawDecision',
  method: 'delete',
  path: '/meetings/{meetingId}/agenda/{caseId}/decisions/{recordId}',
  summary: 'Een besluit intrekken, met de actie',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema, caseId: CaseIdSchema, recordId: MeetingRecordIdSchema }),
  replies: { 204: null },
  refusals: ['not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params }) {
    const { meetingId, caseId, recordId } = params;
    await services.meetingItemDesk.withdrawDecision(user, meetingId, caseId, recordId);
    return { status: 204 };
  },
});
