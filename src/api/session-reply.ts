import type { SignedIn } from '../access/accounts/index.ts';
import type { Session } from '../contract/http.ts';
import { personOf } from './person.ts';
import { refreshCookie } from './refresh-cookie.ts';
import type { ApiServices } from './services.ts';

/** Body and headers of a sign-in or refresh: the refresh token travels in its cookie only. */
export function sessionReply(
  { configuration, secureCookies }: Pick<ApiServices, 'configuration' | 'secureCookies'>,
  signedIn: SignedIn,
): { readonly body: Session; readonly headers: Readonly<Record<string, string>> } {
  const { accessToken, expiresInSeconds, user, refreshToken, refreshExpiresAt } = signedIn;
  return {
    body: { accessToken, expiresInSeconds, user: personOf(configuration, user) },
    headers:
      refreshToken === null
        ? {}
        : { 'Set-Cookie': refreshCookie(refreshToken, refreshExpiresAt, secureCookies) },
  };
}
