import { Type } from '@sinclair/typebox';
import { CompletedItemSchema, CompleteItemSchema } from '../../contract/http.ts';
import { ItemIdSchema } from '../../contract/roles.ts';
import { pointingIntoData } from '../form-errors.ts';
import { operation } from '../operation.ts';

export const completeInboxItem = operation({
  operationId: 'completeInboxItem',
  method: 'post',
  path: '/inbox-items/{itemId}/complete',
  summary: 'Een stap afronden met een ingevuld formulier',
  description:
    'De gegevens worden gecontroleerd met het schema uit de taak. Nog eens sturen met dezelfde gegevens geeft hetzelfde antwoord.',
  personalData: { access: 'write', activityId: 'casework' },
  params: Type.Object({ itemId: ItemIdSchema }),
  body: CompleteItemSchema,
  replies: { 200: CompletedItemSchema },
  refusals: [
    'invalid-form',
    'already-submitted',
    'item-taken',
    'item-not-open',
    'item-withdrawn',
    'rule-refused',
    'case-changed',
    'not-permitted',
  ],
  async handle({ services, user, params, body }) {
    return {
      status: 200,
      body: await pointingIntoData(
        services.inbox.submitItem({ itemId: params.itemId, user, data: body.data }),
      ),
    };
  },
});
