import { productError } from '../lib/errors.ts';
import type { Assessment, CaseFile, FormData, InformationRequest, RiskTaxation } from './case-file.ts';
import { StepImpossible } from './step-impossible.ts';
import { withTimeline } from './timeline.ts';

/** Rating ids by indicator id. */
export type Ratings = Readonly<Record<string, string>>;

/** The taxation that is under way, or was last; undefined before the first. */
export function currentTaxation(caseFile: CaseFile): RiskTaxation | undefined {
  return caseFile.riskTaxations.at(-1);
}

/** Starts a taxation. @throws ProductError `invalid-form` when one person would assess twice */
export function appointAssessors(
  caseFile: CaseFile,
  appointed: { readonly firstAssessorId: string; readonly secondAssessorId: string; readonly at: Date },
): CaseFile {
  if (appointed.firstAssessorId === appointed.secondAssessorId) {
    throw productError('invalid-form', { formId: 'appoint-assessors' }, [
      { pointer: '/secondAssessorId', message: 'De tweede beoordelaar is een ander dan de eerste.' },
    ]);
  }
  const taxation: RiskTaxation = {
    taxation: (currentTaxation(caseFile)?.taxation ?? 0) + 1,
    appointedAt: appointed.at,
    firstAssessorId: appointed.firstAssessorId,
    secondAssessorId: appointed.secondAssessorId,
    assessments: [],
    comparedAt: null,
    differences: [],
    consensus: null,
  };
  return { ...caseFile, riskTaxations: [...caseFile.riskTaxations, taxation] };
}

/** Records one assessment; which of the two follows from who gives it. @throws ProductError `rule-refused` */
export function recordAssessment(caseFile: CaseFile, given: Omit<Assessment, 'assessor'>): CaseFile {
  const taxation = currentTaxation(caseFile);
  const assessor =
    taxation?.firstAssessorId === given.userId
      ? 'first'
      : taxation?.secondAssessorId === given.userId
        ? 'second'
        : undefined;
  if (taxation === undefined || assessor === undefined) {
    throw productError('rule-refused', { reason: 'U bent in deze taxatie niet als beoordelaar aangewezen.' });
  }
  if (taxation.assessments.some((assessment) => assessment.assessor === assessor)) {
    throw productError('rule-refused', { reason: 'Uw beoordeling is al vastgelegd.' });
  }
  return replaceTaxation(caseFile, {
    ...taxation,
    assessments: [...taxation.assessments, { ...given, assessor }],
  });
}

/** Indicators that two assessors rated differently, or that only one of them rated. */
export function differencesBetween(first: Ratings, second: Ratings): RiskTaxation['differences'] {
  return [...new Set([...Object.keys(first), ...Object.keys(second)])]
    .filter((indicatorId) => first[indicatorId] !== second[indicatorId])
    .map((indicatorId) => ({
      indicatorId,
      first: first[indicatorId] ?? 'not-discussed',
      second: second[indicatorId] ?? 'not-discussed',
    }));
}

/** Compares the two assessments of the current taxation. */
export function compareAssessments(
  caseFile: CaseFile,
  at: Date,
): { caseFile: CaseFile; differencesFound: boolean } {
  const taxation = currentTaxation(caseFile);
  const ratingsBy = (assessor: Assessment['assessor']): Ratings => {
    const id = taxation?.assessments.find((assessment) => assessment.assessor === assessor)?.submissionId;
    return ratingsOf(caseFile.submissions.find(({ submissionId }) => submissionId === id)?.data ?? {});
  };
  if (taxation?.assessments.length !== 2) {
    throw new StepImpossible(
      `Case ${caseFile.caseId}: two assessments are needed before they can be compared.`,
    );
  }
  const differences = differencesBetween(ratingsBy('first'), ratingsBy('second'));
  return {
    caseFile: withTimeline(
      replaceTaxation(caseFile, { ...taxation, comparedAt: at, differences }),
      'assessments-compared',
      at,
      { detail: String(differences.length) },
    ),
    differencesFound: differences.length > 0,
  };
}

/** The rating ids in a form's data: `ratings.<indicatorId>.rating`. */
export function ratingsOf(data: FormData): Ratings {
  const ratings = (data['ratings'] ?? {}) as Readonly<Record<string, { readonly rating?: string }>>;
  return Object.fromEntries(
    Object.entries(ratings).flatMap(([indicatorId, { rating }]) =>
      rating === undefined ? [] : [[indicatorId, rating]],
    ),
  );
}

/** What is asked to fill a gap in what is known. */
export type InformationGap = Pick<InformationRequest, 'partnerId' | 'question' | 'why'>;

/** Records the consensus and plans a request for each gap that it left. */
export function recordConsensus(
  caseFile: CaseFile,
  consensus: NonNullable<RiskTaxation['consensus']>,
  gaps: readonly InformationGap[],
): CaseFile {
  const taxation = currentTaxation(caseFile);
  if (taxation === undefined || taxation.comparedAt === null) {
    throw productError('rule-refused', { reason: 'De beide beoordelingen zijn nog niet vergeleken.' });
  }
  const requests = gaps.map((gap, index): InformationRequest => ({
    ...gap,
    requestId: `request-${consensus.submissionId}-${index + 1}`,
    state: 'planned',
    sentInStep: null,
    answer: null,
  }));
  return replaceTaxation(
    { ...caseFile, informationRequests: [...caseFile.informationRequests, ...requests] },
    { ...taxation, consensus },
  );
}

/** Whether requests to fill information gaps wait to be sent. */
export function registerInformationGaps(
  caseFile: CaseFile,
  at: Date,
): { caseFile: CaseFile; hasInformationGaps: boolean } {
  const planned = caseFile.informationRequests.filter(({ state }) => state === 'planned').length;
  return {
    caseFile: withTimeline(caseFile, 'information-gaps-registered', at, { detail: String(planned) }),
    hasInformationGaps: planned > 0,
  };
}

function replaceTaxation(caseFile: CaseFile, taxation: RiskTaxation): CaseFile {
  return { ...caseFile, riskTaxations: [...caseFile.riskTaxations.slice(0, -1), taxation] };
}
