import { describe, expect, test } from '@jest/globals';
import type { CaseFile, VoteChoice } from '../../src/cases/case-file.ts';
import {
  castVote,
  currentRound,
  decideAfterRound,
  startRound,
  tally,
  tallyRound,
} from '../../src/cases/screening.ts';
import { aCase, monday, partners } from '../support/case-file.ts';

const three = [partners.municipality, partners.police, partners.prosecution];
const votes = (...choices: VoteChoice[]) =>
  choices.map((choice, index) => ({ partnerId: three[index] ?? 'nobody', choice }));
const vote = (caseFile: CaseFile, partnerId: string, choice: VoteChoice): CaseFile =>
  castVote(caseFile, {
    partnerId,
    userId: `usr-${partnerId}`,
    at: monday,
    choice,
    submissionId: `${partnerId}-1`,
  });
const inRound = (): CaseFile => startRound(aCase(), monday).caseFile;

describe('tally', () => {
  test.each([
    [['admit', 'admit', 'admit'], 'admit'],
    [['refer', 'refer', 'refer'], 'refer'],
    [['stop', 'stop', 'stop'], 'stop'],
    [['admit', 'admit', 'stop'], 'no-agreement'],
    [['admit', 'admit', 'more-information'], 'no-agreement'],
    [['more-information', 'more-information', 'more-information'], 'no-agreement'],
    [['refer', 'stop', 'admit'], 'no-agreement'],
  ] as const)('%p gives %s', (choices, result) => {
    expect(tally(votes(...choices), three).result).toBe(result);
  });

  test('does not admit on two votes', () => {
    expect(tally(votes('admit', 'admit'), three).result).toBe('no-agreement');
  });

  test('does not count a partner twice for another', () => {
    const twice = [...votes('admit', 'admit'), { partnerId: partners.police, choice: 'admit' as const }];
    expect(tally(twice, three).result).toBe('no-agreement');
  });

  test('keeps who voted what when there is no agreement, and no dissent when there is', () => {
    expect(tally(votes('admit', 'admit', 'stop'), three).dissent).toEqual(votes('admit', 'admit', 'stop'));
    expect(tally(votes('admit', 'admit', 'admit'), three).dissent).toEqual([]);
  });
});

describe('a round', () => {
  test('rounds are numbered', () => {
    const first = startRound(aCase(), monday);
    expect([first.round, startRound(first.caseFile, monday).round]).toEqual([1, 2]);
  });

  test('takes one vote per partner', () => {
    const voted = vote(inRound(), partners.police, 'admit');
    expect(() => vote(voted, partners.police, 'stop')).toThrow('al gestemd');
  });

  test('takes no vote of a partner that does not screen', () => {
    expect(() => vote(inRound(), partners.care, 'admit')).toThrow('Alleen gemeente, politie en OM');
  });

  test('takes no vote before it starts or after it was tallied', () => {
    expect(() => vote(aCase(), partners.police, 'admit')).toThrow('geen ronde');
    const tallied = tallyRound(inRound(), monday).caseFile;
    expect(() => vote(tallied, partners.police, 'admit')).toThrow('geen ronde');
  });

  test('a second round starts without the votes of the first, which are kept', () => {
    const first = tallyRound(vote(inRound(), partners.police, 'stop'), monday).caseFile;
    const second = startRound(first, monday).caseFile;
    expect(currentRound(second)?.votes).toEqual([]);
    expect(second.screeningRounds[0]?.votes).toHaveLength(1);
  });
});

describe('after a round without agreement', () => {
  const divided = (): CaseFile => {
    const voted = [
      [partners.municipality, 'stop'],
      [partners.police, 'stop'],
      [partners.prosecution, 'admit'],
    ] as const;
    return tallyRound(
      voted.reduce((caseFile, [partnerId, choice]) => vote(caseFile, partnerId, choice), inRound()),
      monday,
    ).caseFile;
  };
  const next = (choice: string) => ({ choice, at: monday, userId: 'usr-town', submissionId: '5' });

  test('a decision to stop records who voted otherwise', () => {
    const decided = decideAfterRound(divided(), next('stop'));
    expect(currentRound(decided)?.dissent).toEqual([{ partnerId: partners.prosecution, choice: 'admit' }]);
    expect(currentRound(decided)?.next?.choice).toBe('stop');
  });

  test('there is nothing to decide when all agreed', () => {
    const agreed = tallyRound(
      three.reduce((caseFile, partnerId) => vote(caseFile, partnerId, 'admit'), inRound()),
      monday,
    ).caseFile;
    expect(() => decideAfterRound(agreed, next('stop'))).toThrow('eensluidend');
  });
});
