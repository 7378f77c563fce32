import type { Demo } from '../../cases/configuration.ts';
import type { Accounts } from './accounts.ts';

/**
 * Makes the fictional accounts of `config/demo.json` exist. Their password is public.
 *
 * @param environment the value of NODE_ENV
 * @throws Error in production, before anything is written
 */
export async function createDemoAccounts(options: {
  readonly accounts: Pick<Accounts, 'put'>;
  readonly demo: Demo;
  readonly environment: string | undefined;
}): Promise<void> {
  const { accounts, demo, environment } = options;
  if (environment === 'production')
    throw new Error(
      'Demo accounts have a public password and are refused with NODE_ENV=production. Create an administrator with: npm run create-administrator',
    );
  for (const user of demo.users) await accounts.put({ ...user, password: demo.password });
}
