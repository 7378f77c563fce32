import { parseCookie, stringifySetCookie } from 'cookie';

/** The refresh token's cookie: out of reach of scripts, sent to the session operations of this site only. */
const name = 'refresh';
const path = '/v1/sessions';

/** @returns the value of a Set-Cookie header */
export function refreshCookie(token: string, expires: Date, secure: boolean): string {
  return stringifySetCookie(name, token, { path, expires, httpOnly: true, sameSite: 'strict', secure });
}

/** @returns the value of a Set-Cookie header that removes the cookie */
export function noRefreshCookie(secure: boolean): string {
  return stringifySetCookie(name, '', {
    path,
    expires: new Date(0),
    httpOnly: true,
    sameSite: 'strict',
    secure,
  });
}

/** @param header the request's Cookie header */
export function refreshTokenOf(header: string | undefined): string | undefined {
  return header === undefined ? undefined : parseCookie(header)[name] || undefined;
}
