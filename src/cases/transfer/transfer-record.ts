import type { TransferState } from '../../contract/transfer.ts';

/** Why persons' data may go to the consultation of another municipality (Wgpart art. 7, first paragraph). */
export const transferGrounds = ['residence', 'effects', 'relations'] as const;
export type TransferGround = (typeof transferGrounds)[number];

/** What one supplier was asked, and what it said. */
export interface TransferConsent {
  readonly partnerId: string;
  /** Ids of its signals and items of information, as they were when it was asked. */
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
}
