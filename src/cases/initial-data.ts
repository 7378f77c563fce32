import type { CaseFile, FormData, Submission } from './case-file.ts';
import type { Invitation } from './configuration.ts';
import type { InboxItem } from './inbox-item.ts';
import { adoptedPlan, currentPlan } from './plan.ts';
import { currentTaxation, ratingsOf } from './risk-taxation.ts';

/**
 * What a form starts with, so that nobody types again what the case already knows; undefined: an empty form.
 *
 * @param mayRead whether the person filling in the form may see a submission; nothing else is used
 * @param invitations partners that the configuration proposes beside the three that screen
 */
export function initialDataOf(
  item: Pick<InboxItem, 'formId'>,
  caseFile: CaseFile,
  mayRead: (submission: Submission) => boolean,
  invitations: readonly Invitation[] = [],
): FormData | undefined {
  const readable = (submissionId: string | undefined): Submission | undefined => {
    const found = caseFile.submissions.find((submission) => submission.submissionId === submissionId);
    return found !== undefined && mayRead(found) ? found : undefined;
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
      return readable(currentPlan(caseFile)?.submissionId)?.data;
    case 'review': {
      const goals = adoptedPlan(caseFile)?.goals ?? [];
      return goals.length === 0 ? undefined : { goals: goals.map(({ goalId }) => ({ goalId })) };
    }
    case 'risk-consensus': {
      const [first, second] = (currentTaxation(caseFile)?.assessments ?? []).map(({ submissionId }) =>
        readable(submissionId),
      );
      return first === undefined || second === undefined ? undefined : jointly(first.data, second.data);
    }
    default:
      return undefined;
  }
}

/** Ratings on which both assessors agree, and the information gaps that either of them named. */
function jointly(first: FormData, second: FormData): FormData {
  const [mine, theirs] = [ratingsOf(first), ratingsOf(second)];
  const ratings = Object.fromEntries(
    Object.entries(mine)
      .filter(([indicatorId, rating]) => theirs[indicatorId] === rating)
      .map(([indicatorId, rating]) => [indicatorId, { rating }]),
  );
  const gapsOf = (data: FormData): readonly unknown[] =>
    Array.isArray(data['informationGaps']) ? (data['informationGaps'] as readonly unknown[]) : [];
  const informationGaps = [...gapsOf(first), ...gapsOf(second)];
  return { ratings, ...(informationGaps.length === 0 ? {} : { informationGaps }) };
}
