export {
  openAccounts,
  type Accounts,
  type AccountsOptions,
  type SignedIn,
  type SignInDelayed,
} from './accounts.ts';
export type { AccountRecord, ChangeNote, NewAccount } from './administration.ts';
export { createDemoAccounts, demoCredentials } from './demo-accounts.ts';
export { standingOf, type Directory } from './standing.ts';
