import { productError, type ErrorDetail } from '../lib/errors.ts';
import type { CaseFile, CompositionProposal, Invitation } from './case-file.ts';
import { withReceipts } from './information/receipts.ts';
import type { User } from './people.ts';
import { withNoticeProcess } from './person/notice.ts';
import { withSignalConcluded } from './signals.ts';
import { withTimeline } from './timeline.ts';

/**
 * What is wrong with a proposed composition; empty when it may be registered.
 *
 * @param screeningPartnerIds municipality, police and prosecution, who always take part
 * @param people whoever is proposed as case manager or deputy, as far as the directory knows them
 */
export function compositionProblems(
  proposal: Omit<CompositionProposal, 'submissionId'>,
  screeningPartnerIds: readonly string[],
  people: readonly User[],
): readonly ErrorDetail[] {
  const problems: ErrorDetail[] = [];
  const partnerIds = proposal.partners.map(({ partnerId }) => partnerId);
  if (screeningPartnerIds.some((partnerId) => !partnerIds.includes(partnerId))) {
    problems.push({ pointer: '/partners', message: 'Gemeente, politie en OM doen altijd mee.' });
  }
  proposal.partners.forEach(({ partnerId, reason }, index) => {
    if (partnerIds.indexOf(partnerId) !== index) {
      problems.push({
        pointer: `/partners/${index}/partnerId`,
        message: 'Deze organisatie staat er dubbel.',
      });
    }
    if (reason.trim() === '') {
      problems.push({ pointer: `/partners/${index}/reason`, message: 'Geef een reden per organisatie.' });
    }
  });
  const takesPart = (userId: string): boolean => {
    const person = people.find((candidate) => candidate.userId === userId);
    return person !== undefined && person.roles.includes('attendee') && partnerIds.includes(person.partnerId);
  };
  if (!takesPart(proposal.caseManagerId)) {
    problems.push({
      pointer: '/caseManagerId',
      message: 'De casusregisseur is een deelnemer van een van de gekozen organisaties.',
    });
  }
  if (proposal.deputyId === null) {
    problems.push({ pointer: '/deputyId', message: 'Wijs ook een vervanger aan.' });
  } else if (proposal.deputyId === proposal.caseManagerId) {
    problems.push({ pointer: '/deputyId', message: 'De vervanger is een ander dan de casusregisseur.' });
  } else if (!takesPart(proposal.deputyId)) {
    problems.push({
      pointer: '/deputyId',
      message: 'De vervanger is een deelnemer van een van de gekozen organisaties.',
    });
  }
  return problems;
}

/**
 * The partners that are asked whether they take part: all that are proposed, but the three that screen, who always do, and
 * those that agreed before.
 */
export function partnersToInvite({
  compositionProposal,
  screeningPartnerIds,
  invitations,
}: CaseFile): readonly string[] {
  return (compositionProposal?.partners ?? [])
    .map(({ partnerId }) => partnerId)
    .filter((partnerId) => !screeningPartnerIds.includes(partnerId))
    .filter((partnerId) => !hasAccepted(invitations, partnerId));
}

/** Records a partner's answer. @throws ProductError `rule-refused` for a partner that is not invited */
export function answerInvitation(caseFile: CaseFile, invitation: Invitation): CaseFile {
  if (!partnersToInvite(caseFile).includes(invitation.partnerId)) {
    throw productError('rule-refused', { reason: 'Uw organisatie is niet uitgenodigd voor deze casus.' });
  }
  return { ...caseFile, invitations: [...caseFile.invitations, invitation] };
}

/** The proposal with only those that take part: the three that screen, and whoever agreed. */
export function consented({
  compositionProposal,
  screeningPartnerIds,
  invitations,
}: CaseFile): CompositionProposal | null {
  return (
    compositionProposal && {
      ...compositionProposal,
      partners: compositionProposal.partners.filter(
        ({ partnerId }) => screeningPartnerIds.includes(partnerId) || hasAccepted(invitations, partnerId),
      ),
    }
  );
}

const hasAccepted = (invitations: readonly Invitation[], partnerId: string): boolean =>
  invitations.findLast((invitation) => invitation.partnerId === partnerId)?.consent === 'accepted';

/** Makes the proposal the composition of the case: from now on its partners take part, and nobody else. */
export function registerComposition(caseFile: CaseFile, proposal: CompositionProposal, at: Date): CaseFile {
  const composed = { ...caseFile, composition: { ...proposal, registeredAt: at } };
  const registered = withTimeline(withReceipts(composed, at), 'composition-registered', at);
  return caseFile.composition === null
    ? withSignalConcluded(withNoticeProcess(registered, at), at)
    : registered;
}
