/** What the case file keeps about the rights of the person that it is about. Content stays in submissions. */
export interface PersonRecord {
  /** Each time the contact point informed the person or motivated why not, oldest first. */
  readonly notices: readonly Notice[];
  readonly lapseReports: readonly LapseReport[];
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

const nothing: PersonRecord = { notices: [], lapseReports: [] };

/** The record of a case; cases from before it existed have an empty one. */
export function personOf(caseFile: { readonly person?: Partial<PersonRecord> | null }): PersonRecord {
  return { ...nothing, ...caseFile.person };
}
