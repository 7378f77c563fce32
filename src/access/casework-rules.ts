import type { CasePart, Decision, ListFilter } from '../cases/access.ts';
import type { CaseFile } from '../cases/case-file.ts';
import type { InboxItem } from '../cases/inbox-item.ts';
import type { User } from '../cases/people.ts';
import { isAttendee, no, notAttendee, ofRole, yes, type Rules } from './rule.ts';

/** What people who work on cases do, and what each action is decided on. */
export interface CaseworkResources {
  'inbox-item.read': InboxItem;
  'inbox-item.claim': InboxItem;
  'inbox-item.release': InboxItem;
  'inbox-item.complete': InboxItem;
  'case.read': CaseFile;
  'case.read-course': CaseFile;
  'case.read-part': { readonly caseFile: CaseFile; readonly part: CasePart };
  'case.add-signal': CaseFile;
  'case.request-review': CaseFile;
  'signal.record': undefined;
}

const nothing: ListFilter = { _id: { $in: [] } };

// --- facts of one item --------------------------------------------------------------------------------------------

const isNamed = (user: User, item: InboxItem): boolean =>
  item.assigneeId === user.userId || item.candidateUserIds.includes(user.userId);
const isPartnersItem = (user: User, item: InboxItem): boolean =>
  item.candidatePartnerIds.includes(user.partnerId);
const isHeldByAnother = (user: User, item: InboxItem): boolean =>
  item.assigneeId !== null && item.assigneeId !== user.userId;

function readItem(user: User, item: InboxItem): Decision {
  if (!isAttendee(user)) return notAttendee;
  if (isNamed(user, item)) return yes('Deze stap is aan u toegewezen.');
  if (isPartnersItem(user, item)) return yes('Deze stap is voor uw organisatie.');
  if (item.completedBy === user.userId) return yes('U hebt deze stap gedaan.');
  return no('Deze stap is niet voor u of uw organisatie.');
}

function takeItem(user: User, item: InboxItem): Decision {
  if (!isAttendee(user)) return notAttendee;
  if (isNamed(user, item)) return yes('Deze stap is aan u toegewezen.');
  if (!isPartnersItem(user, item)) return no('Deze stap is niet voor u of uw organisatie.');
  if (isHeldByAnother(user, item)) return no('Een collega heeft deze stap opgepakt.');
  return yes('Deze stap is voor uw organisatie.');
}

function releaseItem(user: User, item: InboxItem): Decision {
  if (!isAttendee(user)) return notAttendee;
  if (item.assigneeId !== user.userId) return no('U hebt deze stap niet opgepakt.');
  const others = item.candidateUserIds.some((userId) => userId !== user.userId);
  return others || isPartnersItem(user, item)
    ? yes('U hebt deze stap opgepakt; een collega kan hem overnemen.')
    : no('Deze stap is alleen aan u toegewezen.');
}

// --- facts of one case --------------------------------------------------------------------------------------------

/** Takes part: as partner in the composition, or before there is one as one of the three that screen. */
const takesPart = (user: User, caseFile: CaseFile): boolean =>
  caseFile.composition === null
    ? caseFile.screeningPartnerIds.includes(user.partnerId)
    : caseFile.composition.partners.some(({ partnerId }) => partnerId === user.partnerId);
const recordedSignal = (user: User, caseFile: CaseFile): boolean =>
  caseFile.signals.some(({ partnerId }) => partnerId === user.partnerId);
const isCaseManager = (user: User, caseFile: CaseFile): boolean =>
  caseFile.composition?.caseManagerId === user.userId || caseFile.composition?.deputyId === user.userId;

const shielded = no('De casus is afgesloten en het dossier is afgeschermd.');
const noPart = no('Uw organisatie neemt niet deel aan deze casus.');

function readCase(user: User, caseFile: CaseFile): Decision {
  if (!isAttendee(user)) return notAttendee;
  if (takesPart(user, caseFile)) return yes('Uw organisatie neemt deel aan deze casus.');
  if (recordedSignal(user, caseFile))
    return yes('Uw organisatie heeft een signaal in deze casus vastgelegd.');
  return noPart;
}

function readCourse(user: User, caseFile: CaseFile): Decision {
  if (!isAttendee(user)) return notAttendee;
  if (!takesPart(user, caseFile)) return noPart;
  if (caseFile.shieldedAt !== null) return shielded;
  return yes('Uw organisatie neemt deel aan deze casus.');
}

function readPart(
  user: User,
  { caseFile, part }: { readonly caseFile: CaseFile; readonly part: CasePart },
): Decision {
  if (!isAttendee(user)) return notAttendee;
  if (caseFile.shieldedAt !== null) return shielded;
  if (part.kind === 'signal' && part.signal.partnerId === user.partnerId) {
    return yes('Uw organisatie heeft dit signaal vastgelegd.');
  }
  if (!takesPart(user, caseFile)) return noPart;
  if (part.kind !== 'submission') return yes('Uw organisatie neemt deel aan deze casus.');

  const { submission } = part;
  if (submission.userId === user.userId) return yes('U hebt dit zelf ingevuld.');
  switch (submission.formId) {
    case 'screening-vote':
      return readVote(caseFile, submission.submissionId);
    case 'risk-assessment':
      return readAssessment(user, caseFile, submission.submissionId);
    default:
      return yes('Uw organisatie neemt deel aan deze casus.');
  }
}

/** Votes are sealed until the round is tallied, so that nobody votes after another. */
function readVote(caseFile: CaseFile, submissionId: string): Decision {
  const round = caseFile.screeningRounds.find(({ votes }) =>
    votes.some((vote) => vote.submissionId === submissionId),
  );
  return round !== undefined && round.talliedAt !== null
    ? yes('De ronde is geteld; de stemmen zijn open.')
    : no('Stemmen blijven gesloten tot alle drie de partners gestemd hebben.');
}

/** Assessments are blind: closed until both are in, then only for the case manager, who leads the consensus. */
function readAssessment(user: User, caseFile: CaseFile, submissionId: string): Decision {
  const taxation = caseFile.riskTaxations.find(({ assessments }) =>
    assessments.some((assessment) => assessment.submissionId === submissionId),
  );
  const bothIn =
    taxation !== undefined &&
    taxation.assessments.some(({ assessor }) => assessor === 'first') &&
    taxation.assessments.some(({ assessor }) => assessor === 'second');
  if (!bothIn) return no('Beoordelingen zijn blind: gesloten tot beide binnen zijn.');
  return isCaseManager(user, caseFile)
    ? yes('U leidt als casusregisseur de consensus.')
    : no('Losse beoordelingen zijn alleen voor de casusregisseur; de consensus staat in het dossier.');
}

function addSignal(user: User, caseFile: CaseFile): Decision {
  const mayKnow = readCase(user, caseFile);
  if (!mayKnow.allowed) return mayKnow;
  return caseFile.shieldedAt === null ? mayKnow : shielded;
}

function requestReview(user: User, caseFile: CaseFile): Decision {
  const mayKnow = readCourse(user, caseFile);
  if (!mayKnow.allowed) return mayKnow;
  return caseFile.phase === 'monitoring'
    ? mayKnow
    : no('Een evaluatie kan alleen worden gevraagd zolang het plan loopt.');
}

// --- the rules ----------------------------------------------------------------------------------------------------

export const caseworkRules: Rules<CaseworkResources> = {
  'inbox-item.read': readItem,
  'inbox-item.claim': takeItem,
  'inbox-item.release': releaseItem,
  'inbox-item.complete': takeItem,
  'case.read': readCase,
  'case.read-course': readCourse,
  'case.read-part': readPart,
  'case.add-signal': addSignal,
  'case.request-review': requestReview,
  'signal.record': ofRole('attendee', 'Deelnemers kunnen een signaal vastleggen.'),
};

/**
 * The inbox items of one list. Open items only in `mine` and `unassigned`; `done` also holds what was withdrawn while
 * the user had it, with the reason.
 */
export function itemFilter(user: User, list: 'mine' | 'unassigned' | 'done'): ListFilter {
  if (!isAttendee(user)) return nothing;
  const { userId, partnerId } = user;
  switch (list) {
    case 'mine':
      return { state: 'open', $or: [{ assigneeId: userId }, { candidateUserIds: userId }] };
    case 'unassigned':
      return { state: 'open', candidatePartnerIds: partnerId, assigneeId: null };
    case 'done':
      return { $or: [{ completedBy: userId }, { state: 'withdrawn', assigneeId: userId }] };
  }
}

/** The cases that a user may know of: the same set as `case.read` allows. */
export function caseFilter(user: User): ListFilter {
  if (!isAttendee(user)) return nothing;
  const { partnerId } = user;
  return {
    $or: [
      { 'composition.partners.partnerId': partnerId },
      { screeningPartnerIds: partnerId, composition: null },
      { 'signals.partnerId': partnerId },
    ],
  };
}
