import { productError } from '../../lib/errors.ts';
import { publicOperation } from '../operation.ts';

export const signOutExternal = publicOperation({
  operationId: 'signOutExternal',
  method: 'delete',
  path: '/external/sessions/current',
  summary: 'Afmelden als derde',
  personalData: 'none',
  replies: { 204: null },
  refusals: ['unauthenticated'],
  async handle({ services: { accounts }, credentials: { accessToken } }) {
    const caller =
      accessToken === undefined ? undefined : await accounts.authenticate(accessToken, 'external');
    if (caller === undefined) throw productError('unauthenticated', {});
    await accounts.signOut(caller.sessionId);
    return { status: 204 };
  },
});
