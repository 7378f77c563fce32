import { Type } from '@sinclair/typebox';
import { FormSchema } from '../../contract/http.ts';
import { literals } from '../../contract/literals.ts';
import { MeetingIdSchema, meetingForms } from '../../contract/meeting.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readMeetingForm = operation({
  operationId: 'readMeetingForm',
  method: 'get',
  path: '/meetings/{meetingId}/agenda/{caseId}/forms/{formId}',
  summary: 'Het formulier voor duiding of een besluit',
  personalData: { access: 'read', activityId: 'meeting' },
  params: Type.Object({ meetingId: MeetingIdSchema, caseId: CaseIdSchema, formId: literals(meetingForms) }),
  replies: { 200: FormSchema },
  refusals: ['not-permitted'],
  async handle({ services, user, params, language }) {
    const { meetingId, caseId, formId } = params;
    return {
      status: 200,
      body: await services.meetingItemDesk.form(user, meetingId, caseId, formId, language),
    };
  },
});
