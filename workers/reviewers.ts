import type { CaseFile } from '../src/cases/case-file.ts';
import type { People } from '../src/cases/people.ts';

/** The lawfulness reviewers of the contact point of a case: ready, and designated for its municipality. */
export async function reviewerIdsOf(
  { municipalityId, municipalityPartnerId }: Pick<CaseFile, 'municipalityId' | 'municipalityPartnerId'>,
  people: Pick<People, 'byPartner'>,
): Promise<string[]> {
  return (await people.byPartner(municipalityPartnerId))
    .filter(
      ({ roles, missing, municipalityIds }) =>
        roles.includes('lawfulness-reviewer') &&
        missing.length === 0 &&
        municipalityIds.includes(municipalityId),
    )
    .map(({ userId }) => userId);
}
