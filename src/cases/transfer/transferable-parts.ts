import type { CaseFile } from '../case-file.ts';

/** Something that one organisation supplied, and that moves only with its consent. */
export interface TransferablePart {
  readonly partId: string;
  readonly kind: 'signal' | 'information';
  /** The organisation that supplied it. */
  readonly partnerId: string;
  readonly at: Date;
  readonly ground: string | null;
}

/**
 * The signals and items of information of a case, oldest first. What the partners made together (votes, taxations, plan)
 * cannot be split by supplier and stays where it was made.
 */
export function transferableParts({ signals, informationItems }: CaseFile): readonly TransferablePart[] {
  return [
    ...signals.map(({ signalId, partnerId, at, data }): TransferablePart => ({
      partId: signalId,
      kind: 'signal',
      partnerId,
      at,
      ground: typeof data['ground'] === 'string' ? data['ground'] : null,
    })),
    ...informationItems
      .filter(({ content }) => content !== null)
      .map(({ informationId, partnerId, suppliedAt, ground }): TransferablePart => ({
        partId: informationId,
        kind: 'information',
        partnerId,
        at: suppliedAt,
        ground,
      })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
}
