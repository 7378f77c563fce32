import { productError } from '../lib/errors.ts';
import type { CaseFile, ScreeningResult, ScreeningRound, ScreeningVote, VoteChoice } from './case-file.ts';
import { withTimeline } from './timeline.ts';

/** The round that is being voted on, or was last; undefined before the first. */
export function currentRound(caseFile: CaseFile): ScreeningRound | undefined {
  return caseFile.screeningRounds.at(-1);
}

/** Opens the next round, without votes. */
export function startRound(caseFile: CaseFile, at: Date): { caseFile: CaseFile; round: number } {
  const round = (currentRound(caseFile)?.round ?? 0) + 1;
  const opened: ScreeningRound = {
    round,
    startedAt: at,
    votes: [],
    talliedAt: null,
    result: null,
    dissent: [],
    next: null,
  };
  return {
    caseFile: withTimeline(
      { ...caseFile, screeningRounds: [...caseFile.screeningRounds, opened] },
      'screening-round-started',
      at,
      { detail: String(round) },
    ),
    round,
  };
}

/**
 * Records one partner's vote in the open round.
 *
 * @throws ProductError `rule-refused` when no round is open, the partner does not screen or has voted already
 */
export function castVote(caseFile: CaseFile, vote: ScreeningVote): CaseFile {
  const round = currentRound(caseFile);
  if (round === undefined || round.talliedAt !== null) {
    throw productError('rule-refused', { reason: 'Er loopt nu geen ronde van de weging.' });
  }
  if (!caseFile.screeningPartnerIds.includes(vote.partnerId)) {
    throw productError('rule-refused', {
      reason: 'Alleen gemeente, politie en OM stemmen in de weging (Wgpart art. 5, derde lid).',
    });
  }
  if (round.votes.some(({ partnerId }) => partnerId === vote.partnerId)) {
    throw productError('rule-refused', { reason: 'Uw organisatie heeft in deze ronde al gestemd.' });
  }
  return replaceRound(caseFile, { ...round, votes: [...round.votes, vote] });
}

/**
 * The outcome of a round. Admission, referral and stopping each need the same judgement of all three partners (Wgpart
 * art. 5, third paragraph: eensluidende beoordeling); anything else is no agreement.
 */
export function tally(
  votes: readonly Pick<ScreeningVote, 'partnerId' | 'choice'>[],
  screeningPartnerIds: readonly string[],
): {
  readonly result: ScreeningResult;
  readonly dissent: readonly { partnerId: string; choice: VoteChoice }[];
} {
  const voted = screeningPartnerIds.every((id) => votes.some(({ partnerId }) => partnerId === id));
  const choices = new Set(votes.map(({ choice }) => choice));
  const only = voted && choices.size === 1 ? [...choices][0] : undefined;
  return only === undefined || only === 'more-information'
    ? { result: 'no-agreement', dissent: votes.map(({ partnerId, choice }) => ({ partnerId, choice })) }
    : { result: only, dissent: [] };
}

/** Closes the round and opens its votes. */
export function tallyRound(caseFile: CaseFile, at: Date): { caseFile: CaseFile; result: ScreeningResult } {
  const round = currentRound(caseFile);
  if (round === undefined) throw productError('rule-refused', { reason: 'Er is nog geen ronde geweest.' });
  const { result, dissent } = tally(round.votes, caseFile.screeningPartnerIds);
  return {
    caseFile: withTimeline(
      replaceRound(caseFile, { ...round, talliedAt: at, result, dissent }),
      'screening-tallied',
      at,
      { detail: result },
    ),
    result,
  };
}

/**
 * Records what follows on a round without agreement. Admission is not among the choices: it is blocked without
 * unanimity.
 */
export function decideAfterRound(caseFile: CaseFile, next: NonNullable<ScreeningRound['next']>): CaseFile {
  const round = currentRound(caseFile);
  if (round?.result !== 'no-agreement') {
    throw productError('rule-refused', { reason: 'De laatste ronde heeft al een eensluidend oordeel.' });
  }
  const dissent = round.votes
    .filter(({ choice }) => choice !== next.choice)
    .map(({ partnerId, choice }) => ({ partnerId, choice }));
  return replaceRound(caseFile, { ...round, next, dissent });
}

function replaceRound(caseFile: CaseFile, round: ScreeningRound): CaseFile {
  return { ...caseFile, screeningRounds: [...caseFile.screeningRounds.slice(0, -1), round] };
}
