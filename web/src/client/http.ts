import type { Session } from '../../../src/contract/http.ts';
import { ProblemError, problemOf } from './problem-error.ts';
import { beginSession, currentToken, loseSession } from './session.ts';

const timeLimitMs = 30_000;

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal | undefined;
}

async function send(path: string, { method = 'GET', body, signal }: RequestOptions): Promise<Response> {
  const token = currentToken();
  const limit = AbortSignal.timeout(timeLimitMs);
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      headers: {
        accept: 'application/json, application/problem+json',
        'accept-language': document.documentElement.lang,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ProblemError({ status: 0, code: 'no-answer', title: 'No answer', detail: '' });
  }
}

let refreshing: Promise<boolean> | null = null;

/**
 * Renews the access token with the httpOnly refresh cookie. Concurrent calls share one renewal, and browser tabs take
 * turns, because each refresh token works once. Resolves to false when nobody is signed in; throws when the server
 * could not be reached, so that a network fault does not sign anybody out.
 */
export function refreshSession(): Promise<boolean> {
  refreshing ??= (async () => {
    const renew = async (): Promise<boolean> => {
      const response = await send('/v1/sessions/refresh', { method: 'POST' });
      if (response.ok) {
        beginSession((await response.json()) as Session);
        return true;
      }
      if (response.status === 401 || response.status === 403 || response.status === 400) {
        loseSession();
        return false;
      }
      throw await problemOf(response);
    };
    return navigator.locks ? navigator.locks.request('session-refresh', renew) : renew();
  })().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** There a 401 is about what was typed, not about the token. */
const asksForCredentials = (path: string): boolean =>
  path.startsWith('/v1/sessions') || path === '/v1/passwords';

/** Sends with the bearer token, renewed once on 401. @throws ProblemError for every answer that is not 2xx */
async function answered(path: string, options: RequestOptions): Promise<Response> {
  let response = await send(path, options);
  if (response.status === 401 && !asksForCredentials(path)) {
    if (await refreshSession()) response = await send(path, options);
    if (response.status === 401) loseSession();
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/**
 * One call to the API: adds the bearer token, renews it once on 401, and returns the JSON body.
 *
 * @throws ProblemError for every answer that is not 2xx and when no answer came within 30 seconds.
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const text = await (await answered(path, options)).text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** The same for an answer that is a file. */
export async function requestFile(path: string, options: RequestOptions = {}): Promise<Blob> {
  return (await answered(path, options)).blob();
}
