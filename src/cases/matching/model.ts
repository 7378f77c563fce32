import type { Likeness } from './identity.ts';

/** A case of the same municipality that may be about the same person. Who sees it is decided each time it is shown. */
export interface PossibleMatch {
  readonly caseId: string;
  readonly reference: string;
  readonly likeness: Likeness;
}

export const linkChoices = ['different', 'repeat', 'duplicate'] as const;
export type LinkChoice = (typeof linkChoices)[number];

/** What a person decided about a possible match; the reason is in the submission. */
export interface SignalLink {
  readonly choice: LinkChoice;
  /** Null when it is somebody else. */
  readonly caseId: string | null;
  readonly at: Date;
  readonly userId: string;
  readonly submissionId: string;
}

/** Where a signal that was brought into a running case was recorded, and when. */
export interface LinkedFrom {
  readonly caseId: string;
  readonly recordedAt: Date;
}
