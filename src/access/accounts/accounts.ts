import type { Connection } from 'mongoose';
import type { Role } from '../../contract/roles.ts';
import type { People, User } from '../../cases/people.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError, type ErrorDetail } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { accessTokens } from './access-tokens.ts';
import { accountModel, normaliseEmail, type Account } from './account.ts';
import { hashPassword, passwordObjection, verifyAgainstNothing, verifyPassword } from './passwords.ts';
import { sessions } from './sessions.ts';
import { signInThrottle } from './sign-in-throttle.ts';

/** What a signed-in browser gets. The refresh token travels in a cookie only. */
export interface SignedIn {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly user: User;
  /** null: the browser keeps the refresh token that it has. */
  readonly refreshToken: string | null;
  readonly refreshExpiresAt: Date;
}

/** The answer to a sign-in that came too soon after failed ones. */
export interface SignInDelayed {
  readonly waitSeconds: number;
}

export interface NewAccount {
  readonly partnerId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly password: string;
}

/** Accounts and sessions: who may sign in, and who is behind a token. Also the directory of people. */
export interface Accounts extends People {
  /** @throws ProductError `sign-in-failed`, the same for an unknown address, a wrong password and a disabled account */
  signIn(credentials: {
    readonly email: string;
    readonly password: string;
  }): Promise<SignedIn | SignInDelayed>;
  /** @throws ProductError `unauthenticated` when the token is unknown, expired, or was used before */
  refresh(refreshToken: string): Promise<SignedIn>;
  /** @returns who sends this request now, with the roles of this moment; undefined when the token is not (or no longer) good */
  authenticate(accessToken: string): Promise<{ readonly user: User; readonly sessionId: string } | undefined>;
  signOut(sessionId: string): Promise<void>;
  /** @returns whether the refresh token belonged to a session that was still open */
  signOutByRefreshToken(refreshToken: string): Promise<boolean>;
  /** @throws ProductError `invalid-request` with a pointer per field; also when the address has an account already */
  create(account: NewAccount): Promise<User>;
  /** Makes this account exist with exactly these properties; for demo mode and tests. */
  put(account: NewAccount & { readonly userId: string }): Promise<User>;
  /** Nobody can sign in to it any more and its sessions end; the name stays for old records. */
  disable(userId: string): Promise<void>;
  /** Whether anyone has an account yet. */
  isEmpty(): Promise<boolean>;
}

export interface AccountsOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Signs access tokens; see `keptSecret`. */
  readonly tokenSecret: string;
  /** Ids of the partners in the configuration; an account belongs to one of them. */
  readonly partnerIds: readonly string[];
  /** Default 900: 15 minutes. */
  readonly accessTokenSeconds?: number;
}

const userOf = (account: Account): User => ({
  userId: account._id,
  partnerId: account.partnerId,
  name: account.name,
  roles: [...account.roles],
});

/** Opens the collections and waits for their indexes: two accounts with one address must never come to be. */
export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { connection, clock, partnerIds } = options;
  const model = accountModel(connection);
  const openSessions = sessions(connection, clock);
  const throttle = signInThrottle(connection, clock);
  const tokens = accessTokens({
    secret: options.tokenSecret,
    clock,
    ...(options.accessTokenSeconds === undefined ? {} : { lifetimeSeconds: options.accessTokenSeconds }),
  });
  await Promise.all([model.init(), openSessions.ready(), throttle.ready()]);

  const active = (userId: string) => model.findOne({ _id: userId, disabledAt: null }).lean<Account>();

  return {
    async signIn({ email, password }) {
      const waitSeconds = await throttle.attempt(email);
      if (waitSeconds > 0) return { waitSeconds };
      const account = await model.findOne({ email: normaliseEmail(email), disabledAt: null }).lean<Account>();
      const right =
        account === null
          ? await verifyAgainstNothing(password)
          : await verifyPassword(account.passwordHash, password);
      if (account === null || !right) throw productError('sign-in-failed', {});
      await throttle.succeeded(email);
      const session = await openSessions.start(account._id);
      return {
        accessToken: tokens.issue({ userId: account._id, sessionId: session.sessionId }),
        expiresInSeconds: tokens.lifetimeSeconds,
        user: userOf(account),
        refreshToken: session.refreshToken,
        refreshExpiresAt: session.expiresAt,
      };
    },

    async refresh(refreshToken) {
      const result = await openSessions.refresh(refreshToken);
      if (result.kind !== 'refreshed') throw productError('unauthenticated', {});
      const account = await active(result.userId);
      if (account === null) throw productError('unauthenticated', {});
      return {
        accessToken: tokens.issue({ userId: account._id, sessionId: result.sessionId }),
        expiresInSeconds: tokens.lifetimeSeconds,
        user: userOf(account),
        refreshToken: result.refreshToken,
        refreshExpiresAt: result.expiresAt,
      };
    },

    async authenticate(accessToken) {
      const claims = tokens.verify(accessToken);
      if (claims === null) return undefined;
      // Both are read at every request, so that signing out, disabling and a change of roles work at once.
      const [account, live] = await Promise.all([
        active(claims.userId),
        openSessions.isLive(claims.sessionId, claims.userId),
      ]);
      return account === null || !live ? undefined : { user: userOf(account), sessionId: claims.sessionId };
    },

    signOut: (sessionId) => openSessions.end(sessionId),

    signOutByRefreshToken: (refreshToken) => openSessions.endByRefreshToken(refreshToken),

    async create(account) {
      const errors = objections(account, partnerIds);
      if (errors.length > 0)
        throw productError('invalid-request', { reason: 'het account kan zo niet worden gemaakt' }, errors);
      const record = await recordOf({ ...account, userId: newId('usr') }, clock);
      try {
        await model.create(record);
      } catch (error) {
        if ((error as { code?: unknown }).code !== 11000) throw error;
        throw productError('invalid-request', { reason: 'het account kan zo niet worden gemaakt' }, [
          { pointer: '/email', message: 'Dit e-mailadres heeft al een account.' },
        ]);
      }
      return userOf(record);
    },

    async put(account) {
      const existing = await model.findById(account.userId).lean<Account>();
      const email = normaliseEmail(account.email);
      const unchanged =
        existing !== null &&
        existing.email === email &&
        existing.name === account.name &&
        existing.partnerId === account.partnerId &&
        existing.disabledAt === null &&
        existing.roles.join() === account.roles.join() &&
        (await verifyPassword(existing.passwordHash, account.password));
      if (unchanged) return userOf(existing);
      const { _id, ...properties } = await recordOf(account, clock);
      await model.updateOne({ _id }, { $set: properties }, { upsert: true });
      return userOf({ _id, ...properties });
    },

    async disable(userId) {
      await model.updateOne({ _id: userId, disabledAt: null }, { $set: { disabledAt: clock.now() } });
      await openSessions.endAll(userId);
    },

    async isEmpty() {
      return (await model.exists({})) === null;
    },

    async byPartner(partnerId) {
      const accounts = await model.find({ partnerId, disabledAt: null }).sort({ name: 1 }).lean<Account[]>();
      return accounts.map(userOf);
    },

    async byId(userId) {
      const account = await model.findById(userId).lean<Account>();
      return account === null ? undefined : userOf(account);
    },
  };
}

async function recordOf(account: NewAccount & { userId: string }, clock: Clock): Promise<Account> {
  return {
    _id: account.userId,
    partnerId: account.partnerId,
    name: account.name.trim(),
    email: normaliseEmail(account.email),
    roles: [...account.roles],
    passwordHash: await hashPassword(account.password),
    createdAt: clock.now(),
    disabledAt: null,
  };
}

function objections(account: NewAccount, partnerIds: readonly string[]): ErrorDetail[] {
  const errors: ErrorDetail[] = [];
  if (account.name.trim().length < 2 || account.name.length > 200)
    errors.push({ pointer: '/name', message: 'Geef een naam van 2 tot 200 tekens.' });
  if (account.email.length > 200 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(account.email.trim()))
    errors.push({ pointer: '/email', message: 'Geef een e-mailadres, zoals naam@organisatie.nl.' });
  if (!partnerIds.includes(account.partnerId))
    errors.push({ pointer: '/partnerId', message: 'Deze organisatie staat niet in config/partners.json.' });
  if (account.roles.length === 0) errors.push({ pointer: '/roles', message: 'Geef minstens één rol.' });
  const objection = passwordObjection(account.password, account);
  if (objection !== null) errors.push({ pointer: '/password', message: objection });
  return errors;
}
