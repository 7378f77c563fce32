import { describe, expect, test } from '@jest/globals';
import type { CaseFile } from '../../src/cases/case-file.ts';
import { answerHandover, requestHandover } from '../../src/cases/handover.ts';
import { aCase, aComposition, monday } from '../support/case-file.ts';

const composed = aCase({ composition: aComposition });
const handover = (toUserId: string) => ({
  handoverId: 'handover-1',
  requestId: 'request-of-client',
  at: monday,
  userId: 'usr-town',
  toUserId,
  reason: 'Verlof',
  briefing: 'Niets bijzonders',
});
const answered = (accepted: boolean, toUserId = 'usr-police'): CaseFile =>
  answerHandover(requestHandover(composed, handover(toUserId)), 'handover-1', toUserId, {
    accepted,
    at: monday,
    submissionId: '1',
  });

describe('a handover', () => {
  test('leaves the case with its case manager until the other agrees', () => {
    const asked = requestHandover(composed, handover('usr-police'));
    expect(asked.composition?.caseManagerId).toBe('usr-town');
    expect(asked.outbox).toEqual([
      expect.objectContaining({
        name: 'handover-requested',
        variables: { handoverId: 'handover-1', newCaseManagerId: 'usr-police' },
      }),
    ]);
    expect(answered(false).composition?.caseManagerId).toBe('usr-town');
    expect(answered(true).composition).toMatchObject({
      caseManagerId: 'usr-police',
      deputyId: aComposition.deputyId,
    });
  });

  test('to the deputy makes the former case manager deputy', () => {
    expect(answered(true, 'usr-town-deputy').composition).toMatchObject({
      caseManagerId: 'usr-town-deputy',
      deputyId: 'usr-town',
    });
  });

  test('is one at a time, for someone else, and answered once by that person', () => {
    const asked = requestHandover(composed, handover('usr-police'));
    const answer = { accepted: true, at: monday, submissionId: '1' };
    expect(() => requestHandover(asked, { ...handover('usr-care'), handoverId: 'handover-2' })).toThrow(
      'al een',
    );
    expect(() => requestHandover(composed, handover('usr-town'))).toThrow('al de casusregisseur');
    expect(() => requestHandover(aCase(), handover('usr-police'))).toThrow('geen casusregisseur');
    expect(() => answerHandover(asked, 'handover-1', 'usr-care', answer)).toThrow('niet aan u');
    expect(() => answerHandover(answered(true), 'handover-1', 'usr-police', answer)).toThrow('al beantwoord');
  });
});
