import { describe, expect, test } from '@jest/globals';
import type { CaseFile } from '../../src/cases/case-file.ts';
import { activeInstrument, loadConfiguration } from '../../src/cases/configuration.ts';
import {
  appointAssessors,
  compareAssessments,
  currentTaxation,
  differencesBetween,
  questionsOfUnknowns,
  recordAssessment,
  recordConsensus,
  recordFinalTaxation,
  registerInformationGaps,
  taxationOf,
} from '../../src/cases/risk-taxation.ts';
import { aCase, aComposition, aSubmission, attendee, monday } from '../support/case-file.ts';

const instrument = activeInstrument(loadConfiguration('config'));
const ann = attendee('ann', 'police');
const bob = attendee('bob', 'care');
const appointed = (): CaseFile =>
  appointAssessors(aCase({ composition: aComposition }), {
    firstAssessorId: ann.userId,
    secondAssessorId: bob.userId,
    at: monday,
    instrument: { instrumentId: 'example', version: '1' },
  });
const assess = (caseFile: CaseFile, user: typeof ann, submissionId: string, rating: string): CaseFile => {
  const submission = aSubmission(submissionId, 'risk-assessment', user, {
    ratings: { ideology: { rating, evidence: 'x' }, network: { rating: 'low', evidence: 'x' } },
  });
  return recordAssessment(
    { ...caseFile, submissions: [...caseFile.submissions, submission] },
    { userId: user.userId, at: monday, submissionId },
  );
};
const bothIn = (): CaseFile => assess(assess(appointed(), bob, '2', 'high'), ann, '1', 'unknown');

describe('a risk taxation', () => {
  test('has two different assessors', () => {
    expect(() =>
      appointAssessors(aCase(), {
        firstAssessorId: ann.userId,
        secondAssessorId: ann.userId,
        at: monday,
        instrument: { instrumentId: 'example', version: '1' },
      }),
    ).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/secondAssessorId' })] }),
    );
  });

  test('takes one assessment of each appointed assessor and of nobody else', () => {
    const one = assess(appointed(), bob, '2', 'high');
    expect(currentTaxation(one)?.assessments).toEqual([expect.objectContaining({ assessor: 'second' })]);
    expect(() => assess(one, bob, '3', 'low')).toThrow('al vastgelegd');
    expect(() => assess(one, attendee('eve', 'town'), '3', 'low')).toThrow('niet als beoordelaar');
  });

  test('cannot be compared while one assessment is missing', () => {
    expect(() => compareAssessments(assess(appointed(), bob, '2', 'high'), monday)).toThrow(
      'two assessments',
    );
  });

  test('comparing names the indicators that were rated differently', () => {
    const { caseFile, differencesFound } = compareAssessments(bothIn(), monday);
    expect(differencesFound).toBe(true);
    expect(currentTaxation(caseFile)?.differences).toEqual([
      { indicatorId: 'ideology', first: 'unknown', second: 'high' },
    ]);
  });

  test('equal ratings differ nowhere; a rating that only one gave is a difference', () => {
    expect(differencesBetween({ a: 'low' }, { a: 'low' })).toEqual([]);
    expect(differencesBetween({ a: 'low' }, {})).toEqual([
      { indicatorId: 'a', first: 'low', second: 'not-discussed' },
    ]);
  });

  const consensus = { at: monday, userId: 'usr-town', submissionId: '9' };
  const question = { partnerId: 'police', question: 'Wat weet u?', why: 'Onbekend' };

  test('gaps of the consensus become requests that wait to be sent', () => {
    const compared = compareAssessments(bothIn(), monday).caseFile;
    const agreed = recordConsensus(compared, consensus, [question]);
    expect(agreed.informationRequests).toEqual([
      expect.objectContaining({ requestId: 'request-9-1', partnerId: 'police', state: 'planned' }),
    ]);
    expect(registerInformationGaps(agreed, monday).hasInformationGaps).toBe(true);
    expect(registerInformationGaps(recordConsensus(compared, consensus, []), monday).hasInformationGaps).toBe(
      false,
    );
  });

  test('there is no consensus before the comparison', () => {
    expect(() => recordConsensus(bothIn(), consensus, [])).toThrow('nog niet vergeleken');
  });

  test('a second taxation starts empty and keeps the first', () => {
    const again = appointAssessors(bothIn(), {
      firstAssessorId: bob.userId,
      secondAssessorId: ann.userId,
      at: monday,
      instrument: { instrumentId: 'example', version: '1' },
    });
    expect(currentTaxation(again)?.taxation).toBe(2);
    expect(currentTaxation(again)?.assessments).toEqual([]);
    expect(again.riskTaxations[0]?.assessments).toHaveLength(2);
  });

  test('keeps the instrument version with which it began', () => {
    expect(currentTaxation(appointed())?.instrument).toEqual({ instrumentId: 'example', version: '1' });
    expect(taxationOf(bothIn(), '2')?.taxation).toBe(1);
    expect(taxationOf(bothIn(), undefined)).toBeUndefined();
  });

  test('each indicator that stays unknown becomes a request to the partner that may know', () => {
    const [first, second] = instrument.domains[0]!.indicators;
    const data = {
      ratings: {
        [first!.indicatorId]: { rating: 'unknown', askPartnerId: 'police' },
        [second!.indicatorId]: { rating: 'unknown', askPartnerId: 'nobody' },
      },
    };
    expect(questionsOfUnknowns(data, instrument)).toEqual([
      {
        partnerId: 'police',
        question: first!.question,
        why: `Onbekend bij de risicotaxatie: ${first!.name}`,
      },
    ]);
  });

  test('the final one is a taxation of its own, by one person', () => {
    const final = recordFinalTaxation(bothIn(), consensus, instrument);
    expect(currentTaxation(final)).toMatchObject({ taxation: 2, secondAssessorId: null, consensus });
  });
});
