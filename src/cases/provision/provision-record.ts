/**
 * What one third party (derde) gets of a case, and nothing more: the chosen items, copied when they were chosen, with
 * purpose, necessity and an end. A third party is never authorised in the case file (Wgpart art. 3, third paragraph;
 * Besluit art. 11).
 */
export interface ProvisionPackage {
  readonly packageId: string;
  /** Chosen by the proposing client, so that a repeat proposes nothing twice. */
  readonly requestId: string;
  readonly proposedAt: Date;
  readonly partnerId: string;
  readonly userId: string;
  /** Account of the third party. */
  readonly recipientId: string;
  readonly purpose: string;
  readonly necessity: string;
  readonly expiresAt: Date;
  readonly items: readonly ProvidedItem[];
  readonly questions: readonly ProvisionQuestion[];
  readonly decision: {
    readonly choice: 'approve' | 'refuse';
    readonly at: Date;
    readonly userId: string;
    readonly submissionId: string;
  } | null;
  readonly releasedAt: Date | null;
  readonly endedAt: Date | null;
}

export interface ProvidedItem {
  readonly itemId: string;
  readonly title: string;
  readonly label: string;
  /** null once the package has ended: that it was provided stays known, what it said is gone. */
  readonly value: string | null;
}

export interface ProvisionQuestion {
  readonly questionId: string;
  readonly text: string;
  readonly answer: { readonly text: string; readonly at: Date } | null;
}
