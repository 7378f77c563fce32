import { Schema, type Connection, type Model } from 'mongoose';
import { casePhases, type CasePhase } from '../contract/http.ts';
import type { PersonRecord } from './person/person-record.ts';
import type { LinkedFrom, PossibleMatch, SignalLink } from './matching/model.ts';
import type { Correction, InformationItem, Receipt } from './information/model.ts';
import type { AgendaRequest, MeetingItem } from './meeting/model.ts';
import type { InstrumentVersion } from './configuration.ts';
import type { ProcessVariables } from './process-commands.ts';
import type { ProvisionPackage } from './provision/provision-record.ts';
import type { CaseOrigin, Transfer } from './transfer/transfer-record.ts';

/** What a person filled in; its shape is the form's JSON Schema. */
export type FormData = Readonly<Record<string, unknown>>;

/** The business object that an item or step is about, by id; taken from the job's variables. */
export interface Refs {
  readonly requestId?: string;
  readonly interventionId?: string;
  readonly approverPartnerId?: string;
  readonly signalId?: string;
  readonly correctionId?: string;
  readonly rightsRequestId?: string;
  readonly dataBreachId?: string;
  readonly packageId?: string;
  readonly invitedPartnerId?: string;
  readonly handoverId?: string;
  readonly breakGlassId?: string;
  readonly decisionId?: string;
  readonly transferId?: string;
  /** Whose consent to a transfer is asked. */
  readonly supplierPartnerId?: string;
}

/** Where in which process something happened. Keys are the engine's, as decimal strings. */
export interface StepPlace {
  readonly jobKey: string;
  readonly processId: string;
  readonly processVersion: number;
  readonly processDefinitionKey: string;
  readonly processInstanceKey: string;
  readonly elementId: string;
  readonly elementInstanceKey: string;
}

/** A completed human step: the full answer, for ever the same. */
export interface Submission extends StepPlace {
  /** Equal to the job's key: one job, one answer. */
  readonly submissionId: string;
  readonly itemId: string;
  readonly formId: string;
  readonly stepName: string;
  readonly partnerId: string;
  readonly userId: string;
  readonly at: Date;
  readonly data: FormData;
  /** What the process was told. */
  readonly variables: ProcessVariables;
  readonly refs: Refs;
}

/** A completed automatic step; a repeated delivery of the job is answered from here. */
export interface StepRecord extends StepPlace {
  readonly jobType: string;
  readonly at: Date;
  readonly variables: ProcessVariables;
}

/** A signal (melding): who recorded it and what it says. */
export interface CaseSignal {
  readonly signalId: string;
  /** Chosen by the recording client; unique over all cases. */
  readonly requestId: string;
  readonly partnerId: string;
  readonly userId: string;
  readonly at: Date;
  readonly data: FormData;
  /** The submission in which an added signal was judged. */
  readonly assessedIn: string | null;
  /** When it was withdrawn on a request of the person; what it said is gone since then. Absent: it still says something. */
  readonly withdrawnAt?: Date;
  /** It came with the transfer of a case; absent: recorded in this case. */
  readonly transferId?: string;
  /** Of a signal that was recorded as a case of its own, and turned out to be about the same person. */
  readonly linkedFrom?: LinkedFrom;
}

export const voteChoices = ['admit', 'more-information', 'refer', 'stop'] as const;
export type VoteChoice = (typeof voteChoices)[number];
export type ScreeningResult = 'admit' | 'refer' | 'stop' | 'no-agreement';

export interface ScreeningVote {
  readonly partnerId: string;
  readonly userId: string;
  readonly at: Date;
  readonly choice: VoteChoice;
  readonly submissionId: string;
}

/** One screening round: three separate votes, sealed until the round is tallied. */
export interface ScreeningRound {
  readonly round: number;
  readonly startedAt: Date;
  readonly votes: readonly ScreeningVote[];
  readonly talliedAt: Date | null;
  readonly result: ScreeningResult | null;
  /** Who voted otherwise than the result; all voters when there was no agreement. */
  readonly dissent: readonly { readonly partnerId: string; readonly choice: VoteChoice }[];
  /** What was decided after a round without agreement. */
  readonly next: {
    readonly choice: string;
    readonly at: Date;
    readonly userId: string;
    readonly submissionId: string;
  } | null;
}

export interface CompositionProposal {
  readonly partners: readonly { readonly partnerId: string; readonly reason: string }[];
  readonly caseManagerId: string;
  readonly deputyId: string | null;
  readonly submissionId: string;
}

/** A partner's answer to the invitation to take part (Wgpart art. 5, fifth paragraph). */
export interface Invitation {
  readonly partnerId: string;
  readonly consent: 'accepted' | 'declined';
  readonly at: Date;
  readonly userId: string;
  readonly submissionId: string;
}

/** The case manager asks someone else to lead the case; nothing changes until that person agrees. */
export interface Handover {
  readonly handoverId: string;
  /** Chosen by the client; a repeat asks nothing twice. */
  readonly requestId: string;
  readonly at: Date;
  /** Who asks: the case manager or the deputy. */
  readonly userId: string;
  readonly toUserId: string;
  readonly reason: string;
  readonly briefing: string;
  readonly answer: { readonly accepted: boolean; readonly at: Date; readonly submissionId: string } | null;
}

/** Who takes part in the case, with exactly one case manager (casusregisseur). */
export interface Composition extends CompositionProposal {
  readonly registeredAt: Date;
}

export type InformationAnswer = 'supplied' | 'refused' | 'oral';

export interface InformationRequest {
  readonly requestId: string;
  readonly partnerId: string;
  /** What is asked in particular; null: everything that the partner has and may share. */
  readonly question: string | null;
  /** Why it is asked; null when the request is not about a gap in particular. */
  readonly why: string | null;
  /** planned: recorded as a gap, not yet sent. sent: an item for the partner follows. */
  readonly state: 'planned' | 'sent' | 'answered';
  /** The job that sent it; null while planned. */
  readonly sentInStep: string | null;
  readonly answer: {
    readonly choice: InformationAnswer;
    readonly at: Date;
    readonly userId: string;
    readonly submissionId: string;
  } | null;
}

export interface Assessment {
  readonly assessor: 'first' | 'second';
  readonly userId: string;
  readonly at: Date;
  readonly submissionId: string;
}

/** One risk taxation: two blind assessments, their comparison and the consensus. */
export interface RiskTaxation {
  readonly taxation: number;
  readonly appointedAt: Date;
  /** The version with which it began, and with which it is carried out and shown; absent: from before versions were kept. */
  readonly instrument?: InstrumentVersion;
  readonly firstAssessorId: string;
  /** Null: the final taxation at closing, which one person gives. */
  readonly secondAssessorId: string | null;
  readonly assessments: readonly Assessment[];
  readonly comparedAt: Date | null;
  readonly differences: readonly {
    readonly indicatorId: string;
    readonly first: string;
    readonly second: string;
  }[];
  readonly consensus: { readonly at: Date; readonly userId: string; readonly submissionId: string } | null;
}

export interface PlanGoal {
  readonly goalId: string;
  readonly title: string;
  /** Indicators of the risk taxation that it should move; absent: from before goals were linked. */
  readonly indicatorIds?: readonly string[];
}

/** What must be true before the case can close. */
export interface ExitCriterion {
  readonly criterionId: string;
  readonly text: string;
}

/** One action of an intervention: one owner, one date. */
export interface PlannedIntervention {
  readonly interventionId: string;
  readonly goalId: string | null;
  readonly kind: string;
  readonly partnerId: string;
  readonly description: string;
  /** What it is part of; absent: from before interventions had actions. */
  readonly intervention?: string;
  /** Calendar date, `YYYY-MM-DD`. */
  readonly dueOn: string;
}

export interface PlanApproval {
  readonly partnerId: string;
  readonly userId: string;
  readonly at: Date;
  readonly choice: 'approve' | 'object';
  readonly submissionId: string;
}

export interface PlanVersion {
  readonly planVersion: number;
  readonly draftedAt: Date;
  readonly draftedBy: string;
  readonly submissionId: string;
  readonly goals: readonly PlanGoal[];
  readonly interventions: readonly PlannedIntervention[];
  /** Absent: from before they were kept apart. */
  readonly exitCriteria?: readonly ExitCriterion[];
  readonly approverPartnerIds: readonly string[];
  readonly approvals: readonly PlanApproval[];
  readonly status: 'draft' | 'in-approval' | 'objections' | 'adopted' | 'replaced';
  readonly decidedAt: Date | null;
  /** Partners that objected to the version that was adopted. */
  readonly dissent: readonly string[];
}

export interface Intervention {
  readonly interventionId: string;
  readonly planVersion: number;
  readonly partnerId: string;
  readonly dueAt: Date;
  /** ended: the plan was adjusted or the case closed before it was reported. */
  readonly state: 'running' | 'done' | 'not-done' | 'ended';
  readonly reportedAt: Date | null;
  readonly userId: string | null;
  readonly submissionId: string | null;
}

export interface Review {
  readonly outcome: 'continue' | 'retaxate' | 'adjust' | 'close';
  /** Whether more or less effort is needed; absent: from before it was asked. */
  readonly scaling?: 'same' | 'up' | 'down';
  readonly at: Date;
  readonly userId: string;
  readonly submissionId: string;
}

export interface ReviewRequest {
  readonly reviewRequestId: string;
  readonly at: Date;
  readonly partnerId: string;
  readonly userId: string;
  readonly reason: string;
}

export interface Closure {
  readonly at: Date;
  readonly userId: string;
  readonly submissionId: string;
}

/** The judgement of a second person on a decision to destroy. */
export interface RetentionApproval {
  readonly choice: 'approve' | 'reject';
  readonly at: Date;
  readonly userId: string;
  readonly submissionId: string;
}

/** Whether the data of a shielded case is still needed; the motivation is in the submission. */
export interface RetentionDecision {
  readonly choice: 'destroy' | 'keep';
  /** Calendar date, `YYYY-MM-DD`, on which the question comes back; null when the choice is to destroy. */
  readonly keepUntil: string | null;
  readonly at: Date;
  readonly userId: string;
  readonly submissionId: string;
  readonly approval: RetentionApproval | null;
}

/** A partner that had the data is told that it was destroyed, and says what it did with what it kept. */
export interface DestructionNotice {
  readonly partnerId: string;
  readonly answer: {
    readonly choice: 'destroyed' | 'nothing-kept' | 'own-ground';
    readonly at: Date;
    readonly userId: string;
  } | null;
}

/** The certificate of a destroyed case: nothing about the person. */
export interface Destruction {
  readonly at: Date;
  readonly decidedBy: string;
  readonly approvedBy: string;
  readonly endedAs: 'closed' | 'not-admitted';
  readonly shieldedAt: Date;
  /** The term that applied. */
  readonly destroyBefore: Date;
  readonly recipients: readonly DestructionNotice[];
  /** Backups that still hold the data, each with the moment until which. */
  readonly backups: readonly { readonly name: string; readonly until: Date }[];
}

/** Emergency access of somebody who takes no part in the case: read-only, short, and judged afterwards. */
export interface BreakGlass {
  readonly breakGlassId: string;
  /** Chosen by the client; a repeat opens nothing twice. */
  readonly requestId: string;
  readonly userId: string;
  readonly partnerId: string;
  readonly reason: string;
  readonly at: Date;
  /** Until when the person may read. */
  readonly until: Date;
  readonly review: {
    readonly verdict: 'justified' | 'not-justified';
    readonly at: Date;
    readonly userId: string;
    readonly submissionId: string;
  } | null;
}

export const timelineKinds = [
  'case-opened',
  'signal-added',
  'step-submitted',
  'screening-round-started',
  'screening-tallied',
  'composition-registered',
  'handover-requested',
  'case-handed-over',
  'handover-declined',
  'information-requested',
  'information-corrected',
  'assessments-compared',
  'information-gaps-registered',
  'plan-sent-for-approval',
  'plan-adopted',
  'plan-objected',
  'interventions-started',
  'review-planned',
  'review-requested',
  'reminder-sent',
  'subject-informed',
  'subject-not-informed',
  'notice-exception-lapsed',
  'rights-request-recorded',
  'rights-request-extended',
  'rights-request-decided',
  'rights-request-answered',
  'access-export-made',
  'data-breach-reported',
  'data-breach-closed',
  'provision-proposed',
  'provision-released',
  'provision-refused',
  'provision-answered',
  'provision-ended',
  'agenda-requested',
  'discussed-in-meeting',
  'meeting-decision-made',
  'meeting-decision-corrected',
  'meeting-decision-withdrawn',
  'transfer-proposed',
  'transfer-offered',
  'transfer-without-consent',
  'transfer-accepted',
  'transfer-declined',
  'transfer-expired',
  'transfer-withdrawn',
  'case-transferred',
  'case-received',
  'case-not-admitted',
  'case-closed',
  'retention-decided',
  'glass-broken',
  'break-glass-reviewed',
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/** What happened, without content; the text is made from it when it is shown. */
export interface TimelineRecord {
  readonly at: Date;
  readonly kind: TimelineKind;
  readonly stepName: string | null;
  readonly partnerId: string | null;
  /** A choice or number that belongs to the kind, such as a result or a round. */
  readonly detail: string | null;
}

/** A promise to the process engine that is stored with the change it belongs to and kept afterwards. */
export type OutboxEntry =
  | {
      readonly kind: 'complete-job';
      readonly entryId: string;
      readonly at: Date;
      readonly jobKey: string;
      readonly itemId: string;
      readonly variables: ProcessVariables;
    }
  | {
      readonly kind: 'publish-message';
      readonly entryId: string;
      readonly at: Date;
      readonly name: string;
      /** Default: the case. */
      readonly correlationKey?: string;
      readonly timeToLiveMs: number;
      readonly variables: ProcessVariables;
    };

/**
 * The case file: one document per case, changed by one atomic update per command. Only pure rules write it
 * (`submissions/`, `steps/`, `signals.ts`, `reviews.ts`); `version` guards against lost updates.
 */
export interface CaseFile {
  readonly caseId: string;
  /** `C-<year>-<number>`: what people say to each other; no personal data. */
  readonly reference: string;
  /** Counts the changes; 1 when opened. */
  readonly version: number;
  readonly phase: CasePhase;
  readonly openedAt: Date;
  readonly municipalityId: string;
  readonly municipalityPartnerId: string;
  readonly policePartnerId: string;
  readonly prosecutionPartnerId: string;
  /** The three partners that screen: municipality, police, prosecution. */
  readonly screeningPartnerIds: readonly string[];
  /** The partner that recorded the first signal. */
  readonly signalPartnerId: string;
  readonly signals: readonly CaseSignal[];
  /** Keyed hashes by which signals about the same person are found (matching/match-keys.ts); empty: found no more. */
  readonly matchKeys: readonly string[];
  /** Cases that may be about the same person, found when the signal came in. */
  readonly possibleMatches: readonly PossibleMatch[];
  /** What was decided about them; null: nothing yet. */
  readonly signalLink: SignalLink | null;
  readonly screeningRounds: readonly ScreeningRound[];
  readonly compositionProposal: CompositionProposal | null;
  readonly invitations: readonly Invitation[];
  readonly handovers: readonly Handover[];
  readonly composition: Composition | null;
  readonly informationRequests: readonly InformationRequest[];
  readonly informationItems: readonly InformationItem[];
  readonly corrections: readonly Correction[];
  readonly receipts: readonly Receipt[];
  readonly riskTaxations: readonly RiskTaxation[];
  readonly planVersions: readonly PlanVersion[];
  readonly interventions: readonly Intervention[];
  readonly reviews: readonly Review[];
  readonly reviewRequests: readonly ReviewRequest[];
  readonly agendaRequests: readonly AgendaRequest[];
  /** The meetings on whose agenda the case is or was. */
  readonly meetings: readonly MeetingItem[];
  readonly nextReviewAt: Date | null;
  /** When it was last judged whether it is still necessary to process data; absent: not yet. */
  readonly necessityReviewedAt?: Date;
  readonly closure: Closure | null;
  /** Rights of the person; read it with `personOf`, because older cases lack it. */
  readonly person?: Partial<PersonRecord>;
  /** What was provided to third parties; read it with `packagesOf`, because older cases lack it. */
  readonly provisions?: readonly ProvisionPackage[];
  /** Each time that somebody opened the case in an emergency, oldest first. */
  readonly breakGlass: readonly BreakGlass[];
  /** To other municipalities, oldest first. */
  readonly transfers: readonly Transfer[];
  /** Where it came from; null: opened here. */
  readonly origin: CaseOrigin | null;
  /** From this moment on nobody reads the content (Wgpart art. 6.3). */
  readonly shieldedAt: Date | null;
  /** When the content must be destroyed at the latest (config/retention.json); null while the case runs. */
  readonly destroyBefore: Date | null;
  /** Decisions after shielding, oldest first. */
  readonly retentionDecisions: readonly RetentionDecision[];
  /** What stays of a destroyed case; null before. */
  readonly destruction: Destruction | null;
  readonly submissions: readonly Submission[];
  readonly steps: readonly StepRecord[];
  readonly timeline: readonly TimelineRecord[];
  readonly outbox: readonly OutboxEntry[];
  /** When the oldest outbox entry was written; null when the outbox is empty. */
  readonly pendingSince: Date | null;
}

const records = { type: [Schema.Types.Mixed], required: true, default: undefined };
/** Of a field that older documents do not have; see {@link complete}. */
const laterRecords = { type: [Schema.Types.Mixed], default: undefined };

/** Fields that were added after cases existed, with what an older document means by not having them. */
const laterFields = {
  matchKeys: [],
  possibleMatches: [],
  signalLink: null,
  invitations: [],
  handovers: [],
  informationItems: [],
  corrections: [],
  receipts: [],
  breakGlass: [],
  agendaRequests: [],
  meetings: [],
  transfers: [],
  origin: null,
  retentionDecisions: [],
  destruction: null,
} satisfies Partial<CaseFile>;

/** A case in which nothing was recorded yet, or any more: opening begins with it, destruction leaves it. */
export const nothingRecorded = {
  ...laterFields,
  screeningRounds: [],
  compositionProposal: null,
  composition: null,
  informationRequests: [],
  riskTaxations: [],
  planVersions: [],
  interventions: [],
  reviews: [],
  reviewRequests: [],
  nextReviewAt: null,
  closure: null,
  shieldedAt: null,
  destroyBefore: null,
  submissions: [],
  steps: [],
  timeline: [],
} satisfies Partial<CaseFile>;

/** A document as it was stored, with the fields that did not exist when it was. */
export function complete(stored: CaseFile): CaseFile {
  return { ...laterFields, ...stored };
}

/**
 * Nested records are `Mixed` on purpose: rules build them from ajv-validated data and typed code, they are always
 * replaced as a whole, and casting them again could only change what was recorded.
 */
const schema = new Schema<CaseFile>(
  {
    caseId: { type: String, required: true },
    reference: { type: String, required: true },
    version: { type: Number, required: true },
    phase: { type: String, enum: [...casePhases], required: true },
    openedAt: { type: Date, required: true },
    municipalityId: { type: String, required: true },
    municipalityPartnerId: { type: String, required: true },
    policePartnerId: { type: String, required: true },
    prosecutionPartnerId: { type: String, required: true },
    screeningPartnerIds: { type: [String], required: true },
    signalPartnerId: { type: String, required: true },
    signals: records,
    matchKeys: { type: [String], default: undefined },
    possibleMatches: laterRecords,
    signalLink: { type: Schema.Types.Mixed, default: null },
    screeningRounds: records,
    invitations: laterRecords,
    handovers: laterRecords,
    compositionProposal: { type: Schema.Types.Mixed, default: null },
    composition: { type: Schema.Types.Mixed, default: null },
    informationRequests: records,
    informationItems: laterRecords,
    corrections: laterRecords,
    receipts: laterRecords,
    riskTaxations: records,
    planVersions: records,
    interventions: records,
    reviews: records,
    reviewRequests: records,
    agendaRequests: laterRecords,
    meetings: laterRecords,
    nextReviewAt: { type: Date, default: null },
    necessityReviewedAt: { type: Date },
    closure: { type: Schema.Types.Mixed, default: null },
    person: { type: Schema.Types.Mixed, default: undefined },
    provisions: { type: [Schema.Types.Mixed], default: undefined },
    transfers: laterRecords,
    origin: { type: Schema.Types.Mixed, default: null },
    shieldedAt: { type: Date, default: null },
    destroyBefore: { type: Date, default: null },
    breakGlass: laterRecords,
    retentionDecisions: laterRecords,
    destruction: { type: Schema.Types.Mixed, default: null },
    submissions: records,
    steps: records,
    timeline: records,
    outbox: records,
    pendingSince: { type: Date, default: null },
  },
  { collection: 'cases', versionKey: false, minimize: false, strict: 'throw' },
);
// Kept by the repository for finding cases; no part of the case file.
schema.add(new Schema({ activeYears: { type: [Number], default: undefined } }));
schema.index({ caseId: 1 }, { unique: true, name: 'case-by-id' });
schema.index({ reference: 1 }, { unique: true, name: 'case-by-reference' });
schema.index({ 'signals.requestId': 1 }, { unique: true, name: 'case-by-signal-request' });
// With the municipality, as the policy's filters ask: a list looks at nothing that its reader may not know of.
schema.index(
  { 'composition.partners.partnerId': 1, municipalityId: 1, openedAt: -1 },
  { name: 'cases-of-participant' },
);
schema.index(
  { screeningPartnerIds: 1, municipalityId: 1, openedAt: -1 },
  { name: 'cases-of-screening-partner' },
);
schema.index(
  { 'signals.partnerId': 1, municipalityId: 1, openedAt: -1 },
  { name: 'cases-of-recording-partner' },
);
schema.index({ municipalityId: 1, openedAt: -1 }, { name: 'cases-of-municipality' });
schema.index({ activeYears: 1, municipalityId: 1 }, { name: 'cases-of-year' });
schema.index({ matchKeys: 1 }, { name: 'cases-by-match-key' });
schema.index({ 'provisions.recipientId': 1 }, { name: 'cases-with-provision-to' });
schema.index({ 'breakGlass.userId': 1, municipalityId: 1 }, { name: 'cases-opened-in-emergency-by' });
schema.index({ 'meetings.meetingId': 1 }, { name: 'cases-of-meeting' });
schema.index({ municipalityId: 1, nextReviewAt: 1 }, { name: 'cases-by-review' });
schema.index({ phase: 1, 'destruction.at': -1 }, { name: 'destroyed-cases' });
schema.index({ pendingSince: 1 }, { name: 'cases-with-outbox' });

/** The collection `cases` on this connection. */
export function caseModel(connection: Connection): Model<CaseFile> {
  return (
    (connection.models['Case'] as Model<CaseFile> | undefined) ?? connection.model<CaseFile>('Case', schema)
  );
}
