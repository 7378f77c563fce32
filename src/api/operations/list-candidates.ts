import { Type } from '@sinclair/typebox';
import { CandidateListSchema, MeetingIdSchema } from '../../contract/meeting.ts';
import { operation } from '../operation.ts';

export const listCandidates = operation({
  operationId: 'listCandidates',
  method: 'get',
  path: '/meetings/{meetingId}/candidates',
  summary: 'Casussen die op de agenda kunnen',
  personalData: { access: 'read', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema }),
  replies: { 200: CandidateListSchema },
  refusals: ['not-permitted'],
  async handle({ services, user, params }) {
    return { status: 200, body: await services.meetingDesk.candidates(user, params.meetingId) };
  },
});
