import type { Decision } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { User } from '../people.ts';

/** What the domain asks of the access policy about the rights of the person; `src/access/person-rules.ts` answers it. */
export interface PersonAccess {
  /** What was done for the rights of the person. */
  readPerson(user: User, caseFile: CaseFile): Decision;
  reportLapse(user: User, caseFile: CaseFile): Decision;
  /** Record requests of the person and give it access. */
  handleRights(user: User, caseFile: CaseFile): Decision;
  reportBreach(user: User, caseFile: CaseFile): Decision;
}
