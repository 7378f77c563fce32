import { productError } from '../lib/errors.ts';
import type { Assessment, CaseFile, FormData, InformationRequest, RiskTaxation } from './case-file.ts';
import type { Instrument, InstrumentVersion } from './configuration.ts';
import { nobodyKnows } from './forms/expand-form.ts';
import { StepImpossible } from './step-impossible.ts';
import { withTimeline } from './timeline.ts';

/** Rating ids by indicator id. */
export type Ratings = Readonly<Record<string, string>>;

/** The taxation that is under way, or was last; undefined before the first. */
export function currentTaxation(caseFile: CaseFile): RiskTaxation | undefined {
  return caseFile.riskTaxations.at(-1);
}

/** The taxation that a submission belongs to. */
export function taxationOf(caseFile: CaseFile, submissionId: string | undefined): RiskTaxation | undefined {
  if (submissionId === undefined) return undefined;
  return caseFile.riskTaxations.find(
    ({ assessments, consensus }) =>
      consensus?.submissionId === submissionId ||
      assessments.some((assessment) => assessment.submissionId === submissionId),
  );
}

/** Starts a taxation with the instrument version that it keeps. @throws ProductError `invalid-form` when one person would assess twice */
export function appointAssessors(
  caseFile: CaseFile,
  appointed: {
    readonly firstAssessorId: string;
    readonly secondAssessorId: string;
    readonly at: Date;
    readonly instrument: InstrumentVersion;
  },
): CaseFile {
  if (appointed.firstAssessorId === appointed.secondAssessorId) {
    throw productError('invalid-form', { formId: 'appoint-assessors' }, [
      { pointer: '/secondAssessorId', message: 'De tweede beoordelaar is een ander dan de eerste.' },
    ]);
  }
  const taxation: RiskTaxation = {
    taxation: (currentTaxation(caseFile)?.taxation ?? 0) + 1,
    appointedAt: appointed.at,
    instrument: versionOf(appointed.instrument),
    firstAssessorId: appointed.firstAssessorId,
    secondAssessorId: appointed.secondAssessorId,
    assessments: [],
    comparedAt: null,
    differences: [],
    consensus: null,
  };
  return { ...caseFile, riskTaxations: [...caseFile.riskTaxations, taxation] };
}

/** The final taxation at closing: one person's judgement, compared with the last one. */
export function recordFinalTaxation(
  caseFile: CaseFile,
  given: NonNullable<RiskTaxation['consensus']>,
  instrument: InstrumentVersion,
): CaseFile {
  const taxation: RiskTaxation = {
    taxation: (currentTaxation(caseFile)?.taxation ?? 0) + 1,
    appointedAt: given.at,
    instrument: versionOf(instrument),
    firstAssessorId: given.userId,
    secondAssessorId: null,
    assessments: [],
    comparedAt: null,
    differences: [],
    consensus: given,
  };
  return { ...caseFile, riskTaxations: [...caseFile.riskTaxations, taxation] };
}

const versionOf = ({ instrumentId, version }: InstrumentVersion): InstrumentVersion => ({
  instrumentId,
  version,
});

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

/** The rating of an indicator that an assessor did not rate. */
export const notDiscussed = 'not-discussed';

/** Indicators that two assessors rated differently, or that only one of them rated. */
export function differencesBetween(first: Ratings, second: Ratings): RiskTaxation['differences'] {
  return [...new Set([...Object.keys(first), ...Object.keys(second)])]
    .filter((indicatorId) => first[indicatorId] !== second[indicatorId])
    .map((indicatorId) => ({
      indicatorId,
      first: first[indicatorId] ?? notDiscussed,
      second: second[indicatorId] ?? notDiscussed,
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

/** A question per indicator that stayed unknown, for the partner that may know it. */
export function questionsOfUnknowns(data: FormData, instrument: Instrument): readonly InformationGap[] {
  const ratings = (data['ratings'] ?? {}) as Readonly<Record<string, { readonly askPartnerId?: string }>>;
  return instrument.domains
    .flatMap(({ indicators }) => indicators)
    .flatMap(({ indicatorId, name, question }) => {
      const partnerId = ratings[indicatorId]?.askPartnerId;
      return partnerId === undefined || partnerId === nobodyKnows
        ? []
        : { partnerId, question, why: `Onbekend bij de risicotaxatie: ${name}` };
    });
}

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
