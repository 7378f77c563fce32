import type { CasePart, Decision, ListFilter } from '../cases/access.ts';
import type { CaseFile } from '../cases/case-file.ts';
import type { InboxItem } from '../cases/inbox-item.ts';
import type { User } from '../cases/people.ts';
import { inEmergency } from './break-glass-rules.ts';
import { chairs, isCaseManager, isDesignated, recordedSignal, takesPart } from './case-facts.ts';
import { readInformation } from './information-rules.ts';
import { no, readyAs, yes, type Rules } from './rule.ts';
import { areAssessmentsIn, isTallied } from './seals.ts';

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
  'case.hand-over': CaseFile;
  'signal.record': undefined;
}

/** Matches no document. */
export const nothing: ListFilter = { _id: { $in: [] } };

// --- items --------------------------------------------------------------------------------------------------------

/** A step of the chair goes with the chair: who was named as such, or took it, and chairs no longer has it no longer. */
const isNamed = (user: User, item: InboxItem): boolean =>
  item.isChairs === true
    ? user.roles.includes('chair') && user.chairedMunicipalityIds.includes(item.municipalityId)
    : item.assigneeId === user.userId || item.candidateUserIds.includes(user.userId);
const isPartnersItem = (user: User, item: InboxItem): boolean =>
  item.candidatePartnerIds.includes(user.partnerId);
const isHeldByAnother = (user: User, item: InboxItem): boolean =>
  item.assigneeId !== null && item.assigneeId !== user.userId;

const notDesignated = no('U bent niet aangewezen voor het casusoverleg van deze gemeente.');

/** Decides on an item only for who is ready and designated for its municipality. */
const inOwnMunicipality =
  (rule: (user: User, item: InboxItem) => Decision) =>
  (user: User, item: InboxItem): Decision => {
    const ready = readyAs(user, 'attendee', 'lawfulness-reviewer', 'chair');
    if (!ready.allowed) return ready;
    return user.municipalityIds.includes(item.municipalityId) ? rule(user, item) : notDesignated;
  };

/** Reviewers and chairs have only the steps that name them, such as closing a data breach or accepting a transferred case. */
const isAttendee = (user: User): boolean => user.roles.includes('attendee');

const readItem = inOwnMunicipality((user, item) => {
  if (isNamed(user, item)) return yes('Deze stap is aan u toegewezen.');
  if (isAttendee(user) && isPartnersItem(user, item)) return yes('Deze stap is voor uw organisatie.');
  if (item.completedBy === user.userId) return yes('U hebt deze stap gedaan.');
  return no('Deze stap is niet voor u of uw organisatie.');
});

const takeItem = inOwnMunicipality((user, item) => {
  if (isNamed(user, item)) return yes('Deze stap is aan u toegewezen.');
  if (!isAttendee(user) || !isPartnersItem(user, item))
    return no('Deze stap is niet voor u of uw organisatie.');
  if (isHeldByAnother(user, item)) return no('Een collega heeft deze stap opgepakt.');
  return yes('Deze stap is voor uw organisatie.');
});

const releaseItem = inOwnMunicipality((user, item) => {
  if (item.assigneeId !== user.userId) return no('U hebt deze stap niet opgepakt.');
  const others = item.isChairs === true || item.candidateUserIds.some((userId) => userId !== user.userId);
  return others || isPartnersItem(user, item)
    ? yes('U hebt deze stap opgepakt; een collega kan hem overnemen.')
    : no('Deze stap is alleen aan u toegewezen.');
});

// --- cases --------------------------------------------------------------------------------------------------------

export const shielded = no(
  'De casus is afgesloten en het dossier is afgeschermd.',
  'Een afgesloten dossier gaat voor niemand meer open.',
);
const noPart = no(
  'Uw organisatie neemt niet deel aan deze casus, of u bent er niet voor aangewezen.',
  'De casusregisseur kan uw organisatie uitnodigen. Is er nu gevaar? Dan is er noodtoegang.',
);

/** As participant or chair: what both know of a running case. */
export function involved(user: User, caseFile: CaseFile): Decision {
  const ready = readyAs(user, 'attendee', 'chair');
  if (!ready.allowed) return ready;
  if (user.roles.includes('attendee') && takesPart(user, caseFile))
    return yes('Uw organisatie neemt deel aan deze casus.');
  if (chairs(user, caseFile)) return yes('U zit dit casusoverleg voor.');
  return noPart;
}

/** Reads along in a running case: as one of the involved, or in an emergency. */
function readsAlong(user: User, caseFile: CaseFile): Decision {
  const decision = involved(user, caseFile);
  return decision.allowed ? decision : (inEmergency(user, caseFile) ?? decision);
}

function readCase(user: User, caseFile: CaseFile): Decision {
  const decision = readsAlong(user, caseFile);
  if (decision.allowed || !readyAs(user, 'attendee').allowed) return decision;
  return recordedSignal(user, caseFile)
    ? yes('Uw organisatie heeft een signaal in deze casus vastgelegd.')
    : decision;
}

function readCourse(user: User, caseFile: CaseFile): Decision {
  const decision = readsAlong(user, caseFile);
  return decision.allowed && caseFile.shieldedAt !== null ? shielded : decision;
}

function readPart(
  user: User,
  { caseFile, part }: { readonly caseFile: CaseFile; readonly part: CasePart },
): Decision {
  const known = readCase(user, caseFile);
  if (!known.allowed) return known;
  if (caseFile.shieldedAt !== null) return shielded;
  if (part.kind === 'signal' && part.signal.partnerId === user.partnerId && user.roles.includes('attendee'))
    return yes('Uw organisatie heeft dit signaal vastgelegd.');
  const decision = readsAlong(user, caseFile);
  return decision.allowed ? { ...decision, ...readInCase(user, caseFile, part, decision) } : decision;
}

/** What of a part decides, for somebody who reads along. */
function readInCase(user: User, caseFile: CaseFile, part: CasePart, decision: Decision): Decision {
  if (part.kind === 'information') return readInformation(user, part.item);
  if (part.kind === 'received-document') return readReceived(caseFile, decision);
  if (part.kind !== 'submission') return decision;

  const { submission } = part;
  if (submission.userId === user.userId) return yes('U hebt dit zelf ingevuld.');
  switch (submission.formId) {
    case 'screening-vote':
      return readVote(caseFile, submission.submissionId);
    case 'risk-assessment':
      return readAssessment(user, caseFile, submission.submissionId);
    case 'signal-match':
      return readLink(user, caseFile);
    case 'break-glass-review':
      return no('Het oordeel over noodtoegang is voor wie de rechtmatigheid toetst.');
    default:
      return decision;
  }
}

/** Those who screen judge anew and do not begin with what was agreed elsewhere; those who taxate and plan have it at hand. */
const readReceived = ({ composition }: CaseFile, decision: Decision): Decision =>
  composition === null
    ? no('Een taxatie of plan uit een andere gemeente is er pas te lezen als het overleg is samengesteld.')
    : decision;

/** Votes are sealed until the round is tallied, so that nobody votes after another. */
function readVote(caseFile: CaseFile, submissionId: string): Decision {
  return isTallied(caseFile, submissionId)
    ? yes('De ronde is geteld; de stemmen zijn open.')
    : no('Stemmen blijven gesloten tot alle drie de partners gestemd hebben.', 'Wacht op de andere stemmen.');
}

/** That there was another signal is for those who screen every signal of the municipality, and for its chair. */
function readLink(user: User, caseFile: CaseFile): Decision {
  const screens = isDesignated(user, caseFile) && caseFile.screeningPartnerIds.includes(user.partnerId);
  return screens || chairs(user, caseFile)
    ? yes('Uw organisatie weegt elk signaal van deze gemeente, of u zit het overleg voor.')
    : no('Of er eerder een signaal was, is alleen voor wie weegt en voor de voorzitter.');
}

/** Assessments are blind: closed until both are in, then only for the case manager, who leads the consensus. */
function readAssessment(user: User, caseFile: CaseFile, submissionId: string): Decision {
  if (!areAssessmentsIn(caseFile, submissionId))
    return no('Beoordelingen zijn blind: gesloten tot beide binnen zijn.');
  return isCaseManager(user, caseFile)
    ? yes('U leidt als casusregisseur de consensus.')
    : no('Losse beoordelingen zijn alleen voor de casusregisseur; de consensus staat in het dossier.');
}

function addSignal(user: User, caseFile: CaseFile): Decision {
  const ready = readyAs(user, 'attendee');
  if (!ready.allowed) return ready;
  if (!takesPart(user, caseFile) && !recordedSignal(user, caseFile)) return noPart;
  return caseFile.shieldedAt === null ? yes('Deelnemers kunnen een signaal toevoegen.') : shielded;
}

/** The case manager hands over, or the deputy when the case manager cannot. */
function handOver(user: User, caseFile: CaseFile): Decision {
  const mayKnow = readCourse(user, caseFile);
  if (!mayKnow.allowed) return mayKnow;
  return isCaseManager(user, caseFile)
    ? yes('U leidt deze casus of bent de vervanger.')
    : no(
        'Alleen de casusregisseur en de vervanger kunnen de casus overdragen.',
        'Vraag het aan de casusregisseur.',
      );
}

function requestReview(user: User, caseFile: CaseFile): Decision {
  const mayKnow = involved(user, caseFile);
  if (!mayKnow.allowed) return mayKnow;
  if (caseFile.shieldedAt !== null) return shielded;
  return caseFile.phase === 'monitoring'
    ? mayKnow
    : no(
        'Een evaluatie kan alleen worden gevraagd zolang het plan loopt.',
        'Wacht tot het plan is vastgesteld.',
      );
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
  'case.hand-over': handOver,
  'signal.record': (user) => readyAs(user, 'attendee'),
};

/** Where somebody chairs and is designated. */
const chairedOf = (user: User): string[] =>
  user.chairedMunicipalityIds.filter((id) => user.municipalityIds.includes(id));

/**
 * The inbox items of one list. Open items only in `mine` and `unassigned`; `done` also holds what was withdrawn while
 * the user had it, with the reason.
 */
export function itemFilter(user: User, list: 'mine' | 'unassigned' | 'done'): ListFilter {
  if (!readyAs(user, 'attendee', 'lawfulness-reviewer', 'chair').allowed) return nothing;
  const { userId, partnerId } = user;
  const municipalityId = { $in: [...user.municipalityIds] };
  switch (list) {
    case 'mine':
      // The municipalities in each clause: so each is answered by one index alone.
      return {
        state: 'open',
        $or: [
          { assigneeId: userId, municipalityId, isChairs: null },
          { candidateUserIds: userId, municipalityId, isChairs: null },
          ...(user.roles.includes('chair')
            ? [{ isChairs: true, municipalityId: { $in: chairedOf(user) } }]
            : []),
        ],
      };
    case 'unassigned':
      if (!isAttendee(user)) return nothing;
      return { municipalityId, state: 'open', candidatePartnerIds: partnerId, assigneeId: null };
    case 'done':
      return {
        municipalityId,
        $or: [{ completedBy: userId }, { state: 'withdrawn', assigneeId: userId, isChairs: null }],
      };
  }
}

/** Of the cases in which a user takes part or that the user chairs; none: there are no such cases. */
export function involvedClauses(user: User): readonly ListFilter[] {
  const { partnerId } = user;
  const municipalityId = { $in: [...user.municipalityIds] };
  return [
    ...(readyAs(user, 'attendee').allowed
      ? [
          { municipalityId, 'composition.partners.partnerId': partnerId },
          { municipalityId, screeningPartnerIds: partnerId, composition: null },
        ]
      : []),
    ...(readyAs(user, 'chair').allowed
      ? [{ municipalityId: { $in: [...user.chairedMunicipalityIds] } }]
      : []),
  ];
}

/** The cases that a user may know of: the same set as `case.read` allows. */
export function caseFilter(user: User): ListFilter {
  const municipalityId = { $in: [...user.municipalityIds] };
  const clauses = [
    ...involvedClauses(user),
    ...(readyAs(user, 'attendee').allowed
      ? [
          {
            municipalityId,
            signals: { $elemMatch: { partnerId: user.partnerId, transferId: null, linkedFrom: null } },
          },
          {
            municipalityId,
            shieldedAt: null,
            breakGlass: { $elemMatch: { userId: user.userId, until: { $gt: user.at } } },
          },
        ]
      : []),
  ];
  return clauses.length === 0 ? nothing : { $or: clauses };
}
