import { describe, expect, test } from '@jest/globals';
import { caseAccess } from '../../src/access/policy.ts';
import { activeInstrument, loadConfiguration } from '../../src/cases/configuration.ts';
import { expandForm, loadForms } from '../../src/cases/forms/index.ts';
import type { User } from '../../src/cases/people.ts';
import {
  appointAssessors,
  compareAssessments,
  recordAssessment,
  recordConsensus,
} from '../../src/cases/risk-taxation.ts';
import { taxationOverview } from '../../src/cases/taxation-overview.ts';
import { aCase, aComposition, aSubmission, attendee, monday } from '../support/case-file.ts';

const configuration = loadConfiguration('config');
const forms = loadForms('processes/forms');
const sources = {
  access: caseAccess,
  formOf: (formId: string) => {
    const form = forms.get(formId);
    return form === undefined ? undefined : expandForm(form, { configuration });
  },
  categories: configuration.fieldAccess.categories,
};
const indicatorId = activeInstrument(configuration).domains[0]!.indicators[0]!.indicatorId;
const ratings = (rating: string, evidence: string) => ({
  ratings: { [indicatorId]: { rating, evidence } },
});
const [police, town] = [attendee('police', 'police'), attendee('town', 'town')];
const submissions = [
  aSubmission('1', 'risk-assessment', police, ratings('unknown', 'Gezien door de politie')),
  aSubmission('2', 'risk-assessment', town, ratings('not-discussed', 'Gezien door de gemeente')),
  aSubmission('3', 'risk-consensus', town, ratings('unknown', 'Samen besproken')),
];
const assessed = [police, town].reduce(
  (caseFile, { userId }, index) =>
    recordAssessment(caseFile, { userId, at: monday, submissionId: String(index + 1) }),
  appointAssessors(aCase({ composition: aComposition, submissions }), {
    firstAssessorId: police.userId,
    secondAssessorId: town.userId,
    at: monday,
    instrument: configuration.activeInstrument,
  }),
);
const agreed = recordConsensus(
  compareAssessments(assessed, monday).caseFile,
  { at: monday, userId: town.userId, submissionId: '3' },
  [],
);
const caseManager = { ...attendee('manager', 'town'), userId: aComposition.caseManagerId };
const seesOrdinaryOnly = (user: User): User => ({
  ...user,
  fieldGroups: { casework: ['ordinary'], lawfulnessReview: [], known: [] },
});
const overviewFor = (user: User) => taxationOverview(agreed, user, sources);
const ratingsIn = ({ indicators }: ReturnType<typeof overviewFor>) =>
  indicators.find((indicator) => indicator.indicatorId === indicatorId)?.ratings;

describe('taxations beside each other', () => {
  test('show the ratings, and both sides where the assessors differed', () => {
    const overview = overviewFor(caseManager);
    expect(ratingsIn(overview)).toEqual([expect.any(String)]);
    expect(overview.differences).toEqual([
      expect.objectContaining({
        first: expect.objectContaining({ evidence: 'Gezien door de politie' }) as unknown,
        second: expect.objectContaining({ evidence: 'Gezien door de gemeente' }) as unknown,
      }),
    ]);
  });

  test('show no rating to a partner that does not need this kind of data', () => {
    expect(ratingsIn(overviewFor(seesOrdinaryOnly(attendee('other', 'prosecution'))))).toEqual([null]);
  });

  test('show no difference of which one side may not be read', () => {
    expect(overviewFor(seesOrdinaryOnly(caseManager)).differences).toEqual([]);
  });
});
