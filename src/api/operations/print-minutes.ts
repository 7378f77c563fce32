import { Type } from '@sinclair/typebox';
import { stateCopy } from '../../cases/accountability/trail.ts';
import { MeetingIdSchema } from '../../contract/meeting.ts';
import { PdfSchema } from '../../contract/person.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const printMinutes = operation({
  operationId: 'printMinutes',
  method: 'post',
  path: '/meetings/{meetingId}/agenda/{caseId}/minutes',
  summary: 'Het verslag van een casus als pdf',
  description:
    'Het bevat wat de lezer mag lezen. Elk exemplaar wordt vastgelegd en is gemerkt met ontvanger en datum.',
  personalData: { access: 'write', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema, caseId: CaseIdSchema }),
  replies: { 200: PdfSchema },
  refusals: ['rule-refused', 'case-changed'],
  async handle({ services, user, params }) {
    const { meetingId, caseId } = params;
    const body = await services.meetingItemDesk.minutes(user, meetingId, caseId);
    stateCopy(caseId, meetingId);
    return { status: 200, headers: { 'Content-Type': 'application/pdf' }, body };
  },
});
