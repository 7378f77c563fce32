import { Type } from '@sinclair/typebox';
import { InboxItemDetailSchema } from '../../contract/http.ts';
import { ItemIdSchema } from '../../contract/roles.ts';
import { operation } from '../operation.ts';

export const readInboxItem = operation({
  operationId: 'readInboxItem',
  method: 'get',
  path: '/inbox-items/{itemId}',
  summary: 'Een taak met zijn formulier en wat u van de casus mag zien',
  personalData: { access: 'read', activityId: 'casework' },
  params: Type.Object({ itemId: ItemIdSchema }),
  replies: { 200: InboxItemDetailSchema },
  async handle({ services, user, params, language }) {
    return { status: 200, body: await services.inbox.read(user, params.itemId, language) };
  },
});
