import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createDemoAccounts,
  openAccounts,
  type Accounts,
  type SignedIn,
} from '../../../src/access/accounts/index.ts';
import { rotationGraceMs, sessionLifetimeMs } from '../../../src/access/accounts/sessions.ts';
import { loadConfiguration } from '../../../src/cases/configuration.ts';
import { shiftableClock, type ShiftableClock } from '../../../src/lib/clock.ts';
import { openTestStore, type TestStore } from '../../support/local-store.ts';

const password = 'a long enough passphrase';
const anna = {
  partnerId: 'politie-voorbeeldland',
  name: 'Anna de Vries',
  email: 'Anna@Politie.example',
  roles: ['attendee'],
  password,
  designations: ['voorbeeldstad'],
  trainingValidUntil: '2027-06-30',
  screeningValidUntil: '2027-06-30',
} as const;
const note = { byUserId: 'usr-administrator', reason: 'Begint in dit team.' };
/** As `npm run create-administrator` does it: the person types the password. */
const onServer = { byUserId: null, reason: 'Begint in dit team.' };
const directory = loadConfiguration('config');

let store: TestStore;
let clock: ShiftableClock;
let accounts: Accounts;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  clock = shiftableClock(new Date('2026-11-19T10:00:00Z'));
  accounts = await openAccounts({
    connection: store.connection,
    clock,
    tokenSecret: 'a secret of more than thirty-two characters',
    directory,
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
    const user = await accounts.create(anna, note);
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
    await expect(accounts.create({ ...anna, ...wrong }, note)).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer }],
    });
    expect(await accounts.isEmpty()).toBe(true);
  });

  test('never share an address, not even when made at the same moment', async () => {
    const results = await Promise.allSettled([
      accounts.create(anna, note),
      accounts.create({ ...anna, email: 'ANNA@politie.example ' }, note),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await accounts.byPartner('politie-voorbeeldland')).toHaveLength(1);
  });

  test('are a directory of people: those who may sign in by organisation, anyone by id', async () => {
    const user = await accounts.create(anna, note);
    expect(await accounts.byPartner('politie-voorbeeldland')).toEqual([user]);
    await accounts.disable(user.userId, note);
    expect(await accounts.byPartner('politie-voorbeeldland')).toEqual([]);
    expect(await accounts.byId(user.userId)).toEqual(user);
    expect(await accounts.byId('usr-nobody')).toBeUndefined();
  });

  test('of the demo are refused in production before anything is written', async () => {
    const configuration = { ...directory, demo: { password, users: [{ ...anna, userId: 'usr-demo' }] } };
    await expect(createDemoAccounts({ accounts, configuration, environment: 'production' })).rejects.toThrow(
      'NODE_ENV',
    );
    expect(await accounts.isEmpty()).toBe(true);
    await createDemoAccounts({ accounts, configuration, environment: undefined });
    await createDemoAccounts({ accounts, configuration, environment: undefined });
    expect(await accounts.byPartner('politie-voorbeeldland')).toHaveLength(1);
  });
});

/** What an administrator sends of an account that exists. */
function properties() {
  const { password: _, ...rest } = anna;
  return { ...rest, roles: [...rest.roles], designations: [...rest.designations] };
}

describe('administration', () => {
  test('an account keeps who changed what and why, and never the values', async () => {
    const { userId } = await accounts.create(anna, note);
    clock.advance(60_000);
    const change = { byUserId: 'usr-other', reason: 'Opnieuw opgeleid.' };
    await accounts.change(userId, 1, { ...properties(), trainingValidUntil: '2028-06-30' }, change);
    const { account } = await accounts.get(userId);
    expect(account.changes.map(({ byUserId, reason, changed }) => [byUserId, reason, changed])).toEqual([
      ['usr-administrator', 'Begint in dit team.', expect.arrayContaining(['designations', 'roles'])],
      ['usr-other', 'Opnieuw opgeleid.', ['trainingValidUntil']],
    ]);
    expect(account).not.toHaveProperty('passwordHash');
  });

  test('a change of an older version is refused and changes nothing', async () => {
    const { userId } = await accounts.create(anna, note);
    await accounts.change(userId, 1, { ...properties(), name: 'Anna' }, note);
    expect(await code(accounts.change(userId, 1, { ...properties(), name: 'Annie' }, note))).toBe(
      'account-changed',
    );
    expect((await accounts.byId(userId))?.name).toBe('Anna');
  });

  test.each([
    ['an unknown consultation', { designations: ['elders'] }, '/designations'],
    ['a date that does not exist', { screeningValidUntil: '2026-02-30' }, '/screeningValidUntil'],
  ])('%s is refused', async (_, wrong, pointer) => {
    const { userId } = await accounts.create(anna, note);
    await expect(accounts.change(userId, 1, { ...properties(), ...wrong }, note)).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer }],
    });
  });

  test('an address of somebody else is refused', async () => {
    await accounts.create(anna, note);
    const bob = await accounts.create({ ...anna, email: 'bob@politie.example' }, note);
    await expect(accounts.change(bob.userId, 1, properties(), note)).rejects.toMatchObject({
      errors: [{ pointer: '/email' }],
    });
  });

  test('an account that does not exist is not found', async () => {
    for (const attempt of [
      accounts.get('usr-nobody'),
      accounts.change('usr-nobody', 1, properties(), note),
      accounts.disable('usr-nobody', note),
    ])
      expect(await code(attempt)).toBe('not-found');
  });

  test('lists by name, a page at a time', async () => {
    await accounts.create(anna, note);
    await accounts.create({ ...anna, name: 'Aad', email: 'aad@politie.example' }, note);
    const { accounts: found, total } = await accounts.list({ page: 2, pageSize: 1 });
    expect([found.map(({ account }) => account.name), total]).toEqual([['Anna de Vries'], 2]);
  });
});

describe('being ready for casework', () => {
  test('secrecy is acknowledged by the person, once per text, and asked again for a newer one', async () => {
    const { userId, missing } = await accounts.create(anna, note);
    expect(missing).toEqual(['secrecy']);
    expect(await code(accounts.acknowledgeSecrecy(userId, 'older'))).toBe('rule-refused');
    const { version } = directory.access.secrecy;
    expect((await accounts.acknowledgeSecrecy(userId, version)).missing).toEqual([]);
    const first = (await accounts.get(userId)).account.secrecy;
    clock.advance(60_000);
    await accounts.acknowledgeSecrecy(userId, version);
    expect((await accounts.get(userId)).account.secrecy).toEqual(first);

    const renewed = await openAccounts({
      connection: store.connection,
      clock,
      tokenSecret: 'a secret of more than thirty-two characters',
      directory: {
        ...directory,
        access: { ...directory.access, secrecy: { ...directory.access.secrecy, version: 'newer' } },
      },
    });
    expect((await renewed.byId(userId))?.missing).toEqual(['secrecy']);
  });

  test('ends by itself after the last day of training', async () => {
    const { userId } = await accounts.create(anna, note);
    await accounts.acknowledgeSecrecy(userId, directory.access.secrecy.version);
    clock.advance(Date.parse('2027-06-30T22:00:00Z') - clock.now().getTime());
    expect((await accounts.byId(userId))?.missing).toEqual(['training', 'screening']);
  });

  test('an account from before this was asked gets no access until an administrator gives it', async () => {
    const { userId } = await accounts.create(anna, note);
    await store.connection.collection('accounts').updateOne(
      { _id: userId as never },
      {
        $unset: {
          designations: 1,
          secrecy: 1,
          trainingValidUntil: 1,
          screeningValidUntil: 1,
          version: 1,
          changes: 1,
        },
      },
    );
    const reopened = await openAccounts({
      connection: store.connection,
      clock,
      tokenSecret: 'a secret of more than thirty-two characters',
      directory,
    });
    expect(await reopened.byId(userId)).toMatchObject({
      municipalityIds: [],
      missing: ['designation', 'secrecy', 'training', 'screening'],
    });
    await reopened.change(userId, 1, properties(), note);
    expect((await reopened.byId(userId))?.missing).toEqual(['secrecy']);
  });
});

describe('signing in', () => {
  test('answers an unknown address, a wrong password and a disabled account alike', async () => {
    const user = await accounts.create(anna, onServer);
    expect(await code(accounts.signIn({ email: 'bob@politie.example', password }))).toBe('sign-in-failed');
    expect(await code(accounts.signIn({ email: anna.email, password: 'wrong' }))).toBe('sign-in-failed');
    await accounts.disable(user.userId, note);
    expect(await code(accounts.signIn({ email: anna.email, password }))).toBe('sign-in-failed');
  });

  test('has to wait after five failures, even with the right password, and longer each time', async () => {
    await accounts.create(anna, onServer);
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
    await accounts.create(anna, onServer);
    const attempts = await Promise.all(
      Array.from({ length: 20 }, () =>
        accounts.signIn({ email: anna.email, password: 'wrong' }).catch(() => 'looked at'),
      ),
    );
    expect(attempts.filter((attempt) => attempt === 'looked at').length).toBeLessThanOrEqual(6);
  });
});

describe('a password', () => {
  const own = 'a passphrase that only Anna knows';
  const choose = (old = password, chosen = own) =>
    accounts.choosePassword({ email: anna.email, password: old, newPassword: chosen });

  test('that an administrator gave opens nothing but the choice of an own one, and works once', async () => {
    const { userId } = await accounts.create(anna, note);
    expect(await code(accounts.signIn({ email: anna.email, password }))).toBe('own-password-needed');
    expect((await accounts.get(userId)).account.temporaryPasswordUntil).toEqual(
      new Date('2026-11-26T10:00:00Z'),
    );
    await choose();
    await signedIn({ email: anna.email, password: own });
    expect(await code(accounts.signIn({ email: anna.email, password }))).toBe('sign-in-failed');
    const { account } = await accounts.get(userId);
    expect(account.temporaryPasswordUntil).toBeNull();
    expect(account.changes.at(-1)).toMatchObject({ byUserId: userId, changed: ['password'] });
  });

  test('of a third party is replaced in the same way', async () => {
    const { partyId } = directory.externalParties[0]!;
    await accounts.create({ ...anna, partnerId: partyId, roles: ['external-provider'] }, note);
    const credentials = { email: anna.email, password };
    expect(await code(accounts.signInExternal(credentials))).toBe('own-password-needed');
    await choose();
    expect(await accounts.signInExternal({ email: anna.email, password: own })).toHaveProperty('accessToken');
  });

  test('that was not replaced within a week is worth nothing', async () => {
    await accounts.create(anna, note);
    clock.advance(7 * 86_400_000);
    expect(await code(accounts.signIn({ email: anna.email, password }))).toBe('temporary-password-expired');
    expect(await code(choose())).toBe('temporary-password-expired');
    expect(await code(choose('wrong'))).toBe('sign-in-failed');
  });

  test('is replaced only by somebody who knows it, and never quicker than by signing in', async () => {
    await accounts.create(anna, onServer);
    for (let attempt = 1; attempt <= 6; attempt += 1)
      expect(await code(choose('wrong'))).toBe('sign-in-failed');
    expect(await choose()).toEqual({ waitSeconds: 30 });
    expect(await accounts.signIn({ email: anna.email, password })).toEqual({ waitSeconds: 30 });
  });

  test.each([
    ['too short', 'short'],
    ['the address', 'anna@politie.example'],
    ['the same again', password],
  ])('is not replaced by %s', async (_, chosen) => {
    await accounts.create(anna, note);
    await expect(choose(password, chosen)).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/newPassword' }],
    });
    expect(await code(accounts.signIn({ email: anna.email, password }))).toBe('own-password-needed');
  });

  test('that is replaced ends every session', async () => {
    await accounts.create(anna, onServer);
    const first = await signedIn();
    await choose();
    expect(await accounts.authenticate(first.accessToken)).toBeUndefined();
    expect(await code(accounts.refresh(refreshTokenOf(first)))).toBe('unauthenticated');
  });

  test('that was forgotten is replaced by a temporary one, with a reason, and ends every session', async () => {
    const { userId } = await accounts.create(anna, onServer);
    const first = await signedIn();
    const forgotten = { byUserId: 'usr-administrator', reason: 'Wachtwoord vergeten.' };
    await accounts.setTemporaryPassword(userId, 'a temporary passphrase', forgotten);
    expect(await accounts.authenticate(first.accessToken)).toBeUndefined();
    expect(await code(accounts.signIn({ email: anna.email, password }))).toBe('sign-in-failed');
    expect(await code(accounts.signIn({ email: anna.email, password: 'a temporary passphrase' }))).toBe(
      'own-password-needed',
    );
    const { account } = await accounts.get(userId);
    expect([account.version, account.changes.at(-1)]).toMatchObject([
      2,
      { ...forgotten, changed: ['password'] },
    ]);
  });

  test('of an account that is closed or unknown is not replaced', async () => {
    const { userId } = await accounts.create(anna, note);
    await accounts.disable(userId, note);
    const temporary = 'a temporary passphrase';
    expect(await code(accounts.setTemporaryPassword(userId, temporary, note))).toBe('rule-refused');
    expect(await code(accounts.setTemporaryPassword('usr-nobody', temporary, note))).toBe('not-found');
    expect(await code(choose())).toBe('sign-in-failed');
  });

  test('from before temporary ones existed is an own one', async () => {
    const { userId } = await accounts.create(anna, onServer);
    await store.connection
      .collection('accounts')
      .updateOne({ _id: userId as never }, { $unset: { temporaryPasswordUntil: 1 } });
    expect(await signedIn()).toHaveProperty('accessToken');
  });
});

describe('a session', () => {
  test('ends at once for every token when signed out', async () => {
    await accounts.create(anna, onServer);
    const first = await signedIn();
    const authenticated = await accounts.authenticate(first.accessToken);
    expect(authenticated?.user).toEqual(first.user);
    await accounts.signOut(authenticated?.sessionId ?? '');
    expect(await accounts.authenticate(first.accessToken)).toBeUndefined();
    expect(await code(accounts.refresh(refreshTokenOf(first)))).toBe('unauthenticated');
  });

  test('ends when the account is disabled', async () => {
    const user = await accounts.create(anna, onServer);
    const first = await signedIn();
    await accounts.disable(user.userId, note);
    expect(await accounts.authenticate(first.accessToken)).toBeUndefined();
    expect(await code(accounts.refresh(refreshTokenOf(first)))).toBe('unauthenticated');
  });

  test('takes the roles of this moment, not those of signing in', async () => {
    const { userId } = await accounts.put({ ...anna, secrecy: null, userId: 'usr-anna' });
    const first = await signedIn();
    await accounts.put({ ...anna, secrecy: null, userId, roles: ['manager'] });
    expect((await accounts.authenticate(first.accessToken))?.user.roles).toEqual(['manager']);
  });

  test('gets a new refresh token at each use', async () => {
    await accounts.create(anna, onServer);
    const first = await signedIn();
    const second = await accounts.refresh(refreshTokenOf(first));
    const third = await accounts.refresh(refreshTokenOf(second));
    expect(new Set([first, second, third].map(refreshTokenOf)).size).toBe(3);
    expect(await accounts.authenticate(third.accessToken)).toBeDefined();
  });

  test('is over for everyone when a used refresh token comes back', async () => {
    await accounts.create(anna, onServer);
    const first = await signedIn();
    const second = await accounts.refresh(refreshTokenOf(first));
    clock.advance(rotationGraceMs + 1);
    expect(await code(accounts.refresh(refreshTokenOf(first)))).toBe('unauthenticated');
    expect(await code(accounts.refresh(refreshTokenOf(second)))).toBe('unauthenticated');
    expect(await accounts.authenticate(second.accessToken)).toBeUndefined();
  });

  test('forgives a second tab that sends the token just replaced, but gives it nothing lasting', async () => {
    await accounts.create(anna, onServer);
    const first = await signedIn();
    const second = await accounts.refresh(refreshTokenOf(first));
    clock.advance(rotationGraceMs);
    const tab = await accounts.refresh(refreshTokenOf(first));
    expect(tab.refreshToken).toBeNull();
    expect(await accounts.authenticate(tab.accessToken)).toBeDefined();
    await accounts.refresh(refreshTokenOf(second));
  });

  test('survives two refreshes at the same moment', async () => {
    await accounts.create(anna, onServer);
    const first = await signedIn();
    const both = await Promise.all([1, 2].map(() => accounts.refresh(refreshTokenOf(first))));
    expect(both.filter(({ refreshToken }) => refreshToken !== null)).toHaveLength(1);
  });

  test('is not touched by a token with a made-up secret', async () => {
    await accounts.create(anna, onServer);
    const first = await signedIn();
    const [sessionId = ''] = refreshTokenOf(first).split('.');
    expect(await code(accounts.refresh(`${sessionId}.${'A'.repeat(43)}`))).toBe('unauthenticated');
    expect(await accounts.signOutByRefreshToken(`${sessionId}.${'A'.repeat(43)}`)).toBe(false);
    await accounts.refresh(refreshTokenOf(first));
  });

  test('ends after a working day, however often it is refreshed', async () => {
    await accounts.create(anna, onServer);
    let current = await signedIn();
    for (let hour = 0; hour < sessionLifetimeMs / 3_600_000 - 1; hour += 1) {
      clock.advance(3_600_000);
      current = await accounts.refresh(refreshTokenOf(current));
    }
    clock.advance(3_600_000);
    expect(await code(accounts.refresh(refreshTokenOf(current)))).toBe('unauthenticated');
  });

  test('keeps refresh tokens only as hashes', async () => {
    await accounts.create(anna, onServer);
    const token = refreshTokenOf(await accounts.refresh(refreshTokenOf(await signedIn())));
    const stored = JSON.stringify(await store.connection.collection('sessions').find().toArray());
    expect(stored).not.toContain(token.split('.')[1]);
  });
});
