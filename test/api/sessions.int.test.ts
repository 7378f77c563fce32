import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import type { Session } from '../../src/contract/http.ts';
import { startApi, tokenSecretOfTests, type Answer, type RunningApi } from './running-api.ts';

let api: RunningApi;
let email: string;
let password: string;
beforeAll(async () => {
  api = await startApi();
  email = api.configuration.demo.users.find(({ userId }) => userId === 'usr-demo-politie')?.email ?? '';
  password = api.configuration.demo.password;
});
afterAll(() => api.close());

const signIn = () => api.call('POST', '/sessions', { body: { email, password } });

/** The cookie as a browser would send it back. */
const cookieOf = (answer: Answer): string => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
const withCookie = (cookie: string) => ({ headers: { cookie } });

describe('signing in over HTTP', () => {
  test('gives a token that works and a cookie that scripts and other sites cannot use', async () => {
    const answer = await signIn();
    expect(answer.status).toBe(201);
    const { accessToken, expiresInSeconds, user } = answer.body as Session;
    expect(expiresInSeconds).toBe(900);
    expect(user).toMatchObject({ userId: 'usr-demo-politie', partnerName: 'Politie, eenheid Voorbeeldland' });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^refresh=ses-[^;]+; .*Path=\/v1\/sessions;.*HttpOnly.*SameSite=Strict/);
    const [, sessionId, secret] = /^refresh=(ses-[^.]+)\.([^;]+)/.exec(cookie) ?? [];
    for (const kept of [sessionId, secret]) expect(JSON.stringify(answer.body)).not.toContain(kept);
    expect((await api.call('GET', '/me', { token: accessToken })).body).toEqual(user);
  });

  test('answers a wrong password and an unknown address with the same words', async () => {
    const wrong = await api.refused('POST', '/sessions', { body: { email, password: 'wrong' } });
    const unknown = await api.refused('POST', '/sessions', {
      body: { email: 'x@example.org', password: 'wrong' },
    });
    expect(wrong).toMatchObject({ status: 401, code: 'sign-in-failed' });
    expect({ ...unknown, instance: '' }).toEqual({ ...wrong, instance: '' });
    await signIn();
  });

  test('says how long to wait after too many failures', async () => {
    const body = { email: 'often@example.org', password: 'wrong' };
    for (let attempt = 1; attempt <= 6; attempt += 1) await api.refused('POST', '/sessions', { body });
    const answer = await api.call('POST', '/sessions', { body });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('30');
  });

  test('is limited per address of the network as well', async () => {
    const strict = await startApi({ failuresPerMinute: 3 });
    try {
      const tries: number[] = [];
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        const body = { email: `person-${attempt}@example.org`, password: 'wrong' };
        tries.push((await strict.call('POST', '/sessions', { body })).status);
      }
      expect(tries).toEqual([401, 401, 401, 429, 429]);
    } finally {
      await strict.close();
    }
  });

  test('sets the cookie for TLS only when the product is reached over TLS', async () => {
    const secure = await startApi({ secureCookies: true });
    try {
      const answer = await secure.call('POST', '/sessions', { body: { email, password } });
      expect(answer.headers.get('set-cookie')).toContain('; Secure');
    } finally {
      await secure.close();
    }
    expect((await signIn()).headers.get('set-cookie')).not.toContain('Secure');
  });
});

describe('refreshing', () => {
  test('replaces cookie and token', async () => {
    const first = await signIn();
    const second = await api.call('POST', '/sessions/refresh', withCookie(cookieOf(first)));
    expect(second.status).toBe(200);
    expect(cookieOf(second)).not.toBe(cookieOf(first));
    const { accessToken } = second.body as Session;
    expect((await api.call('GET', '/me', { token: accessToken })).status).toBe(200);
  });

  test('with a cookie used before ends the session', async () => {
    const first = await signIn();
    const second = await api.call('POST', '/sessions/refresh', withCookie(cookieOf(first)));
    api.clock.advance(60_000);
    expect(await api.refused('POST', '/sessions/refresh', withCookie(cookieOf(first)))).toMatchObject({
      status: 401,
    });
    expect(await api.refused('POST', '/sessions/refresh', withCookie(cookieOf(second)))).toMatchObject({
      status: 401,
    });
    const { accessToken } = second.body as Session;
    expect((await api.refused('GET', '/me', { token: accessToken })).code).toBe('unauthenticated');
  });

  test.each([
    ['without cookie', ''],
    ['with a cookie that is no token', 'refresh=whatever'],
    ['with a token of nobody', `refresh=ses-${'A'.repeat(24)}.${'B'.repeat(43)}`],
  ])('%s is refused', async (_, cookie) => {
    expect((await api.refused('POST', '/sessions/refresh', withCookie(cookie))).status).toBe(401);
  });

  test('from another website is refused', async () => {
    const cookie = cookieOf(await signIn());
    const headers = { cookie, 'sec-fetch-site': 'cross-site' };
    expect((await api.refused('POST', '/sessions/refresh', { headers })).code).toBe('foreign-origin');
    expect((await api.call('POST', '/sessions/refresh', withCookie(cookie))).status).toBe(200);
  });
});

describe('signing out', () => {
  test('ends the session by token and takes the cookie away', async () => {
    const session = await signIn();
    const { accessToken: token } = session.body as Session;
    const answer = await api.call('DELETE', '/sessions/current', { token });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(/^refresh=;.*Expires=Thu, 01 Jan 1970/);
    expect((await api.refused('GET', '/me', { token })).status).toBe(401);
    expect((await api.refused('POST', '/sessions/refresh', withCookie(cookieOf(session)))).status).toBe(401);
  });

  test('works with the cookie alone, so also when the token has expired', async () => {
    const session = await signIn();
    expect((await api.call('DELETE', '/sessions/current', withCookie(cookieOf(session)))).status).toBe(204);
    const { accessToken: token } = session.body as Session;
    expect((await api.refused('GET', '/me', { token })).status).toBe(401);
  });
});

describe('a token', () => {
  const claims = (changes: object) => ({
    sub: 'usr-demo-politie',
    sid: 'ses-made-up',
    iss: 'casusoverleg',
    aud: 'casusoverleg-api',
    iat: Math.floor(api.clock.now().getTime() / 1000),
    exp: Math.floor(api.clock.now().getTime() / 1000) + 900,
    ...changes,
  });

  test.each<[string, () => string]>([
    [
      'of a session that does not exist, though rightly signed',
      () => jwt.sign(claims({}), tokenSecretOfTests),
    ],
    ['with alg none', () => jwt.sign(claims({}), '', { algorithm: 'none' })],
    ['signed with another key', () => jwt.sign(claims({}), 'k'.repeat(40))],
    ['for another audience', () => jwt.sign(claims({ aud: 'other' }), tokenSecretOfTests)],
    ['that is garbage', () => 'garbage'],
  ])('%s is refused', async (_, token) => {
    const answer = await api.call('GET', '/me', { token: token() });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test('that expired is refused, and refreshing helps', async () => {
    const session = await signIn();
    const { accessToken: token } = session.body as Session;
    api.clock.advance(15 * 60_000);
    expect((await api.refused('GET', '/me', { token })).code).toBe('unauthenticated');
    const refreshed = await api.call('POST', '/sessions/refresh', withCookie(cookieOf(session)));
    expect((await api.call('GET', '/me', { token: (refreshed.body as Session).accessToken })).status).toBe(
      200,
    );
  });
});
