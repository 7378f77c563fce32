import { productError } from '../../lib/errors.ts';
import type { CaseFile, InformationRequest } from '../case-file.ts';
import { participatingPartnerIds } from '../participants.ts';
import { withTimeline } from '../timeline.ts';

/**
 * Sends the requests of this round: those planned to fill information gaps, or else one to each participating partner.
 *
 * @param jobKey of the step that sends them; makes new request ids unique and repeatable
 */
export function sendRequests(
  caseFile: CaseFile,
  jobKey: string,
  at: Date,
): { caseFile: CaseFile; sent: readonly InformationRequest[] } {
  const planned = caseFile.informationRequests.filter(({ state }) => state === 'planned');
  const requests: readonly InformationRequest[] =
    planned.length > 0
      ? planned
      : participatingPartnerIds(caseFile).map((partnerId, index) => ({
          requestId: `request-${jobKey}-${index + 1}`,
          partnerId,
          question: null,
          why: null,
          state: 'planned',
          sentInStep: null,
          answer: null,
        }));
  const sent = requests.map((request) => ({ ...request, state: 'sent' as const, sentInStep: jobKey }));
  const others = caseFile.informationRequests.filter(({ state }) => state !== 'planned');
  return {
    caseFile: withTimeline(
      { ...caseFile, informationRequests: [...others, ...sent] },
      'information-requested',
      at,
      { detail: String(sent.length) },
    ),
    sent,
  };
}

/** Records a partner's answer. @throws ProductError `rule-refused` for another partner's or an answered request */
export function answerRequest(
  caseFile: CaseFile,
  requestId: string,
  partnerId: string,
  answer: NonNullable<InformationRequest['answer']>,
): CaseFile {
  const request = caseFile.informationRequests.find((candidate) => candidate.requestId === requestId);
  if (request?.partnerId !== partnerId) {
    throw productError('rule-refused', {
      reason: 'Dit informatieverzoek is niet aan uw organisatie gericht.',
    });
  }
  if (request.state !== 'sent') {
    throw productError('rule-refused', { reason: 'Dit informatieverzoek is al beantwoord.' });
  }
  return {
    ...caseFile,
    informationRequests: caseFile.informationRequests.map((candidate) =>
      candidate === request ? { ...candidate, state: 'answered', answer } : candidate,
    ),
  };
}

/** Whether the last round brought everything: each of its requests was answered and none refused. */
export function informationOutcome(caseFile: CaseFile): 'complete' | 'incomplete' {
  const lastStep = caseFile.informationRequests.findLast(({ sentInStep }) => sentInStep !== null)?.sentInStep;
  return caseFile.informationRequests
    .filter(({ sentInStep }) => sentInStep !== null && sentInStep === lastStep)
    .every(({ answer }) => answer !== null && answer.choice !== 'refused')
    ? 'complete'
    : 'incomplete';
}
