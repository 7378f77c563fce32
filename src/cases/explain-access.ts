import { type CaseAccessExplained, type explainedKinds, fieldGroups } from '../contract/access.ts';
import type { CaseAccess, Decision } from './access.ts';
import type { CaseFile } from './case-file.ts';
import type { FieldAccess } from './configuration.ts';
import type { User } from './people.ts';
import { openCaseFile } from './signals.ts';

type Kind = (typeof explainedKinds)[number];

/**
 * "Why can't I see this?": what the policy decides, and what would be needed. Of a case that somebody may know of it speaks
 * of kinds of data only, whether the case has any of that kind or not, so that it tells nothing about the case. Of any
 * other it is decided as if there were none, so that it does not tell whether the case exists.
 *
 * @param caseFile undefined: there is no such case
 */
export function explainAccess(
  user: User,
  caseFile: CaseFile | undefined,
  access: CaseAccess,
  { groups }: Pick<FieldAccess, 'groups'>,
): CaseAccessExplained {
  const reads = caseFile !== undefined && access.readCase(user, caseFile).allowed;
  const reviews = caseFile !== undefined && access.reviewLawfulness(user, caseFile).allowed;
  if (caseFile === undefined || !(reads || reviews)) {
    return { isKnown: false, decisions: [explained('see', theCase, access.readCase(user, nobodysCase))] };
  }
  const course = access.readCourse(user, caseFile);
  const ofGroup = (group: (typeof fieldGroups)[number]) => ({ groups: [group], supplierPartnerId: '' });
  return {
    isKnown: true,
    decisions: [
      explained('see', theCase, access.readCase(user, caseFile)),
      explained('see', 'Het verloop en het schema', course),
      ...(reads
        ? [
            ...fieldGroups.map((group) =>
              explained(
                'field',
                `${groups[group].title} van andere organisaties`,
                course.allowed ? access.readField(user, caseFile, ofGroup(group)) : course,
              ),
            ),
            explained('do', 'Een signaal toevoegen', access.addSignal(user, caseFile)),
            explained('do', 'Een evaluatie vragen', access.requestReview(user, caseFile)),
            explained('do', 'De casus overdragen', access.handOver(user, caseFile)),
            explained('emergency', 'Noodtoegang gebruiken', access.breakGlass(user, caseFile)),
          ]
        : []),
      ...(reviews
        ? [
            explained(
              'review',
              'De rechtmatigheid van deze casus toetsen',
              access.reviewLawfulness(user, caseFile),
            ),
            ...fieldGroups.map((group) =>
              explained(
                'review',
                `${groups[group].title}, bij een toets`,
                access.reviewField(user, caseFile, ofGroup(group)),
              ),
            ),
          ]
        : []),
    ],
  };
}

const theCase = 'De casus en waar die staat';

function explained(
  kind: Kind,
  subject: string,
  { allowed, why, needed }: Decision,
): CaseAccessExplained['decisions'][number] {
  return { kind, subject, allowed, why, needed: needed ?? null };
}

/** A case in which nobody has a part: what the policy says of it depends on the person alone. */
const nobodysCase = openCaseFile({
  caseId: 'case-of-nobody',
  reference: 'C-0000-0000',
  municipality: {
    municipalityId: '',
    name: '',
    municipalityPartnerId: '',
    policePartnerId: '',
    prosecutionPartnerId: '',
  },
  signal: {
    signalId: 'signal-of-nobody',
    requestId: 'request-of-nobody',
    partnerId: '',
    userId: '',
    at: new Date(0),
    data: {},
    assessedIn: null,
  },
});
