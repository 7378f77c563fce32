import { SessionSchema } from '../../contract/http.ts';
import { productError } from '../../lib/errors.ts';
import { publicOperation } from '../operation.ts';
import { sessionReply } from '../session-reply.ts';

export const refreshSession = publicOperation({
  operationId: 'refreshSession',
  method: 'post',
  path: '/sessions/refresh',
  summary: 'Het toegangstoken verversen met de cookie van het aanmelden',
  description:
    'Elke cookie werkt één keer en wordt vervangen. Wordt een gebruikte cookie nog eens gestuurd, dan eindigt de sessie.',
  personalData: 'none',
  replies: { 200: SessionSchema },
  refusals: ['unauthenticated'],
  limitsFailures: true,
  async handle({ services, credentials }) {
    if (credentials.refreshToken === undefined) throw productError('unauthenticated', {});
    return {
      status: 200,
      ...sessionReply(services, await services.accounts.refresh(credentials.refreshToken)),
    };
  },
});
