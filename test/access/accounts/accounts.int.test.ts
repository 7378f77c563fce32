import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createDemoAccounts,
  openAccounts,
  type Accounts,
  type SignedIn,
} from '../../../src/access/accounts/index.ts';
import { rotationGraceMs, sessionLifetimeMs } from '../../../src/access/accounts/sessions.ts';
import { shiftableClock, type ShiftableClock } from '../../../src/lib/clock.ts';
import { openTestStore, type TestStore } from '../../support/local-store.ts';

const password = 'a long enough passphrase';
const anna = {
  partnerId: 'politie',
  name: 'Anna de Vries',
  email: 'Anna@Politie.example',
  roles: ['attendee'],
  password,
} as const;

let store: TestStore;
let clock: ShiftableClock;
let accounts: Accounts;

beforeAll(async () => {
  store = await openTestStore();
}, 60_000);
afterAll(() => store.close());
beforeEach(async () => {
  clock = shiftableClock(new Date('2026-11-19T10:00:00Z'));
  accounts = await openAccounts({
    connection: store.connection,
    clock,
    tokenSecret: 'a secret of more than thirty-two characters',
    partnerIds: ['politie', 'gemeente'],
  });
  for (const collection of await store.connection.listCollections())
    await store.connection.collection(collection.name).deleteMany({});
});

async function signedIn(credentials: { email: string; password: string } = { email: anna.email, password }) {
  const result = await accounts.signIn(credentials);
  if ('waitSeconds' in result) throw new Error(`Has to wait ${result.waitSeconds} seconds.`);
  return result;
}

const refreshTokenOf = ({ refreshToken }: SignedIn): string => {
  if (refreshToken === null) throw new Error('No new refresh token was given.');
  return refreshToken;
};

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: { code?: string }) => error.code,
  );

describe('accounts', () => {
  test('keep a password only as an argon2id hash and an address in lower case', async () => {
    const user = await accounts.create(anna);
    const stored = await store.connection.collection('accounts').findOne({ _id: user.userId as never });
    expect(stored?.['passwordHash']).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(stored?.['email']).toBe('anna@politie.example');
    expect(JSON.stringify(stored)).not.toContain(password);
    expect(user.userId).toMatch(/^usr-[A-Za-z0-9_-]{22}$/);
  });

  test.each([
    ['a short password', { password: 'short' }, '/password'],
    ['a password of one character', { password: 'aaaaaaaaaaaaaaaa' }, '/password'],
    ['the address as password', { password: 'anna@politie.example' }, '/password'],
    ['no address', { email: 'anna' }, '/email'],
    ['an unknown organisation', { partnerId: 'nergens' }, '/partnerId'],
    ['no role', { roles: [] }, '/roles'],
    ['no name', { name: ' ' }, '/name'],
  ])('are not made with %s', async (_, wrong, pointer) => {
    await expect(accounts.create({ ...anna, ...wrong })).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer }],
    });
    expect(await accounts.isEmpty()).toBe(true);
  });

  test('never share an address, not even when made at the same moment', async () => {
    const results = await Promise.allSettled([
      accounts.create(anna),
      accounts.create({ ...anna, email: 'ANNA@politie.example ' }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await accounts.byPartner('politie')).toHaveLength(1);
  });

  test('are a directory of people: those who may sign in by organisation, anyone by id', async () => {
    const user = await accounts.create(anna);
    expect(await accounts.byPartner('politie')).toEqual([user]);
    await accounts.disable(user.userId);
    expect(await accounts.byPartner('politie')).toEqual([]);
    expect(await accounts.byId(user.userId)).toEqual(user);
    expect(await accounts.byId('usr-nobody')).toBeUndefined();
  });

  test('of the demo are refused in production before anything is written', async () => {
    const demo = { password, users: [{ ...anna, userId: 'usr-demo' }] };
    await expect(createDemoAccounts({ accounts, demo, environment: 'production' })).rejects.toThrow(
      'NODE_ENV',
    );
    expect(await accounts.isEmpty()).toBe(true);
    await createDemoAccounts({ accounts, demo, environment: undefined });
    await createDemoAccounts({ accounts, demo, environment: undefined });
    expect(await accounts.byPartner('politie')).toHaveLength(1);
  });
});

describe('signing in', () => {
  test('answers an unknown address, a wrong password and a disabled account alike', async () => {
    const user = await accounts.create(anna);
    expect(await code(accounts.signIn({ email: 'bob@politie.example', password }))).toBe('sign-in-failed');
    expect(await code(accounts.signIn({ email: anna.email, password: 'wrong' }))).toBe('sign-in-failed');
    await accounts.disable(user.userId);
    expect(await code(accounts.signIn({ email: anna.email, password }))).toBe('sign-in-failed');
  });

  test('has to wait after five failures, even with the right password, and longer each time', async () => {
    await accounts.create(anna);
    for (let attempt = 1; attempt <= 6; attempt += 1)
      expect(await code(accounts.signIn({ email: anna.email, password: 'wrong' }))).toBe('sign-in-failed');
    expect(await accounts.signIn({ email: anna.email, password })).toEqual({ waitSeconds: 30 });
    clock.advance(30_000);
    expect(await code(accounts.signIn({ email: anna.email, password: 'wrong' }))).toBe('sign-in-failed');
    const { waitSeconds } = (await accounts.signIn({ email: anna.email, password })) as {
      waitSeconds: number;
    };
    expect(waitSeconds).toBeGreaterThan(60);
    clock.advance(300_000);
    await signedIn();
    expect(await code(accounts.signIn({ email: anna.email, password: 'wrong' }))).toBe('sign-in-failed');
    await signedIn();
  });

  test('has to wait for an address without account as well', async () => {
    for (let attempt = 1; attempt <= 6; attempt += 1)
      await code(accounts.signIn({ email: 'nobody@example.org', password: 'wrong' }));
    expect(await accounts.signIn({ email: 'nobody@example.org', password: 'wrong' })).toHaveProperty(
      'waitSeconds',
    );
  });

  test('lets at most six of many attempts at once look at the password', async () => {
    await accounts.create(anna);
    const attempts = await Promise.all(
      Array.from({ length: 20 }, () =>
        accounts.signIn({ email: anna.email, password: 'wrong' }).catch(() => 'looked at'),
      ),
    );
    expect(attempts.filter((attempt) => attempt === 'looked at').length).toBeLessThanOrEqual(6);
  });
});

describe('a session', () => {
  test('ends at once for every token when signed out', async () => {
    await accounts.create(anna);
    const first = await signedIn();
    const authenticated = await accounts.authenticate(first.accessToken);
    expect(authenticated?.user).toEqual(first.user);
    await accounts.signOut(authenticated?.sessionId ?? '');
    expect(await accounts.authenticate(first.accessToken)).toBeUndefined();
    expect(await code(accounts.refresh(refreshTokenOf(first)))).toBe('unauthenticated');
  });

  test('ends when the account is disabled', async () => {
    const user = await accounts.create(anna);
    const first = await signedIn();
    await accounts.disable(user.userId);
    expect(await accounts.authenticate(first.accessToken)).toBeUndefined();
    expect(await code(accounts.refresh(refreshTokenOf(first)))).toBe('unauthenticated');
  });

  test('takes the roles of this moment, not those of signing in', async () => {
    const { userId } = await accounts.put({ ...anna, userId: 'usr-anna' });
    const first = await signedIn();
    await accounts.put({ ...anna, userId, roles: ['manager'] });
    expect((await accounts.authenticate(first.accessToken))?.user.roles).toEqual(['manager']);
  });

  test('gets a new refresh token at each use', async () => {
    await accounts.create(anna);
    const first = await signedIn();
    const second = await accounts.refresh(refreshTokenOf(first));
    const third = await accounts.refresh(refreshTokenOf(second));
    expect(new Set([first, second, third].map(refreshTokenOf)).size).toBe(3);
    expect(await accounts.authenticate(third.accessToken)).toBeDefined();
  });

  test('is over for everyone when a used refresh token comes back', async () => {
    await accounts.create(anna);
    const first = await signedIn();
    const second = await accounts.refresh(refreshTokenOf(first));
    clock.advance(rotationGraceMs + 1);
    expect(await code(accounts.refresh(refreshTokenOf(first)))).toBe('unauthenticated');
    expect(await code(accounts.refresh(refreshTokenOf(second)))).toBe('unauthenticated');
    expect(await accounts.authenticate(second.accessToken)).toBeUndefined();
  });

  test('forgives a second tab that sends the token just replaced, but gives it nothing lasting', async () => {
    await accounts.create(anna);
    const first = await signedIn();
    const second = await accounts.refresh(refreshTokenOf(first));
    clock.advance(rotationGraceMs);
    const tab = await accounts.refresh(refreshTokenOf(first));
    expect(tab.refreshToken).toBeNull();
    expect(await accounts.authenticate(tab.accessToken)).toBeDefined();
    await accounts.refresh(refreshTokenOf(second));
  });

  test('survives two refreshes at the same moment', async () => {
    await accounts.create(anna);
    const first = await signedIn();
    const both = await Promise.all([1, 2].map(() => accounts.refresh(refreshTokenOf(first))));
    expect(both.filter(({ refreshToken }) => refreshToken !== null)).toHaveLength(1);
  });

  test('is not touched by a token with a made-up secret', async () => {
    await accounts.create(anna);
    const first = await signedIn();
    const [sessionId = ''] = refreshTokenOf(first).split('.');
    expect(await code(accounts.refresh(`${sessionId}.${'A'.repeat(43)}`))).toBe('unauthenticated');
    expect(await accounts.signOutByRefreshToken(`${sessionId}.${'A'.repeat(43)}`)).toBe(false);
    await accounts.refresh(refreshTokenOf(first));
  });

  test('ends after a working day, however often it is refreshed', async () => {
    await accounts.create(anna);
    let current = await signedIn();
    for (let hour = 0; hour < sessionLifetimeMs / 3_600_000 - 1; hour += 1) {
      clock.advance(3_600_000);
      current = await accounts.refresh(refreshTokenOf(current));
    }
    clock.advance(3_600_000);
    expect(await code(accounts.refresh(refreshTokenOf(current)))).toBe('unauthenticated');
  });

  test('keeps refresh tokens only as hashes', async () => {
    await accounts.create(anna);
    const token = refreshTokenOf(await accounts.refresh(refreshTokenOf(await signedIn())));
    const stored = JSON.stringify(await store.connection.collection('sessions').find().toArray());
    expect(stored).not.toContain(token.split('.')[1]);
  });
});
