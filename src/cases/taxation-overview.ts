import type { TaxationOverview } from '../contract/taxation.ts';
import type { CaseFile, RiskTaxation, Submission } from './case-file.ts';
import type { SchemaNode } from './forms/index.ts';
import type { User } from './people.ts';
import { currentTaxation, notDiscussed } from './risk-taxation.ts';
import { readableSubmission, readerOf, type SectionSources } from './sections.ts';

type Sources = Pick<SectionSources, 'access' | 'formOf' | 'categories'>;
type Rating = Readonly<Record<string, unknown>>;

/**
 * The joint taxations of a case beside each other, one row per indicator, and where the two assessors of the current one
 * differed. Nothing is added up or computed: the judgement of the whole is what people said. What the policy keeps from
 * this user is left out, as in the case file.
 */
export function taxationOverview(caseFile: CaseFile, user: User, sources: Sources): TaxationOverview {
  const reader = readerOf(user, caseFile, sources.access);
  const readable = (submissionId: string | undefined): Submission | undefined => {
    const submission = caseFile.submissions.find((candidate) => candidate.submissionId === submissionId);
    const data = submission && readableSubmission(submission, reader, sources);
    return submission === undefined || data === undefined ? undefined : { ...submission, data };
  };
  const agreed = caseFile.riskTaxations.flatMap((taxation) => {
    const submission = readable(taxation.consensus?.submissionId);
    return submission === undefined ? [] : { taxation, submission };
  });
  const indicators = new Map<string, string>();
  for (const { submission } of agreed) {
    for (const [id, { title }] of Object.entries(indicatorsOf(sources, submission))) {
      indicators.set(id, title ?? id);
    }
  }
  return {
    taxations: agreed.map(({ taxation, submission }) => ({
      taxation: taxation.taxation,
      at: submission.at.toISOString(),
      isFinal: taxation.secondAssessorId === null,
      instrument:
        taxation.instrument === undefined
          ? null
          : `${taxation.instrument.instrumentId}, versie ${taxation.instrument.version}`,
      overall: overallOf(sources, submission),
    })),
    indicators: [...indicators].map(([indicatorId, title]) => ({
      indicatorId,
      title,
      ratings: agreed.map(({ submission }) => ratingLabel(sources, submission, indicatorId)),
    })),
    differences: differencesOf(currentTaxation(caseFile), readable, sources),
  };
}

/** Where the two assessors differ, side by side; nothing of what this user may not see of both. */
function differencesOf(
  taxation: RiskTaxation | undefined,
  readable: (submissionId: string | undefined) => Submission | undefined,
  sources: Sources,
): TaxationOverview['differences'] {
  const by = (assessor: 'first' | 'second'): Submission | undefined =>
    readable(taxation?.assessments.find((assessment) => assessment.assessor === assessor)?.submissionId);
  const [first, second] = [by('first'), by('second')];
  if (taxation === undefined || first === undefined || second === undefined) return [];
  const side = (submission: Submission, indicatorId: string) => ({
    rating: ratingLabel(sources, submission, indicatorId) ?? 'Niet ingevuld',
    evidence: textIn(ratingOf(submission, indicatorId), 'evidence'),
  });
  const isHidden = (submission: Submission, indicatorId: string, given: string): boolean =>
    given !== notDiscussed && ratingOf(submission, indicatorId)['rating'] === undefined;
  return taxation.differences
    .filter(
      (difference) =>
        !isHidden(first, difference.indicatorId, difference.first) &&
        !isHidden(second, difference.indicatorId, difference.second),
    )
    .map(({ indicatorId }) => ({
      indicatorId,
      title: indicatorsOf(sources, first)[indicatorId]?.title ?? indicatorId,
      first: side(first, indicatorId),
      second: side(second, indicatorId),
    }));
}

function indicatorsOf(
  { formOf }: Sources,
  { formId, submissionId }: Submission,
): Readonly<Record<string, SchemaNode>> {
  return formOf(formId, submissionId)?.schema.properties?.['ratings']?.properties ?? {};
}

const ratingOf = ({ data }: Submission, indicatorId: string): Rating =>
  ((data['ratings'] ?? {}) as Readonly<Record<string, Rating>>)[indicatorId] ?? {};

const textIn = (rating: Rating, name: string): string => {
  const value = rating[name];
  return typeof value === 'string' ? value : '';
};

function ratingLabel(sources: Sources, submission: Submission, indicatorId: string): string | null {
  const given = ratingOf(submission, indicatorId)['rating'];
  const scale = indicatorsOf(sources, submission)[indicatorId]?.properties?.['rating']?.oneOf ?? [];
  return scale.find((option) => option.const === given)?.title ?? null;
}

function overallOf({ formOf }: Sources, { formId, submissionId, data }: Submission): string | null {
  const scale = formOf(formId, submissionId)?.schema.properties?.['overall']?.oneOf ?? [];
  return scale.find((option) => option.const === data['overall'])?.title ?? null;
}
