import type { CasePart } from '../access.ts';
import type { CaseFile, FormData } from '../case-file.ts';
import { participatingPartnerIds } from '../participants.ts';

/** What one partner brought into a case, and what can be wrong: a signal or an item of information. */
export type SuppliedPart = Extract<CasePart, { readonly kind: 'signal' | 'information' }>;

/** Everything that was brought in and still says something: the signals, and after them the information. */
export function suppliedParts({ signals, informationItems }: CaseFile): readonly SuppliedPart[] {
  return [
    ...signals.map((signal): SuppliedPart => ({ kind: 'signal', signal })),
    ...informationItems.map((item): SuppliedPart => ({ kind: 'information', item })),
  ].filter((part) => contentOf(part) !== null);
}

/** The signal or item with this id, also when it was withdrawn; undefined when the case has none. */
export function suppliedPartOf(caseFile: CaseFile, id: string): SuppliedPart | undefined {
  const signal = caseFile.signals.find(({ signalId }) => signalId === id);
  if (signal !== undefined) return { kind: 'signal', signal };
  const item = caseFile.informationItems.find(({ informationId }) => informationId === id);
  return item && { kind: 'information', item };
}

export const idOf = (part: SuppliedPart): string =>
  part.kind === 'signal' ? part.signal.signalId : part.item.informationId;

export const supplierOf = (part: SuppliedPart): string =>
  part.kind === 'signal' ? part.signal.partnerId : part.item.partnerId;

export const suppliedAtOf = (part: SuppliedPart): Date =>
  part.kind === 'signal' ? part.signal.at : part.item.suppliedAt;

export const groundOf = (part: SuppliedPart): string | null => {
  if (part.kind === 'information') return part.item.ground;
  const { ground } = part.signal.data;
  return typeof ground === 'string' ? ground : null;
};

/** What it says now, by field of its form; null: withdrawn. */
export function contentOf(part: SuppliedPart): FormData | null {
  if (part.kind === 'information') return part.item.content;
  return part.signal.withdrawnAt === undefined ? part.signal.data : null;
}

/** Where the form with which a partner carries out a decision on a request of the person has the parts of each kind. */
export const executionFields = { information: 'parts', signal: 'signals' } as const;

/** The form whose fields its content has. */
export const contentFormOf = (part: SuppliedPart | undefined): string =>
  part?.kind === 'signal' ? 'case-signal' : 'information-correction';

/**
 * Who carries out a decision about it in this case: its supplier. What came from another case or municipality is the contact point's
 * when its supplier takes no part here and does not know of this case.
 */
export function responsibleFor(caseFile: CaseFile, part: SuppliedPart): string {
  const supplier = supplierOf(part);
  const cameFromElsewhere =
    part.kind === 'signal'
      ? part.signal.linkedFrom !== undefined || part.signal.transferId !== undefined
      : caseFile.origin !== null && part.item.suppliedAt < caseFile.openedAt;
  return cameFromElsewhere && !participatingPartnerIds(caseFile).includes(supplier)
    ? caseFile.municipalityPartnerId
    : supplier;
}
