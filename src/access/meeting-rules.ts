import type { Decision, ListFilter } from '../cases/access.ts';
import type { CaseFile } from '../cases/case-file.ts';
import type { MeetingScope } from '../cases/meeting/access.ts';
import type { User } from '../cases/people.ts';
import { chairs, isCaseManager, takesPart } from './case-facts.ts';
import { involved, involvedClauses, nothing, shielded } from './casework-rules.ts';
import { no, readyAs, yes, type Rules } from './rule.ts';

/** Meetings of a consultation, and the cases on their agendas. */
export interface MeetingResources {
  'meeting.read': MeetingScope;
  'meeting.lead': MeetingScope;
  'meeting-item.attend': CaseFile;
  'meeting-item.record': CaseFile;
  'case.request-agenda': CaseFile;
}

function readMeeting(user: User, { municipalityIds }: MeetingScope): Decision {
  const ready = readyAs(user, 'attendee', 'chair');
  if (!ready.allowed) return ready;
  return municipalityIds.some((municipalityId) => user.municipalityIds.includes(municipalityId))
    ? yes('U bent aangewezen voor dit casusoverleg.')
    : no('U bent niet aangewezen voor dit casusoverleg.');
}

function leadMeeting(user: User, { municipalityIds }: MeetingScope): Decision {
  const ready = readyAs(user, 'chair');
  if (!ready.allowed) return no('Alleen de voorzitter plant en leidt een overleg.');
  return municipalityIds.length > 0 &&
    municipalityIds.every((municipalityId) => user.chairedMunicipalityIds.includes(municipalityId))
    ? yes('U zit dit casusoverleg voor.')
    : no('U zit dit casusoverleg niet voor.');
}

/**
 * Only who takes part in a case hears it discussed, and the chair; not who reads along in an emergency. A case that is closed
 * is discussed by nobody.
 */
function attendItem(user: User, caseFile: CaseFile): Decision {
  const decision = involved(user, caseFile);
  return decision.allowed && caseFile.shieldedAt !== null ? shielded : decision;
}

function recordItem(user: User, caseFile: CaseFile): Decision {
  const mayAttend = attendItem(user, caseFile);
  if (!mayAttend.allowed) return mayAttend;
  return chairs(user, caseFile) || isCaseManager(user, caseFile)
    ? yes('U leidt dit overleg of deze casus.')
    : no('Alleen de voorzitter en de casusregisseur leggen vast wie er is en wat er is besloten.');
}

function requestAgenda(user: User, caseFile: CaseFile): Decision {
  const mayAttend = attendItem(user, caseFile);
  if (!mayAttend.allowed) return mayAttend;
  return user.roles.includes('attendee') && takesPart(user, caseFile)
    ? yes('Deelnemers kunnen vragen een casus te bespreken.')
    : no('Alleen deelnemers vragen een casus te bespreken; de voorzitter zet hem zelf op de agenda.');
}

export const meetingRules: Rules<MeetingResources> = {
  'meeting.read': readMeeting,
  'meeting.lead': leadMeeting,
  'meeting-item.attend': attendItem,
  'meeting-item.record': recordItem,
  'case.request-agenda': requestAgenda,
};

/** The meetings that a user may know of: the same set as `meeting.read` allows. */
export function meetingFilter(user: User): ListFilter {
  return readyAs(user, 'attendee', 'chair').allowed
    ? { municipalityIds: { $in: [...user.municipalityIds] } }
    : nothing;
}

/** The cases at whose items a user may be present: the same set as `meeting-item.attend` allows. */
export function agendaFilter(user: User): ListFilter {
  const clauses = involvedClauses(user);
  return clauses.length === 0 ? nothing : { shieldedAt: null, $or: clauses };
}
