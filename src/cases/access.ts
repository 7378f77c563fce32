import type { FieldGroup } from '../contract/access.ts';
import type { StatedGround } from './accountability/audit-record.ts';
import type { CaseFile, CaseSignal, ReviewRequest, Submission } from './case-file.ts';
import type { InboxItem } from './inbox-item.ts';
import type { InformationItem } from './information/model.ts';
import type { AgendaRequest } from './meeting/model.ts';
import type { MeetingRecord } from './meeting/records.ts';
import type { User } from './people.ts';
import type { ReceivedDocument } from './transfer/transfer-record.ts';

/** An access decision that can be explained to the person and in a test. */
export interface Decision {
  readonly allowed: boolean;
  /** The rule that decided, as a Dutch sentence without ids or names. */
  readonly why: string;
  /** What would have to change for another answer, in Dutch and without ids or names; only with a refusal. */
  readonly needed?: string;
  /** On what it rests when it is no ordinary part in the case; noted in the audit log with every use of it. */
  readonly ground?: StatedGround;
}

/** A part of the case file that is shown or hidden as a whole. */
export type CasePart =
  | { readonly kind: 'signal'; readonly signal: CaseSignal }
  | { readonly kind: 'submission'; readonly submission: Submission }
  | { readonly kind: 'information'; readonly item: InformationItem }
  | { readonly kind: 'review-request'; readonly reviewRequest: ReviewRequest }
  | { readonly kind: 'agenda-request'; readonly agendaRequest: AgendaRequest }
  | { readonly kind: 'meeting-record'; readonly record: MeetingRecord }
  | { readonly kind: 'received-document'; readonly document: ReceivedDocument };

/** One field of a part of the case file: what it holds and who supplied it. */
export interface CaseField {
  /** Who may not read one of these groups does not read the field. */
  readonly groups: readonly FieldGroup[];
  readonly supplierPartnerId: string;
}

/** Whether a field is shown; when it is not, whether a placeholder may tell that there is something. */
export interface FieldDecision extends Decision {
  readonly existenceKnown: boolean;
}

/** A MongoDB filter that holds exactly the documents a user may see in a list. */
export type ListFilter = Readonly<Record<string, unknown>>;

/**
 * What the domain asks of the access policy before it shows or changes anything; `src/access/policy.ts` answers it.
 * Everything not allowed by a rule is refused.
 */
export interface CaseAccess {
  itemFilter(user: User, list: 'mine' | 'unassigned' | 'done'): ListFilter;
  caseFilter(user: User): ListFilter;
  readItem(user: User, item: InboxItem): Decision;
  claimItem(user: User, item: InboxItem): Decision;
  releaseItem(user: User, item: InboxItem): Decision;
  completeItem(user: User, item: InboxItem): Decision;
  /** That the case exists and where it stands. */
  readCase(user: User, caseFile: CaseFile): Decision;
  /** Timeline, steps and diagram: the course of the case without its content. */
  readCourse(user: User, caseFile: CaseFile): Decision;
  /** One part of the content. */
  readPart(user: User, caseFile: CaseFile, part: CasePart): Decision;
  /** One field of a part that may be read. */
  readField(user: User, caseFile: CaseFile, field: CaseField): FieldDecision;
  recordSignal(user: User): Decision;
  addSignal(user: User, caseFile: CaseFile): Decision;
  requestReview(user: User, caseFile: CaseFile): Decision;
  /** Open the case in an emergency, without taking part in it. */
  breakGlass(user: User, caseFile: CaseFile): Decision;
  /** Hear that somebody did so. */
  knowBreakGlass(user: User, caseFile: CaseFile): Decision;
  /** Look at a case to review whether data was used lawfully. */
  reviewLawfulness(user: User, caseFile: CaseFile): Decision;
  reviewPart(user: User, caseFile: CaseFile, part: CasePart): Decision;
  reviewField(user: User, caseFile: CaseFile, field: CaseField): FieldDecision;
  /** Ask someone else to lead the case. */
  handOver(user: User, caseFile: CaseFile): Decision;
  /** Ask for the case to be discussed in a meeting. */
  requestAgenda(user: User, caseFile: CaseFile): Decision;
  correctInformation(user: User, caseFile: CaseFile, item: InformationItem): Decision;
}
