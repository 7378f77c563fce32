import type { Connection } from 'mongoose';
import { dayOf } from '../../cases/local-day.ts';
import type { People, User } from '../../cases/people.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError } from '../../lib/errors.ts';
import { accessTokens, type Surface } from './access-tokens.ts';
import { accountModel, giveCredentialsToOldAccounts, normaliseEmail, type Account } from './account.ts';
import {
  accountAdministration,
  entered,
  type AccountAdministration,
  type NewAccount,
} from './administration.ts';
import { passwordObjections } from './objections.ts';
import { hashPassword, verifyAgainstNothing, verifyPassword } from './passwords.ts';
import { sessions } from './sessions.ts';
import { signInThrottle } from './sign-in-throttle.ts';
import { standingOf, type Credentials, type Directory } from './standing.ts';

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

/** Accounts and sessions: who may sign in, and who is behind a token. Also the directory of people. */
export interface Accounts extends People, AccountAdministration {
  /**
   * @throws ProductError `sign-in-failed`, the same for an unknown address, a wrong password and a disabled account;
   *   `own-password-needed`, `temporary-password-expired` when an administrator set the password
   */
  signIn(credentials: {
    readonly email: string;
    readonly password: string;
  }): Promise<SignedIn | SignInDelayed>;
  /**
   * Signs a third party in at its own surface: without renewal, and with a token that opens nothing else.
   *
   * @throws ProductError as `signIn`; `sign-in-failed` also for someone who is no third party
   */
  signInExternal(credentials: {
    readonly email: string;
    readonly password: string;
  }): Promise<Omit<SignedIn, 'refreshToken' | 'refreshExpiresAt'> | SignInDelayed>;
  /**
   * Replaces the password, temporary or not, by one that only this person knows, and ends all sessions. For participants and
   * third parties alike.
   *
   * @throws ProductError `sign-in-failed`, `temporary-password-expired`, `invalid-request` with a pointer to `newPassword`
   */
  choosePassword(credentials: {
    readonly email: string;
    readonly password: string;
    readonly newPassword: string;
  }): Promise<SignInDelayed | undefined>;
  /** @throws ProductError `unauthenticated` when the token is unknown, expired, or was used before */
  refresh(refreshToken: string): Promise<SignedIn>;
  /** @returns who sends this request now, with the roles of this moment; undefined when the token is not (or no longer) good */
  authenticate(
    accessToken: string,
    surface?: Surface,
  ): Promise<{ readonly user: User; readonly sessionId: string } | undefined>;
  signOut(sessionId: string): Promise<void>;
  /** @returns whether the refresh token belonged to a session that was still open */
  signOutByRefreshToken(refreshToken: string): Promise<boolean>;
  /**
   * Notes that this person acknowledged the duty of secrecy; repeating is fine.
   *
   * @param version of the text that was read
   * @throws ProductError `rule-refused` when there is a newer text
   */
  acknowledgeSecrecy(userId: string, version: string): Promise<User>;
  /** Makes this account exist with exactly these properties; for demo mode and tests. */
  put(account: NewAccount & Credentials & { readonly userId: string }): Promise<User>;
  /** Whether anyone has an account yet. */
  isEmpty(): Promise<boolean>;
}

export interface AccountsOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Signs access tokens; see `keptSecret`. */
  readonly tokenSecret: string;
  /** Organisations, consultations and what people need before they may work on cases. */
  readonly directory: Directory;
  /** Default 900: 15 minutes. */
  readonly accessTokenSeconds?: number;
}

/** Who is a third party is nothing else: the role leads to the surface of third parties and to no other. */
const surfaceOf = ({ roles }: Pick<Account, 'roles'>): Surface =>
  roles.includes('external-provider') ? 'external' : 'participants';

/** Opens the collections and waits for their indexes: two accounts with one address must never come to be. */
export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { connection, clock, directory } = options;
  const model = accountModel(connection);
  const openSessions = sessions(connection, clock);
  const throttle = signInThrottle(connection, clock);
  const tokens = accessTokens({
    secret: options.tokenSecret,
    clock,
    ...(options.accessTokenSeconds === undefined ? {} : { lifetimeSeconds: options.accessTokenSeconds }),
  });
  await Promise.all([model.init(), openSessions.ready(), throttle.ready()]);
  await giveCredentialsToOldAccounts(model);

  const userOf = (account: Omit<Account, 'passwordHash'>): User => {
    const at = clock.now();
    return {
      userId: account._id,
      partnerId: account.partnerId,
      name: account.name,
      roles: [...account.roles],
      at,
      ...standingOf(account, directory, dayOf(at, directory.timeZone)),
    };
  };

  const active = (userId: string) => model.findOne({ _id: userId, disabledAt: null }).lean<Account>();

  /**
   * Whose credentials these are, when they are right.
   *
   * @param surface to which the account must belong; default any
   */
  const recognise = async (
    { email, password }: { readonly email: string; readonly password: string },
    surface?: Surface,
  ): Promise<Account | SignInDelayed> => {
    const waitSeconds = await throttle.attempt(email);
    if (waitSeconds > 0) return { waitSeconds };
    const account = await model.findOne({ email: normaliseEmail(email), disabledAt: null }).lean<Account>();
    const right =
      account === null
        ? await verifyAgainstNothing(password)
        : await verifyPassword(account.passwordHash, password);
    if (account === null || !right || (surface !== undefined && surfaceOf(account) !== surface))
      throw productError('sign-in-failed', {});
    await throttle.succeeded(email);
    const { temporaryPasswordUntil } = account;
    if (temporaryPasswordUntil && temporaryPasswordUntil <= clock.now())
      throw productError('temporary-password-expired', {});
    return account;
  };

  /** The same for signing in, for which a temporary password is not enough. */
  const admit = async (
    credentials: { readonly email: string; readonly password: string },
    surface: Surface,
  ): Promise<Account | SignInDelayed> => {
    const account = await recognise(credentials, surface);
    if ('waitSeconds' in account) return account;
    if (account.temporaryPasswordUntil) throw productError('own-password-needed', {});
    return account;
  };

  return {
    ...accountAdministration({ model, sessions: openSessions, clock, directory, userOf }),

    async signIn(credentials) {
      const account = await admit(credentials, 'participants');
      if ('waitSeconds' in account) return account;
      const session = await openSessions.start(account._id);
      return {
        accessToken: tokens.issue({ userId: account._id, sessionId: session.sessionId }, 'participants'),
        expiresInSeconds: tokens.lifetimeSeconds,
        user: userOf(account),
        refreshToken: session.refreshToken,
        refreshExpiresAt: session.expiresAt,
      };
    },

    async signInExternal(credentials) {
      const account = await admit(credentials, 'external');
      if ('waitSeconds' in account) return account;
      // Its refresh token is thrown away: the session lasts as long as the access token.
      const { sessionId } = await openSessions.start(account._id);
      return {
        accessToken: tokens.issue({ userId: account._id, sessionId }, 'external'),
        expiresInSeconds: tokens.lifetimeSeconds,
        user: userOf(account),
      };
    },

    async choosePassword({ newPassword, ...credentials }) {
      const account = await recognise(credentials);
      if ('waitSeconds' in account) return account;
      const errors =
        newPassword === credentials.password
          ? [{ pointer: '/newPassword', message: 'Kies een ander wachtwoord dan het oude.' }]
          : passwordObjections(newPassword, account, 'newPassword');
      if (errors.length > 0)
        throw productError('invalid-request', { reason: 'dit wachtwoord kan niet' }, errors);
      const change = { at: clock.now(), byUserId: account._id, reason: '', changed: ['password'] };
      const { matchedCount } = await model.updateOne(
        { _id: account._id, passwordHash: account.passwordHash, disabledAt: null },
        {
          $set: { passwordHash: await hashPassword(newPassword), temporaryPasswordUntil: null },
          $push: { changes: change },
        },
      );
      // Meanwhile an administrator set another or disabled the account.
      if (matchedCount === 0) throw productError('sign-in-failed', {});
      await openSessions.endAll(account._id);
      return undefined;
    },

    async refresh(refreshToken) {
      const result = await openSessions.refresh(refreshToken);
      if (result.kind !== 'refreshed') throw productError('unauthenticated', {});
      const account = await active(result.userId);
      if (account === null || surfaceOf(account) !== 'participants')
        throw productError('unauthenticated', {});
      return {
        accessToken: tokens.issue({ userId: account._id, sessionId: result.sessionId }, 'participants'),
        expiresInSeconds: tokens.lifetimeSeconds,
        user: userOf(account),
        refreshToken: result.refreshToken,
        refreshExpiresAt: result.expiresAt,
      };
    },

    async authenticate(accessToken, surface = 'participants') {
      const claims = tokens.verify(accessToken, surface);
      if (claims === null) return undefined;
      // Both are read at every request, so that signing out, disabling and a change of roles work at once.
      const [account, live] = await Promise.all([
        active(claims.userId),
        openSessions.isLive(claims.sessionId, claims.userId),
      ]);
      return account === null || !live || surfaceOf(account) !== surface
        ? undefined
        : { user: userOf(account), sessionId: claims.sessionId };
    },

    signOut: (sessionId) => openSessions.end(sessionId),

    signOutByRefreshToken: (refreshToken) => openSessions.endByRefreshToken(refreshToken),

    async acknowledgeSecrecy(userId, version) {
      if (version !== directory.access.secrecy.version)
        throw productError('rule-refused', { reason: 'Er is een nieuwe tekst over geheimhouding.' });
      await model.updateOne(
        { _id: userId, 'secrecy.version': { $ne: version } },
        { $set: { secrecy: { at: clock.now(), version } } },
      );
      const account = await active(userId);
      if (account === null) throw productError('unauthenticated', {});
      return userOf(account);
    },

    async put({ userId, password, secrecy, ...given }) {
      const existing = await model.findById(userId).lean<Account>();
      const properties = { ...entered(given), secrecy, disabledAt: null, temporaryPasswordUntil: null };
      const passwordHash =
        existing !== null && (await verifyPassword(existing.passwordHash, password))
          ? existing.passwordHash
          : await hashPassword(password);
      const begin = { createdAt: clock.now(), version: 1, changes: [] };
      const stored = await model
        .findOneAndUpdate(
          { _id: userId },
          { $set: { ...properties, passwordHash }, $setOnInsert: begin },
          { upsert: true, returnDocument: 'after' },
        )
        .lean<Account>();
      return userOf(stored);
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
