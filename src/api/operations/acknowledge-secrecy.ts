import { AcknowledgeSecrecySchema } from '../../contract/access.ts';
import { PersonSchema } from '../../contract/http.ts';
import { operation } from '../operation.ts';
import { personOf } from '../person.ts';

export const acknowledgeSecrecy = operation({
  operationId: 'acknowledgeSecrecy',
  method: 'post',
  path: '/me/secrecy',
  summary: 'De geheimhouding bevestigen',
  personalData: 'none',
  action: 'secrecy.acknowledge',
  body: AcknowledgeSecrecySchema,
  replies: { 200: PersonSchema },
  refusals: ['rule-refused'],
  async handle({ services, user, body }) {
    const acknowledged = await services.accounts.acknowledgeSecrecy(user.userId, body.version);
    return { status: 200, body: personOf(services.configuration, acknowledged) };
  },
});
