import type { Decision, ListFilter } from '../access.ts';
import type { CaseFile } from '../case-file.ts';
import type { User } from '../people.ts';

/** The municipalities of whose consultation a meeting is. */
export interface MeetingScope {
  readonly municipalityIds: readonly string[];
}

/** What the domain asks of the access policy about meetings; `src/access/meeting-rules.ts` answers it. */
export interface MeetingAccess {
  /** That there is a meeting; it says nothing about cases. */
  readMeeting(user: User, meeting: MeetingScope): Decision;
  /** Plan a meeting, make its agenda, start and close it. */
  leadMeeting(user: User, meeting: MeetingScope): Decision;
  /** The meetings that a user may know of: the same set as `readMeeting` allows. */
  meetingFilter(user: User): ListFilter;
  /** Be present when this case is discussed, see its item and say what the facts mean. */
  attendItem(user: User, caseFile: CaseFile): Decision;
  /** Record who is present and what is decided. */
  recordItem(user: User, caseFile: CaseFile): Decision;
  /** The cases at whose items a user may be present: the same set as `attendItem` allows. */
  agendaFilter(user: User): ListFilter;
}
