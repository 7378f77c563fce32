import { Type } from '@sinclair/typebox';
import { InboxItemSchema } from '../../contract/http.ts';
import { ItemIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const claimInboxItem = operation({
  operationId: 'claimInboxItem',
  method: 'post',
  path: '/inbox-items/{itemId}/claim',
  summary: 'Een taak oppakken',
  description: 'Nog eens oppakken mag; heeft een collega het, dan volgt 409.',
  personalData: { access: 'write', activityId: 'casework' },
  params: Type.Object({ itemId: ItemIdSchema }),
  replies: { 200: InboxItemSchema },
  refusals: ['item-taken', 'item-not-open', 'not-permitted'],
  async handle({ services, user, params }) {
    return { status: 200, body: await services.inbox.claim(user, params.itemId) };
  },
});
