import { Type } from '@sinclair/typebox';
import { RequestReviewSchema } from '../../contract/http.ts';
import { CaseIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const requestReview = operation({
  operationId: 'requestReview',
  method: 'post',
  path: '/cases/{caseId}/review-requests',
  summary: 'Vragen om een evaluatie vóór de geplande datum',
  personalData: { access: 'write', activityId: 'casework' },
  params: Type.Object({ caseId: CaseIdSchema }),
  body: RequestReviewSchema,
  replies: { 202: null },
  refusals: ['not-permitted', 'rule-refused', 'case-changed'],
  async handle({ services, user, params, body }) {
    await services.caseDesk.requestReview(user, params.caseId, body);
    return { status: 202 };
  },
});
