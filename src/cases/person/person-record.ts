import type { FormData } from '../forms/form.ts';

/** What the case file keeps about the rights of the person that it is about. What people wrote stays in submissions. */
export interface PersonRecord {
  /** Each time the contact point informed the person or motivated why not, oldest first. */
  readonly notices: readonly Notice[];
  readonly lapseReports: readonly LapseReport[];
  readonly rightsRequests: readonly RightsRequest[];
  readonly dataBreaches: readonly DataBreach[];
}

/** Informing the person (art. 14 GDPR; Besluit art. 4): done, or left undone for a stated reason. */
export interface Notice {
  readonly submissionId: string;
  readonly at: Date;
  readonly userId: string;
  readonly outcome: 'informed' | 'exception';
  /** When the exception is looked at again; null when the person was informed. */
  readonly recheckAt: Date | null;
}

/** A partner reports that its reason not to inform the person no longer holds (Besluit art. 4, third paragraph). */
export interface LapseReport {
  readonly reportId: string;
  readonly at: Date;
  readonly partnerId: string;
  readonly userId: string;
  readonly reason: string;
}

/** Something that a person reported with a form of its own, outside the inbox. */
export interface Recorded {
  /** Chosen by the recording client, so that a repeat records nothing twice. */
  readonly requestId: string;
  readonly at: Date;
  readonly partnerId: string;
  readonly userId: string;
  readonly data: FormData;
}

export const rightsKinds = ['access', 'correction', 'erasure'] as const;
export type RightsKind = (typeof rightsKinds)[number];

/** A request of the person (art. 15, 16 and 17 GDPR); its data follow the form `rights-request`. */
export interface RightsRequest extends Recorded {
  readonly rightsRequestId: string;
  readonly kind: RightsKind;
  /** `YYYY-MM-DD`; the legal term counts from here. */
  readonly receivedOn: string;
  readonly extendedAt: Date | null;
  readonly advices: readonly RightsAdvice[];
  readonly decision: RightsDecision | null;
  readonly executions: readonly { readonly partnerId: string; readonly submissionId: string }[];
  readonly answeredAt: Date | null;
  /** Each time a printout was made: by whom and when. */
  readonly exports: readonly { readonly exportId: string; readonly at: Date; readonly userId: string }[];
}

export interface RightsAdvice {
  readonly partnerId: string;
  readonly choice: 'no-objection' | 'exception';
  readonly submissionId: string;
}

/** Why a passage is not given (GDPR art. 15, fourth paragraph; UAVG art. 41, first paragraph). */
export const passageGrounds = ['others', 'security', 'detection'] as const;
export type PassageGround = (typeof passageGrounds)[number];

/** A passage of the file that is left out of a printout, word for word, such as what says something about somebody else. */
export interface WithheldPassage {
  /** Empty: what it was part of has been erased since. */
  readonly passage: string;
  readonly ground: PassageGround;
}

export interface RightsDecision {
  readonly choice: 'grant' | 'partly' | 'refuse';
  readonly at: Date;
  readonly userId: string;
  readonly submissionId: string;
  /** Partners whose data are withheld; only of a partial decision. */
  readonly withheldPartnerIds: readonly string[];
  /** What the person may know about what is withheld. */
  readonly withheldReason: string | null;
  /** Items of information that must be corrected or removed; absent: from before a decision named them. */
  readonly informationIds?: readonly string[];
  /** Passages that are left out of a printout; absent: none, or from before a decision could name them. */
  readonly withheldPassages?: readonly WithheldPassage[];
  /** Names of third parties that are left out of a printout. */
  readonly otherNames: readonly string[];
}

export const breachRisks = ['none', 'risk', 'high-risk'] as const;
export type BreachRisk = (typeof breachRisks)[number];

/** A personal data breach (art. 33 and 34 GDPR; Besluit art. 5); its data follow the form `data-breach`. */
export interface DataBreach extends Recorded {
  readonly dataBreachId: string;
  /** The emergency access that was judged as not justified, and so reported; absent: a participant reported it. */
  readonly breakGlassId?: string;
  /** The 72 hours count from here. */
  readonly discoveredAt: Date;
  readonly risk: BreachRisk | null;
  readonly authorityNotifiedAt: Date | null;
  readonly affected: 'informed' | 'omitted' | null;
  readonly closedAt: Date | null;
}

const nothing: PersonRecord = { notices: [], lapseReports: [], rightsRequests: [], dataBreaches: [] };

/** The record of a case; cases from before it existed have an empty one. */
export function personOf(caseFile: { readonly person?: Partial<PersonRecord> | null }): PersonRecord {
  return { ...nothing, ...caseFile.person };
}
