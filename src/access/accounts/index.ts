export {
  openAccounts,
  type Accounts,
  type AccountsOptions,
  type NewAccount,
  type SignedIn,
  type SignInDelayed,
} from './accounts.ts';
export { createDemoAccounts } from './demo-accounts.ts';
