import { Type } from '@sinclair/typebox';
import { inboxLists, InboxPageSchema } from '../../contract/http.ts';
import { literals } from '../../contract/literals.ts';
import { operation } from '../operation.ts';
import { pageQuery } from '../page-query.ts';

export const listInboxItems = operation({
  operationId: 'listInboxItems',
  method: 'get',
  path: '/inbox-items',
  summary: 'Mijn taken, die van mijn organisatie zonder behandelaar, of die ik gedaan heb',
  personalData: { access: 'read', activityId: 'casework' },
  query: Type.Object({ list: literals(inboxLists), ...pageQuery }, { additionalProperties: false }),
  replies: { 200: InboxPageSchema },
  async handle({ services, user, query }) {
    return { status: 200, body: await services.inbox.list(user, query) };
  },
});
