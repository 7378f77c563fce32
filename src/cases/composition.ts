import type { ErrorDetail } from '../lib/errors.ts';
import type { CaseFile, CompositionProposal } from './case-file.ts';
import { withReceipts } from './information/receipts.ts';
import type { User } from './people.ts';
import { withNoticeProcess } from './person/notice.ts';
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
  if (proposal.deputyId !== null) {
    if (proposal.deputyId === proposal.caseManagerId) {
      problems.push({ pointer: '/deputyId', message: 'De vervanger is een ander dan de casusregisseur.' });
    } else if (!takesPart(proposal.deputyId)) {
      problems.push({
        pointer: '/deputyId',
        message: 'De vervanger is een deelnemer van een van de gekozen organisaties.',
      });
    }
  }
  return problems;
}

/** Makes the proposal the composition of the case: from now on its partners take part, and nobody else. */
export function registerComposition(caseFile: CaseFile, proposal: CompositionProposal, at: Date): CaseFile {
  const composed = { ...caseFile, composition: { ...proposal, registeredAt: at } };
  const registered = withTimeline(withReceipts(composed, at), 'composition-registered', at);
  return caseFile.composition === null ? withNoticeProcess(registered, at) : registered;
}
