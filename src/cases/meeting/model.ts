/**
 * What a case file keeps of the meetings (overleggen) in which the case is discussed. The meeting itself is a document of its
 * own that says nothing about cases (`meeting-store.ts`): who may not know a case finds nothing of it anywhere else.
 */

/** Somebody of a partner asks for the case to be discussed. */
export interface AgendaRequest {
  readonly agendaRequestId: string;
  /** Chosen by the client; a repeat asks nothing twice. */
  readonly requestId: string;
  readonly at: Date;
  readonly partnerId: string;
  readonly userId: string;
  readonly reason: string;
  /** The meeting that discussed it; null: still waiting. */
  readonly discussedIn: string | null;
}

/** A wording that was replaced while the meeting went on, and by whom. */
export interface MeetingCorrection {
  /** Chosen by the client; a repeat corrects nothing twice. */
  readonly requestId: string;
  readonly at: Date;
  readonly partnerId: string;
  readonly userId: string;
  /** How it read until then; follows the same form. */
  readonly before: Readonly<Record<string, unknown>>;
}

/** Something written down during a meeting; what it said before stays with it. */
interface Written {
  readonly recordId: string;
  /** Chosen by the client; a repeat records nothing twice. */
  readonly requestId: string;
  readonly at: Date;
  readonly partnerId: string;
  readonly userId: string;
  /** Follows the form `meeting-interpretation` or `meeting-decision`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Oldest first; absent: never corrected. */
  readonly corrections?: readonly MeetingCorrection[];
}

/** What the facts mean, according to those present. */
export type MeetingInterpretation = Written;

/** A decision; its action becomes a step of the owner at once, known to the engine by the id of the record. */
export interface MeetingDecision extends Written {
  readonly ownerPartnerId: string;
  /** Calendar date, `YYYY-MM-DD`; null: the usual term of config/terms.json. */
  readonly dueOn: string | null;
  /** ended: the case closed before it was reported. */
  readonly state: 'open' | 'done' | 'not-done' | 'withdrawn' | 'ended';
  readonly reportedAt: Date | null;
  readonly submissionId: string | null;
}

/** The case as an item on the agenda of one meeting, and the record of that item. */
export interface MeetingItem {
  readonly meetingId: string;
  readonly plannedAt: Date;
  /** Orders the agenda; any number, so that moving one item changes one case. */
  readonly position: number;
  readonly addedAt: Date;
  readonly addedBy: string;
  /** Who was present at this item. */
  readonly attendance: readonly { readonly userId: string; readonly partnerId: string }[];
  readonly interpretations: readonly MeetingInterpretation[];
  readonly decisions: readonly MeetingDecision[];
  /** From here on the record is fixed; null: still open. */
  readonly closedAt: Date | null;
  /** Copies of the minutes that were made. */
  readonly copies: readonly { readonly copyId: string; readonly at: Date; readonly userId: string }[];
}
