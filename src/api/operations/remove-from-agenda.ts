import { Type } from '@sinclair/typebox';
import { MeetingIdSchema } from '../../contract/meeting.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const removeFromAgenda = operation({
  operationId: 'removeFromAgenda',
  method: 'delete',
  path: '/meetings/{meetingId}/agenda/{caseId}',
  summary: 'Een casus van de agenda halen',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema, caseId: CaseIdSchema }),
  replies: { 204: null },
  refusals: ['not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params }) {
    await services.meetingDesk.remove(user, params.meetingId, params.caseId);
    return { status: 204 };
  },
});
