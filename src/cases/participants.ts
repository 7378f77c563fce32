import type { CaseFile } from './case-file.ts';

/** Partners that take part: the composition, or before there is one the three that screen. */
export function participatingPartnerIds(caseFile: CaseFile): readonly string[] {
  return caseFile.composition?.partners.map(({ partnerId }) => partnerId) ?? caseFile.screeningPartnerIds;
}
