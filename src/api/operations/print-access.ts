import { Type } from '@sinclair/typebox';
import { PdfSchema, RightsRequestIdSchema } from '../../contract/person.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const printAccess = operation({
  operationId: 'printAccess',
  method: 'post',
  path: '/cases/{caseId}/person/rights-requests/{rightsRequestId}/printouts',
  summary: 'Een uitdraai van het dossier voor de betrokkene maken',
  description: 'Elke uitdraai wordt vastgelegd en is gemerkt met ontvanger, datum en nummer.',
  personalData: { access: 'write', activityId: 'rights' },
  params: Type.Object({ caseId: CaseIdSchema, rightsRequestId: RightsRequestIdSchema }),
  replies: { 200: PdfSchema },
  refusals: ['not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params: { caseId, rightsRequestId } }) {
    return {
      status: 200,
      headers: { 'Content-Type': 'application/pdf' },
      body: await services.personDesk.printAccess(user, caseId, rightsRequestId),
    };
  },
});
