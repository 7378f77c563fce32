import { productError } from '../../lib/errors.ts';
import { publicOperation } from '../operation.ts';
import { noRefreshCookie } from '../refresh-cookie.ts';

export const signOut = publicOperation({
  operationId: 'signOut',
  method: 'delete',
  path: '/sessions/current',
  summary: 'Afmelden',
  description: 'Beëindigt de sessie van het toegangstoken of van de cookie; één van beide is genoeg.',
  personalData: 'none',
  replies: { 204: null },
  refusals: ['unauthenticated'],
  async handle({ services, credentials: { accessToken, refreshToken } }) {
    const { accounts, secureCookies } = services;
    const caller = accessToken === undefined ? undefined : await accounts.authenticate(accessToken);
    if (caller !== undefined) await accounts.signOut(caller.sessionId);
    const ended = refreshToken !== undefined && (await accounts.signOutByRefreshToken(refreshToken));
    if (caller === undefined && !ended) throw productError('unauthenticated', {});
    return { status: 204, headers: { 'Set-Cookie': noRefreshCookie(secureCookies) } };
  },
});
