import { Type } from '@sinclair/typebox';
import { ProposeProvisionSchema, ProvisionProposedSchema } from '../../contract/provision.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const proposeProvision = operation({
  operationId: 'proposeProvision',
  method: 'post',
  path: '/cases/{caseId}/provisions',
  summary: 'Voorstellen om gekozen onderdelen aan een derde te verstrekken',
  personalData: { access: 'write', activityId: 'provision' },
  params: Type.Object({ caseId: CaseIdSchema }),
  body: ProposeProvisionSchema,
  replies: { 201: ProvisionProposedSchema },
  refusals: ['not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    return { status: 201, body: await services.provisionDesk.propose(user, params.caseId, body) };
  },
});
