import { Type } from '@sinclair/typebox';
import { FormSchema } from '../../contract/http.ts';
import { literals } from '../../contract/literals.ts';
import { personForms } from '../../contract/person.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readPersonForm = operation({
  operationId: 'readPersonForm',
  method: 'get',
  path: '/cases/{caseId}/person/forms/{formId}',
  summary: 'Het formulier voor een verzoek van de betrokkene of een datalek',
  personalData: { access: 'read', activityId: 'rights' },
  params: Type.Object({ caseId: CaseIdSchema, formId: literals(personForms) }),
  replies: { 200: FormSchema },
  refusals: ['not-permitted'],
  async handle({ services, user, params, language }) {
    const { caseId, formId } = params;
    return { status: 200, body: await services.personDesk.form(user, caseId, formId, language) };
  },
});
