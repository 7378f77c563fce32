import type { ContextSection } from '../../contract/http.ts';
import { productError } from '../../lib/errors.ts';
import type { CaseFile, Refs } from '../case-file.ts';
import { correctAsReceived } from '../information/corrections.ts';
import type { Correction } from '../information/model.ts';
import { contentFormOf, contentOf, suppliedPartOf } from '../information/supplied-parts.ts';
import type { User } from '../people.ts';
import { linesOf, readerOf, suppliedLines, wholeFile, type SectionSources } from '../sections.ts';
import { passOnCorrection } from './passing-on.ts';
import type { CaseOrigin, ReceivedCorrection } from './transfer-record.ts';

/** A correction that this case received from the one that it came from. */
export const receivedCorrectionOf = (
  { origin }: Pick<CaseFile, 'origin'>,
  correctionId: unknown,
): ReceivedCorrection | undefined =>
  origin?.corrections?.find((correction) => correction.correctionId === correctionId);

/**
 * Puts a correction that was made where the case came from before those who lead it here. What this case does not hold, or
 * no longer, is nothing to judge. A municipality to which the case has gone on hears of it at once and judges for itself: the person's
 * right there does not wait for a judgement here, or end with a refusal.
 */
export function receiveCorrection(
  caseFile: CaseFile,
  correction: Correction | undefined,
  receivedAt: Date,
): { readonly caseFile: CaseFile; readonly hasCorrection: boolean } {
  const { origin } = caseFile;
  const part = correction && suppliedPartOf(caseFile, correction.informationId);
  if (correction === undefined || origin === null || part === undefined || contentOf(part) === null) {
    return { caseFile, hasCorrection: false };
  }
  const { correctionId, informationId, partnerId, at, reason, content } = correction;
  if (receivedCorrectionOf(caseFile, correctionId) !== undefined) return { caseFile, hasCorrection: true };
  const received: ReceivedCorrection = {
    correctionId,
    informationId,
    partnerId,
    at,
    reason,
    content,
    receivedAt,
    answer: null,
  };
  const corrections = [...(origin.corrections ?? []), received];
  const put = { ...caseFile, origin: { ...origin, corrections } };
  return {
    caseFile: passOnCorrection(put, { correctionId, informationId, at: receivedAt }),
    hasCorrection: true,
  };
}

/**
 * Those who lead the case here take a correction over, or refuse it with a reason. Taken over it counts as the supplier's own,
 * also in a case that was closed since; what it said is not kept twice.
 *
 * @throws ProductError `rule-refused` when there is nothing to judge
 */
export function answerReceivedCorrection(
  caseFile: CaseFile,
  correctionId: unknown,
  judged: {
    readonly choice: 'apply' | 'refuse';
    readonly reason: string | null;
    readonly userId: string;
    readonly at: Date;
  },
): CaseFile {
  const { origin } = caseFile;
  const received = receivedCorrectionOf(caseFile, correctionId);
  if (origin === null || received?.answer !== null || received.content === undefined) {
    throw productError('rule-refused', { reason: 'Deze correctie is al beoordeeld of is er niet meer.' });
  }
  const { content, ...kept } = received;
  const { choice, reason, userId, at } = judged;
  const changed =
    choice === 'refuse'
      ? caseFile
      : correctAsReceived(caseFile, {
          correctionId: received.correctionId,
          requestId: received.correctionId,
          informationId: received.informationId,
          partnerId: received.partnerId,
          userId,
          at,
          reason: received.reason,
          content,
        });
  const answer = { at, outcome: choice === 'apply' ? ('applied' as const) : ('refused' as const), reason };
  const corrections: CaseOrigin['corrections'] = (origin.corrections ?? []).map((correction) =>
    correction === received ? { ...kept, answer } : correction,
  );
  return { ...changed, origin: { ...origin, corrections } };
}

/** The correction that a step judges: what the item says now and how it must read, as far as this user may read it. */
export function receivedCorrectionFocus(
  caseFile: CaseFile,
  { correctionId }: Refs,
  user: User,
  sources: SectionSources,
): ContextSection[] {
  const received = receivedCorrectionOf(caseFile, correctionId);
  const part = received && suppliedPartOf(caseFile, received.informationId);
  if (caseFile.origin === null || received === undefined || part === undefined) return [];
  const { access, partnerName } = sources;
  // Closing ended the reading by participants; whoever judges the correction gets it with the step.
  const shielded = caseFile.shieldedAt !== null;
  const reader = shielded ? wholeFile : readerOf(user, caseFile, access);
  const mayRead = reader.mayRead(part);
  const { content } = received;
  return [
    {
      title: 'Deze correctie',
      lines: [
        { label: 'Gemeld door', value: partnerName(caseFile.origin.municipalityPartnerId) },
        { label: 'Gecorrigeerd door', value: partnerName(received.partnerId) },
        { label: 'Wat klopte er niet?', value: received.reason },
        ...(content === null
          ? [{ label: 'Wat wordt gevraagd', value: 'Deze informatie moet uit het dossier.' }]
          : []),
        ...((caseFile.origin.documents ?? []).length === 0
          ? []
          : [
              {
                label: 'Let op',
                value:
                  'De taxatie of het plan dat meekwam kan dit ook noemen. Dat verandert niet vanzelf; bij het document komt te staan dat dit is gecorrigeerd.',
              },
            ]),
      ],
    },
    ...(mayRead
      ? [{ title: 'Zo staat het nu in deze casus', lines: suppliedLines(part, reader, sources) }]
      : []),
    ...(mayRead && content !== null && content !== undefined
      ? [
          {
            title: 'Zo moet het luiden',
            lines: linesOf(
              { formId: contentFormOf(part), data: content, supplierPartnerId: received.partnerId },
              reader,
              sources,
            ),
          },
        ]
      : []),
  ];
}
