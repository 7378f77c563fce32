import { productError } from '../lib/errors.ts';
import type { CaseFile, Composition, Handover } from './case-file.ts';
import { withMessage } from './messages.ts';
import { withTimeline } from './timeline.ts';

/** Whoever waits takes it at once; the lifecycle of a case listens as long as the case runs. */
const HANDOVER_TTL_MS = 3_600_000;

/**
 * Asks someone to take over the case. Exactly one person leads a case at every moment: nothing changes until the answer.
 *
 * @throws ProductError `rule-refused` when the case has no case manager yet, is closed, or already waits for an answer
 */
export function requestHandover(caseFile: CaseFile, handover: Omit<Handover, 'answer'>): CaseFile {
  if (caseFile.composition === null || caseFile.shieldedAt !== null) {
    throw productError('rule-refused', { reason: 'Deze casus heeft nu geen casusregisseur.' });
  }
  if (handover.toUserId === caseFile.composition.caseManagerId) {
    throw productError('rule-refused', { reason: 'Deze persoon is al de casusregisseur.' });
  }
  if (caseFile.handovers.some(({ answer }) => answer === null)) {
    throw productError('rule-refused', {
      reason: 'Er is al een overdracht gevraagd. Wacht op het antwoord.',
    });
  }
  const asked = { ...caseFile, handovers: [...caseFile.handovers, { ...handover, answer: null }] };
  return withTimeline(
    withMessage(
      asked,
      {
        messageId: handover.handoverId,
        name: 'handover-requested',
        timeToLiveMs: HANDOVER_TTL_MS,
        variables: { handoverId: handover.handoverId, newCaseManagerId: handover.toUserId },
      },
      handover.at,
    ),
    'handover-requested',
    handover.at,
  );
}

/** Records the answer; when it is yes, that person leads the case from now on. @throws ProductError `rule-refused` */
export function answerHandover(
  caseFile: CaseFile,
  handoverId: string,
  userId: string,
  answer: NonNullable<Handover['answer']>,
): CaseFile {
  const handover = caseFile.handovers.find((candidate) => candidate.handoverId === handoverId);
  const { composition } = caseFile;
  if (handover?.answer !== null || composition === null || handover.toUserId !== userId) {
    throw productError('rule-refused', {
      reason: 'Deze overdracht is niet aan u gevraagd of al beantwoord.',
    });
  }
  return withTimeline(
    {
      ...caseFile,
      composition: answer.accepted ? ledBy(composition, userId) : composition,
      handovers: caseFile.handovers.map((other) => (other === handover ? { ...handover, answer } : other)),
    },
    answer.accepted ? 'case-handed-over' : 'handover-declined',
    answer.at,
  );
}

/** A deputy who takes over gets the former case manager as deputy: a case never rests on one person. */
function ledBy(composition: Composition, userId: string): Composition {
  const { caseManagerId, deputyId } = composition;
  return {
    ...composition,
    caseManagerId: userId,
    deputyId: deputyId === null || deputyId === userId ? caseManagerId : deputyId,
  };
}
