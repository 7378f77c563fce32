import { fieldGroups, type CaseAccessExplained } from '../contract/access.ts';
import type { CaseAccess } from './access.ts';
import type { CaseFile } from './case-file.ts';
import type { FieldAccess } from './configuration.ts';
import type { User } from './people.ts';

/**
 * "Why can't I see this?": what the policy decides for somebody who may know of a case. It speaks of kinds of data only,
 * whether the case has any of that kind or not, so that it tells nothing about the case.
 */
export function explainAccess(
  user: User,
  caseFile: CaseFile,
  access: CaseAccess,
  { groups }: Pick<FieldAccess, 'groups'>,
): CaseAccessExplained {
  const course = access.readCourse(user, caseFile);
  const decisions = [
    { subject: 'De casus en waar die staat', ...access.readCase(user, caseFile) },
    { subject: 'Het verloop en het schema', ...course },
    ...fieldGroups.map((group) => ({
      subject: `${groups[group].title} van andere organisaties`,
      ...(course.allowed
        ? access.readField(user, caseFile, { groups: [group], supplierPartnerId: '' })
        : course),
    })),
    { subject: 'Een signaal toevoegen', ...access.addSignal(user, caseFile) },
    { subject: 'Een evaluatie vragen', ...access.requestReview(user, caseFile) },
  ];
  return { decisions: decisions.map(({ subject, allowed, why }) => ({ subject, allowed, why })) };
}
