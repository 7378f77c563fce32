import { no, ofRole, yes, type Rules } from './rule.ts';

/** What is done with accounts. */
export interface AccountResources {
  'account.manage': undefined;
  'account.change': { readonly userId: string };
  'secrecy.acknowledge': undefined;
}

const manages = ofRole('administrator', 'U beheert de accounts.');

export const accountRules: Rules<AccountResources> = {
  'account.manage': manages,
  /** Nobody gives themselves access: an administrator's own account is kept by another. */
  'account.change': (user, account) => {
    const decision = manages(user);
    if (!decision.allowed) return decision;
    return account.userId === user.userId
      ? no('Uw eigen account wijzigt een andere beheerder.')
      : yes('U beheert de accounts.');
  },
  'secrecy.acknowledge': () => yes('Wie aangemeld is kan de geheimhouding bevestigen.'),
};
