import type { Decision } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { User } from '../people.ts';

/** What the domain asks of the access policy about transfers to another municipality; `src/access/transfer-rules.ts` answers it. */
export interface TransferAccess {
  /** Propose to transfer a case, and take that back. */
  transfer(user: User, caseFile: CaseFile): Decision;
  /** See what of a case that has moved went to the other municipality. */
  readTransferred(user: User, caseFile: CaseFile): Decision;
}
