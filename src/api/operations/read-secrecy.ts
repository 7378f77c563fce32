import { SecrecySchema, type Secrecy } from '../../contract/access.ts';
import { operation } from '../operation.ts';

export const readSecrecy = operation({
  operationId: 'readSecrecy',
  method: 'get',
  path: '/me/secrecy',
  summary: 'De tekst over geheimhouding',
  personalData: 'none',
  action: 'secrecy.acknowledge',
  replies: { 200: SecrecySchema },
  async handle({ services }) {
    const { version, text } = services.configuration.access.secrecy;
    const body: Secrecy = { version, text: [...text] };
    return { status: 200, body };
  },
});
