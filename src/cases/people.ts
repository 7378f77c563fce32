import type { Role } from '../contract/roles.ts';

/** Who is signed in, as the domain and the policy know them. */
export interface User {
  readonly userId: string;
  readonly partnerId: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** The directory of people. Names never leave it for the process engine, a log or an error. */
export interface People {
  /** Everyone of a partner who may sign in. */
  byPartner(partnerId: string): Promise<readonly User[]>;
  /** Also someone who may no longer sign in, so that old records keep a name. */
  byId(userId: string): Promise<User | undefined>;
}
