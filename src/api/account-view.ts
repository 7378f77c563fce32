import type { AccountRecord } from '../access/accounts/index.ts';
import { can } from '../access/policy.ts';
import type { User } from '../cases/people.ts';
import type { Account } from '../contract/accounts.ts';
import { productError } from '../lib/errors.ts';
import { partnerName } from './person.ts';
import type { ApiServices } from './services.ts';

/** An account as an administrator's browser gets it. */
export async function accountView(
  { configuration, accounts }: Pick<ApiServices, 'configuration' | 'accounts'>,
  user: User,
  { account, standing }: AccountRecord,
): Promise<Account> {
  const nameOf = async (userId: string | null): Promise<string | null> =>
    userId === null ? null : ((await accounts.byId(userId))?.name ?? 'Onbekend');
  return {
    userId: account._id,
    name: account.name,
    email: account.email,
    partnerId: account.partnerId,
    partnerName: partnerName(configuration, account.partnerId),
    roles: [...account.roles],
    designations: [...account.designations],
    trainingValidUntil: account.trainingValidUntil,
    screeningValidUntil: account.screeningValidUntil,
    secrecyAcknowledgedAt: account.secrecy?.at.toISOString() ?? null,
    missing: [...standing.missing],
    createdAt: account.createdAt.toISOString(),
    disabledAt: account.disabledAt?.toISOString() ?? null,
    temporaryPasswordUntil: account.temporaryPasswordUntil?.toISOString() ?? null,
    version: account.version,
    mayChange: account.disabledAt === null && can(user, 'account.change', { userId: account._id }).allowed,
    changes: await Promise.all(
      account.changes.map(async ({ at, byUserId, reason, changed }) => ({
        at: at.toISOString(),
        byName: await nameOf(byUserId),
        reason,
        changed: [...changed],
      })),
    ),
  };
}

/**
 * Carries out a change of an account, and answers what the account is after it.
 *
 * @throws ProductError `not-permitted` when this user may not change this account
 */
export async function changedAccount(
  services: Pick<ApiServices, 'configuration' | 'accounts'>,
  user: User,
  account: { readonly userId: string },
  change: () => Promise<unknown>,
): Promise<Account> {
  const decision = can(user, 'account.change', account);
  if (!decision.allowed) throw productError('not-permitted', { why: decision.why });
  await change();
  return accountView(services, user, await services.accounts.get(account.userId));
}
