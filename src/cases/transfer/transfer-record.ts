import type { FieldGroup } from '../../contract/access.ts';
import type { TransferState } from '../../contract/transfer.ts';
import type { Correction } from '../information/model.ts';

/** Why persons' data may go to the consultation of another municipality (Wgpart art. 7, first paragraph). */
export const transferGrounds = ['residence', 'effects', 'relations'] as const;
export type TransferGround = (typeof transferGrounds)[number];

/** What the register of recipients has as ground of what went to another consultation. */
export const receivedUnder = 'Wgpart art. 7, eerste lid';

/** What the partners made together that may be proposed to go along. */
export const documentKinds = ['taxation', 'plan'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** A taxation or plan of the case that this one came from: to read beside the own one. */
export interface ReceivedDocument {
  readonly documentId: string;
  readonly kind: DocumentKind;
  readonly madeAt: Date;
  readonly lines: readonly {
    readonly label: string;
    readonly value: string;
    /** Who may not read one of these does not read the line. */
    readonly groups: readonly FieldGroup[];
  }[];
}

/** What one supplier was asked, and what it said. */
export interface TransferConsent {
  readonly partnerId: string;
  /** Ids of its signals and items of information, and of what it helped to make, as they were when it was asked. */
  readonly partIds: readonly string[];
  /** null: no answer, which is no consent. */
  readonly answer: {
    readonly at: Date;
    readonly userId: string;
    readonly submissionId: string;
    /** Those of `partIds` that may move. */
    readonly consentedPartIds: readonly string[];
  } | null;
}

/** What the other municipality did with a correction: it holds nothing that the correction is about, or it judged it. */
export const correctionOutcomes = ['applied', 'refused', 'not-held'] as const;
export type CorrectionOutcome = (typeof correctionOutcomes)[number];

/** A correction of something that moved, which the municipality that received it is told of (art. 19 GDPR). */
export interface PassedOnCorrection {
  readonly correctionId: string;
  readonly informationId: string;
  /** null: not answered yet. */
  readonly answer: {
    readonly at: Date;
    readonly outcome: CorrectionOutcome;
    /** Why it was refused; else null. */
    readonly reason: string | null;
  } | null;
}

/** The transfer of a case to the consultation of another municipality (Wgpart art. 7). */
export interface Transfer {
  readonly transferId: string;
  /** Chosen by the client; a repeat proposes nothing twice. */
  readonly requestId: string;
  readonly at: Date;
  readonly partnerId: string;
  readonly userId: string;
  readonly toMunicipalityId: string;
  readonly ground: TransferGround;
  /** For the suppliers and for the chair of the receiving consultation. */
  readonly reason: string;
  /** What the partners made together that is to go along; absent: nothing. */
  readonly documents?: readonly DocumentKind[];
  readonly state: TransferState;
  /** One per supplier; empty until they are asked. */
  readonly consents: readonly TransferConsent[];
  readonly decision: {
    readonly choice: 'accept' | 'decline';
    readonly at: Date;
    readonly userId: string;
    readonly submissionId: string;
    /** On which the receiving consultation takes the case; null when it declines. */
    readonly ground: TransferGround | null;
    readonly rationale: string;
  } | null;
  readonly withdrawal: { readonly at: Date; readonly userId: string; readonly reason: string } | null;
  readonly endedAt: Date | null;
  /** Of the case that is opened in the other municipality; chosen beforehand, so that a repeat opens no second one. */
  readonly newCaseId: string;
  /** null until that case is open. */
  readonly newReference: string | null;
  /** Oldest first; absent: none yet. */
  readonly passedOn?: readonly PassedOnCorrection[];
}

/** A correction of something that came along, made in the case that it came from. */
export interface ReceivedCorrection extends Pick<
  Correction,
  'correctionId' | 'informationId' | 'partnerId' | 'at' | 'reason'
> {
  readonly receivedAt: Date;
  /** How the information must read, null: withdrawn; kept only until it is judged. */
  readonly content?: Correction['content'];
  /** null: waits to be judged. */
  readonly answer: PassedOnCorrection['answer'];
}

/** Where a case came from that was transferred to this municipality. */
export interface CaseOrigin {
  readonly transferId: string;
  readonly caseId: string;
  readonly reference: string;
  readonly municipalityId: string;
  readonly municipalityPartnerId: string;
  /** When data about the person was first processed, in whichever municipality; a transfer begins no new term. */
  readonly firstProcessedAt: Date;
  /** Who accepted it, on which ground and why. */
  readonly acceptedBy: string;
  readonly ground: TransferGround;
  readonly rationale: string;
  /** Corrections of what came along, oldest first; absent: none yet. */
  readonly corrections?: readonly ReceivedCorrection[];
  /** What came along to read; absent: nothing. */
  readonly documents?: readonly ReceivedDocument[];
}
