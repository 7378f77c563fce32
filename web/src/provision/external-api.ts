import type { ExternalSession, ProvidedPackageList, SignIn } from '../../../src/contract/index.ts';
import { ProblemError, problemOf } from '../client/problem-error.ts';

/**
 * The API of third parties. It has a token of its own, which each call is given: it never meets the session of a
 * participant in the same browser.
 */
async function call<T>(method: string, path: string, token: string | null, body?: unknown): Promise<T> {
  let response;
  try {
    response = await fetch(`/v1/external${path}`, {
      method,
      credentials: 'omit',
      headers: {
        accept: 'application/json, application/problem+json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new ProblemError({ status: 0, code: 'no-answer', title: 'No answer', detail: '' });
  }
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export const externalApi = {
  signIn: (body: SignIn) => call<ExternalSession>('POST', '/sessions', null, body),
  signOut: (token: string) => call<void>('DELETE', '/sessions/current', token),
  packages: (token: string) => call<ProvidedPackageList>('GET', '/packages', token),
  answer: (token: string, packageId: string, questionId: string, text: string) =>
    call<void>(
      'POST',
      `/packages/${encodeURIComponent(packageId)}/questions/${encodeURIComponent(questionId)}/answers`,
      token,
      { text },
    ),
};
