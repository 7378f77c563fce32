import { Type } from '@sinclair/typebox';
import { MeetingIdSchema, MeetingMarkSchema } from '../../contract/meeting.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readMeetingMark = operation({
  operationId: 'readMeetingMark',
  method: 'get',
  path: '/meetings/{meetingId}/mark',
  summary: 'Of er iets veranderd is in een overleg',
  description:
    'Een ander kenmerk betekent: lees het overleg, of met caseId de bespreking van die casus, opnieuw. Het kenmerk zegt verder niets.',
  personalData: 'none',
  params: Type.Object({ meetingId: MeetingIdSchema }),
  query: Type.Object({ caseId: Type.Optional(CaseIdSchema) }, { additionalProperties: false }),
  replies: { 200: MeetingMarkSchema },
  async handle({ services, user, params, query }) {
    return {
      status: 200,
      body: { mark: await services.meetingDesk.mark(user, params.meetingId, query.caseId) },
    };
  },
});
