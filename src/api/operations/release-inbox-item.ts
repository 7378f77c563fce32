import { Type } from '@sinclair/typebox';
import { InboxItemSchema } from '../../contract/http.ts';
import { ItemIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const releaseInboxItem = operation({
  operationId: 'releaseInboxItem',
  method: 'post',
  path: '/inbox-items/{itemId}/release',
  summary: 'Een taak teruggeven aan de organisatie',
  personalData: { access: 'write', activityId: 'casework' },
  params: Type.Object({ itemId: ItemIdSchema }),
  replies: { 200: InboxItemSchema },
  refusals: ['item-not-open', 'not-permitted'],
  async handle({ services, user, params }) {
    return { status: 200, body: await services.inbox.release(user, params.itemId) };
  },
});
