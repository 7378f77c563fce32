import type { Decision, ListFilter } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { User } from '../people.ts';
import type { ProvisionPackage } from './provision-record.ts';

/** A package at a moment: it is there until it ends. */
export interface PackageAt {
  readonly provided: ProvisionPackage;
  readonly at: Date;
}

/** What the domain asks of the access policy about provision; `src/access/provision-rules.ts` answers it. */
export interface ProvisionAccess {
  /** See what was provided of a case, propose a package, and see what a recipient will see. */
  provide(user: User, caseFile: CaseFile): Decision;
  /** Read and answer a package as its recipient. */
  readPackage(user: User, resource: PackageAt): Decision;
  /** The cases with a package that the recipient may see: the same set as `readPackage` allows. */
  packageFilter(user: User, at: Date): ListFilter;
}
