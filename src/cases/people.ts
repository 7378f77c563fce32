import type { FieldGroup, ReadinessGap } from '../contract/access.ts';
import type { Role } from '../contract/roles.ts';
import type { CaseFile } from './case-file.ts';

/** Who is signed in, as the domain and the policy know them. */
export interface User {
  readonly userId: string;
  readonly partnerId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Municipalities for whose consultation this person is designated; of all others they know nothing. */
  readonly municipalityIds: readonly string[];
  /** Those of them whose consultation this person chairs. */
  readonly chairedMunicipalityIds: readonly string[];
  /** Groups of fields that this person may read, by purpose. */
  readonly fieldGroups: {
    readonly casework: readonly FieldGroup[];
    readonly lawfulnessReview: readonly FieldGroup[];
    /** Of these they may know that there is something, also when they may not read it. */
    readonly known: readonly FieldGroup[];
  };
  /** The moment at which all this holds, and at which is decided whether something that ends by itself has ended. */
  readonly at: Date;
  /** What must be put right before this person may work on cases; empty: nothing. */
  readonly missing: readonly ReadinessGap[];
}

/** The directory of people. Names never leave it for the process engine, a log or an error. */
export interface People {
  /** Everyone of a partner who may sign in. */
  byPartner(partnerId: string): Promise<readonly User[]>;
  /** Also someone who may no longer sign in, so that old records keep a name. */
  byId(userId: string): Promise<User | undefined>;
}

/** Whether a person may be given work in a case: an attendee, designated for its municipality, with nothing missing. */
export function mayWorkOn(user: User, { municipalityId }: Pick<CaseFile, 'municipalityId'>): boolean {
  return (
    user.roles.includes('attendee') &&
    user.missing.length === 0 &&
    user.municipalityIds.includes(municipalityId)
  );
}
