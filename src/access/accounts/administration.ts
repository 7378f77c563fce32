import type { Model } from 'mongoose';
import type { User } from '../../cases/people.ts';
import type { Clock } from '../../lib/clock.ts';
import { productError, type ErrorDetail } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { normaliseEmail, type Account } from './account.ts';
import { objectionsTo, passwordObjections, type AccountProperties } from './objections.ts';
import { hashPassword, temporaryPasswordDays } from './passwords.ts';
import type { Sessions } from './sessions.ts';
import type { Directory } from './standing.ts';

/** Who changes an account and why; kept with it. */
export interface ChangeNote {
  /** null: with the command on the server. */
  readonly byUserId: string | null;
  readonly reason: string;
}

export type NewAccount = AccountProperties & { readonly password: string };

/** What administrators do with accounts. Passwords and hashes never come out. */
export interface AccountAdministration {
  /** One page, by name; disabled accounts too. */
  list(page: {
    readonly page: number;
    readonly pageSize: number;
  }): Promise<{ readonly accounts: readonly AccountRecord[]; readonly total: number }>;
  /** @throws ProductError `not-found` */
  get(userId: string): Promise<AccountRecord>;
  /**
   * Its password is a temporary one, unless it was typed on the server by the person themselves.
   *
   * @throws ProductError `invalid-request` with a pointer per field; also when the address has an account already
   */
  create(account: NewAccount, note: ChangeNote): Promise<User>;
  /**
   * @param version the version that was read
   * @throws ProductError `account-changed` when it changed since, `not-found`, `invalid-request`
   */
  change(userId: string, version: number, properties: AccountProperties, note: ChangeNote): Promise<User>;
  /**
   * For somebody who forgot their own: replaces it by one that opens nothing until the person has chosen an own password,
   * and ends all sessions. So an administrator who uses it for themselves cannot go unnoticed.
   *
   * @throws ProductError `invalid-request`, `not-found`, `rule-refused` for an account that is disabled
   */
  setTemporaryPassword(userId: string, password: string, note: ChangeNote): Promise<void>;
  /**
   * Nobody can sign in to it any more and its sessions end; the name stays for old records. Repeating is fine.
   *
   * @throws ProductError `not-found`
   */
  disable(userId: string, note: ChangeNote): Promise<void>;
}

/** An account as administrators see it. */
export interface AccountRecord {
  readonly account: Omit<Account, 'passwordHash'>;
  readonly standing: User;
}

const properties = [
  'partnerId',
  'name',
  'email',
  'roles',
  'designations',
  'trainingValidUntil',
  'screeningValidUntil',
] as const satisfies readonly (keyof AccountProperties)[];

const withoutHash = { passwordHash: 0 } as const;

export function accountAdministration(parts: {
  readonly model: Model<Account>;
  readonly sessions: Pick<Sessions, 'endAll'>;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly userOf: (account: Omit<Account, 'passwordHash'>) => User;
}): AccountAdministration {
  const { model, sessions, clock, directory, userOf } = parts;

  const refuse = (errors: readonly ErrorDetail[]): void => {
    if (errors.length > 0)
      throw productError('invalid-request', { reason: 'het account kan zo niet worden bewaard' }, errors);
  };

  /** Two accounts never have one address: the index refuses the second. */
  const once = async <T>(write: () => Promise<T>): Promise<T> => {
    try {
      return await write();
    } catch (error) {
      if ((error as { code?: unknown }).code !== 11000) throw error;
      refuse([{ pointer: '/email', message: 'Dit e-mailadres heeft al een account.' }]);
      throw error;
    }
  };

  const found = async (userId: string): Promise<Omit<Account, 'passwordHash'>> => {
    const account = await model.findById(userId, withoutHash).lean<Omit<Account, 'passwordHash'>>();
    if (account === null) throw productError('not-found', { what: `Account ${userId}` });
    return account;
  };

  const recordOf = (account: Omit<Account, 'passwordHash'>): AccountRecord => ({
    account,
    standing: userOf(account),
  });

  return {
    async list({ page, pageSize }) {
      const [accounts, total] = await Promise.all([
        model
          .find({}, withoutHash)
          .sort({ name: 1, _id: 1 })
          .skip((page - 1) * pageSize)
          .limit(pageSize)
          .lean<Omit<Account, 'passwordHash'>[]>(),
        // Every account has a version; so the count comes from an index.
        model.countDocuments({ version: { $gte: 1 } }),
      ]);
      return { accounts: accounts.map(recordOf), total };
    },

    get: async (userId) => recordOf(await found(userId)),

    async create(account, { byUserId, reason }) {
      refuse([
        ...objectionsTo(account, directory),
        ...passwordObjections(account.password, account, 'password'),
      ]);
      const now = clock.now();
      const record: Account = {
        _id: newId('usr'),
        ...entered(account),
        passwordHash: await hashPassword(account.password),
        temporaryPasswordUntil: byUserId === null ? null : temporaryUntil(now),
        secrecy: null,
        createdAt: now,
        disabledAt: null,
        version: 1,
        changes: [{ at: now, byUserId, reason, changed: [...properties] }],
      };
      await once(() => model.create(record));
      return userOf(record);
    },

    async change(userId, version, given, { byUserId, reason }) {
      refuse(objectionsTo(given, directory));
      const before = await found(userId);
      const after = entered(given);
      const changed = properties.filter((name) => !same(before[name], after[name]));
      const change = { at: clock.now(), byUserId, reason, changed };
      const stored = await once(() =>
        model
          .findOneAndUpdate(
            { _id: userId, version },
            { $set: { ...after, version: version + 1 }, $push: { changes: change } },
            { returnDocument: 'after' },
          )
          .lean<Account>(),
      );
      if (stored === null) throw productError('account-changed', { userId });
      return userOf(stored);
    },

    async setTemporaryPassword(userId, password, { byUserId, reason }) {
      const account = await found(userId);
      refuse(passwordObjections(password, account, 'password'));
      const now = clock.now();
      const change = { at: now, byUserId, reason, changed: ['password'] };
      const { matchedCount } = await model.updateOne(
        { _id: userId, disabledAt: null },
        {
          $set: { passwordHash: await hashPassword(password), temporaryPasswordUntil: temporaryUntil(now) },
          $inc: { version: 1 },
          $push: { changes: change },
        },
      );
      if (matchedCount === 0) throw productError('rule-refused', { reason: 'Dit account is afgesloten.' });
      await sessions.endAll(userId);
    },

    async disable(userId, { byUserId, reason }) {
      const now = clock.now();
      const change = { at: now, byUserId, reason, changed: ['disabledAt'] };
      const { matchedCount } = await model.updateOne(
        { _id: userId, disabledAt: null },
        { $set: { disabledAt: now }, $inc: { version: 1 }, $push: { changes: change } },
      );
      if (matchedCount === 0) await found(userId);
      await sessions.endAll(userId);
    },
  };
}

const temporaryUntil = (now: Date): Date => new Date(now.getTime() + temporaryPasswordDays * 86_400_000);

/** What was entered, as it is kept. */
export function entered(given: AccountProperties): AccountProperties & Pick<Account, 'roles'> {
  return {
    partnerId: given.partnerId,
    name: given.name.trim(),
    email: normaliseEmail(given.email),
    roles: [...given.roles],
    designations: [...given.designations],
    trainingValidUntil: given.trainingValidUntil,
    screeningValidUntil: given.screeningValidUntil,
  };
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
