import type { Demo, DemoUser } from '../../cases/configuration.ts';
import type { Accounts } from './accounts.ts';
import type { Credentials, Directory } from './standing.ts';

/** Fictional people have acknowledged secrecy, and are trained and screened for ever. */
export function demoCredentials(user: DemoUser, { access }: Pick<Directory, 'access'>): Credentials {
  return {
    designations: user.designations,
    secrecy: { at: new Date('2026-01-01T00:00:00Z'), version: access.secrecy.version },
    trainingValidUntil: '9999-12-31',
    screeningValidUntil: '9999-12-31',
  };
}

/**
 * Makes the fictional accounts of `config/demo.json` exist. Their password is public.
 *
 * @param environment the value of NODE_ENV
 * @throws Error in production, before anything is written
 */
export async function createDemoAccounts(options: {
  readonly accounts: Pick<Accounts, 'put'>;
  readonly configuration: Pick<Directory, 'access'> & { readonly demo: Demo };
  readonly environment: string | undefined;
}): Promise<void> {
  const { accounts, configuration, environment } = options;
  const { demo } = configuration;
  if (environment === 'production')
    throw new Error(
      'Demo accounts have a public password and are refused with NODE_ENV=production. Create an administrator with: npm run create-administrator',
    );
  for (const user of demo.users)
    await accounts.put({ ...user, ...demoCredentials(user, configuration), password: demo.password });
}
