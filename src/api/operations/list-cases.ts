import { Type } from '@sinclair/typebox';
import { CasePageSchema } from '../../contract/http.ts';
import { operation } from '../operation.ts';
import { pageQuery } from '../page-query.ts';

export const listCases = operation({
  operationId: 'listCases',
  method: 'get',
  path: '/cases',
  summary: 'De casussen waaraan uw organisatie deelneemt',
  personalData: { access: 'read', activityId: 'casework' },
  query: Type.Object(pageQuery, { additionalProperties: false }),
  replies: { 200: CasePageSchema },
  async handle({ services, user, query }) {
    return { status: 200, body: await services.caseDesk.list(user, query) };
  },
});
