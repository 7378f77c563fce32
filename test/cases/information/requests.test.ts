import { describe, expect, test } from '@jest/globals';
import type { CaseFile, InformationAnswer, InformationRequest } from '../../../src/cases/case-file.ts';
import { answerRequest, informationOutcome, sendRequests } from '../../../src/cases/information/requests.ts';
import { aCase, aComposition, monday } from '../../support/case-file.ts';

const composed = aCase({ composition: aComposition });
const answer = (choice: InformationAnswer) => ({
  choice,
  at: monday,
  userId: 'usr-x',
  submissionId: '1',
});
const gap: InformationRequest = {
  requestId: 'request-gap-1',
  partnerId: 'police',
  question: 'Wat is bekend over X?',
  why: 'Indicator onbekend',
  state: 'planned',
  sentInStep: null,
  answer: null,
};
const answerAll = (caseFile: CaseFile, choices: Readonly<Record<string, InformationAnswer>>): CaseFile =>
  caseFile.informationRequests.reduce(
    (current, { requestId, partnerId, state }) =>
      state === 'sent'
        ? answerRequest(current, requestId, partnerId, answer(choices[partnerId] ?? 'supplied'))
        : current,
    caseFile,
  );

describe('information requests', () => {
  test('without gaps every participating partner is asked, once per step', () => {
    const { sent } = sendRequests(composed, '71', monday);
    expect(sent.map(({ partnerId }) => partnerId)).toEqual(['town', 'police', 'prosecution', 'care']);
    expect(sent[0]?.requestId).toBe('request-71-1');
  });

  test('with gaps only those are asked', () => {
    const first = answerAll(sendRequests(composed, '71', monday).caseFile, {});
    const withGap = { ...first, informationRequests: [...first.informationRequests, gap] };
    const { sent, caseFile } = sendRequests(withGap, '72', monday);
    expect(sent.map(({ requestId }) => requestId)).toEqual(['request-gap-1']);
    expect(caseFile.informationRequests).toHaveLength(5);
  });

  test('a partner answers its own request, once', () => {
    const { caseFile } = sendRequests(composed, '71', monday);
    expect(() => answerRequest(caseFile, 'request-71-1', 'police', answer('supplied'))).toThrow(
      'niet aan uw organisatie',
    );
    const answered = answerRequest(caseFile, 'request-71-1', 'town', answer('oral'));
    expect(() => answerRequest(answered, 'request-71-1', 'town', answer('refused'))).toThrow('al beantwoord');
  });

  test('a refusal makes the information incomplete; told orally is an answer', () => {
    const { caseFile } = sendRequests(composed, '71', monday);
    expect(informationOutcome(caseFile)).toBe('incomplete');
    expect(informationOutcome(answerAll(caseFile, { police: 'oral' }))).toBe('complete');
    expect(informationOutcome(answerAll(caseFile, { police: 'refused' }))).toBe('incomplete');
  });

  test('only the last round counts', () => {
    const refused = answerAll(sendRequests(composed, '71', monday).caseFile, { police: 'refused' });
    const second = sendRequests(
      { ...refused, informationRequests: [...refused.informationRequests, gap] },
      '72',
      monday,
    ).caseFile;
    expect(informationOutcome(answerAll(second, {}))).toBe('complete');
  });
});
