import type { CaseFile, FormData, Submission } from './case-file.ts';
import type { Invitation } from './configuration.ts';
import type { InboxItem } from './inbox-item.ts';
import { adoptedPlan, currentPlan, unfinishedActions } from './plan.ts';
import { currentTaxation, ratingsOf } from './risk-taxation.ts';

/**
 * What a form starts with, so that nobody types again what the case already knows; undefined: an empty form.
 *
 * @param readable what of a submission the person filling in the form may see, undefined: nothing; nothing else is used
 * @param invitations partners that the configuration proposes beside the three that screen
 */
export function initialDataOf(
  item: Pick<InboxItem, 'formId'>,
  caseFile: CaseFile,
  readable: (submission: Submission) => FormData | undefined,
  invitations: readonly Invitation[] = [],
): FormData | undefined {
  const dataOf = (submissionId: string | undefined): FormData | undefined => {
    const found = caseFile.submissions.find((submission) => submission.submissionId === submissionId);
    return found === undefined ? undefined : readable(found);
  };
  switch (item.formId) {
    case 'composition': {
      const always = caseFile.screeningPartnerIds.map((partnerId) => ({
        partnerId,
        reason: 'Weegt de casus en neemt altijd deel.',
      }));
      const others = invitations.filter(({ partnerId }) => !caseFile.screeningPartnerIds.includes(partnerId));
      return { partners: [...always, ...others] };
    }
    case 'plan':
      return plannedAgain(dataOf(currentPlan(caseFile)?.submissionId), caseFile);
    case 'review': {
      const goals = adoptedPlan(caseFile)?.goals ?? [];
      return goals.length === 0 ? undefined : { goals: goals.map(({ goalId }) => ({ goalId })) };
    }
    case 'risk-consensus': {
      const [first, second] = (currentTaxation(caseFile)?.assessments ?? []).map(({ submissionId }) =>
        dataOf(submissionId),
      );
      return first === undefined || second === undefined ? undefined : jointly(first, second);
    }
    default:
      return undefined;
  }
}

/** The last version, without what it said of actions that are no longer the unfinished ones. */
function plannedAgain(data: FormData | undefined, caseFile: CaseFile): FormData | undefined {
  if (data === undefined || data['unfinished'] === undefined) return data;
  const unfinished = unfinishedActions(caseFile).map(({ interventionId }) => interventionId);
  const said = Object.entries(data['unfinished'] as FormData).filter(([id]) => unfinished.includes(id));
  return { ...data, unfinished: Object.fromEntries(said) };
}

/** Ratings on which both assessors agree, and the information gaps that either of them named. */
function jointly(first: FormData, second: FormData): FormData {
  const [mine, theirs] = [ratingsOf(first), ratingsOf(second)];
  const ratings = Object.fromEntries(
    Object.entries(mine)
      .filter(([indicatorId, rating]) => theirs[indicatorId] === rating)
      .map(([indicatorId]) => [
        indicatorId,
        joined(ratingIn(first, indicatorId), ratingIn(second, indicatorId)),
      ]),
  );
  return withGaps(ratings, first, second);
}

const ratingIn = (data: FormData, indicatorId: string): FormData =>
  (data['ratings'] as Readonly<Record<string, FormData>>)[indicatorId] ?? {};

/** The rating that both gave, with the evidence of both; from whom and of which date is as the first has it. */
function joined(first: FormData, second: FormData): FormData {
  const evidence = [...new Set([first['evidence'], second['evidence']])].filter(
    (text) => typeof text === 'string',
  );
  return { ...first, evidence: evidence.join('\n') };
}

function withGaps(ratings: FormData, first: FormData, second: FormData): FormData {
  const gapsOf = (data: FormData): readonly unknown[] =>
    Array.isArray(data['informationGaps']) ? (data['informationGaps'] as readonly unknown[]) : [];
  const informationGaps = [...gapsOf(first), ...gapsOf(second)];
  return { ratings, ...(informationGaps.length === 0 ? {} : { informationGaps }) };
}
