import type { CaseAccess, Decision } from '../cases/access.ts';
import type { CaseFile } from '../cases/case-file.ts';
import type { User } from '../cases/people.ts';
import { accountRules, type AccountResources } from './account-rules.ts';
import type { PersonAccess } from '../cases/person/access.ts';
import { accountabilityRules, type AccountabilityResources } from './accountability-rules.ts';
import type { ProvisionAccess } from '../cases/provision/access.ts';
import { breakGlassRules, type BreakGlassResources } from './break-glass-rules.ts';
import { caseFilter, caseworkRules, itemFilter, type CaseworkResources } from './casework-rules.ts';
import { fieldRules, type FieldResources } from './field-rules.ts';
import type { MeetingAccess } from '../cases/meeting/access.ts';
import { agendaFilter, meetingFilter, meetingRules, type MeetingResources } from './meeting-rules.ts';
import { personRules, type PersonResources } from './person-rules.ts';
import { lawfulnessRules, type LawfulnessResources } from './lawfulness-rules.ts';
import { informationRules, type InformationResources } from './information-rules.ts';
import { packageFilter, provisionRules, type ProvisionResources } from './provision-rules.ts';
import { productRules, type ProductResources } from './product-rules.ts';
import type { TransferAccess } from '../cases/transfer/access.ts';
import { transferRules, type TransferResources } from './transfer-rules.ts';
import { retentionRules, type RetentionResources } from './retention-rules.ts';
import { no, type Rules } from './rule.ts';

export { agendaFilter, caseFilter, itemFilter, meetingFilter };

/**
 * Every action of the product, with what it is decided on. An area adds its actions here and its rules to the table
 * below; an action without a rule does not compile.
 */
export interface Resources
  extends
    AccountResources,
    AccountabilityResources,
    BreakGlassResources,
    CaseworkResources,
    FieldResources,
    InformationResources,
    LawfulnessResources,
    MeetingResources,
    PersonResources,
    ProductResources,
    ProvisionResources,
    RetentionResources,
    TransferResources {}

export type Action = keyof Resources;

const rules: Rules<Resources> = {
  ...accountRules,
  ...caseworkRules,
  ...fieldRules,
  ...personRules,
  ...informationRules,
  ...meetingRules,
  ...productRules,
  ...accountabilityRules,
  ...breakGlassRules,
  ...lawfulnessRules,
  ...provisionRules,
  ...retentionRules,
  ...transferRules,
};

/** Every action that the policy knows; any other is refused. */
export const actions = Object.keys(rules) as readonly Action[];

/** Decides whether a user may do this, and by which rule. Anything without a rule is refused. */
export function can<A extends Action>(
  user: User,
  action: A,
  ...resource: Resources[A] extends undefined ? [] : [Resources[A]]
): Decision {
  const rule = (Object.hasOwn(rules, action) ? rules[action] : undefined) as
    ((user: User, resource: Resources[A]) => Decision) | undefined;
  return rule === undefined
    ? no('Voor deze handeling bestaat geen toestemming.')
    : rule(user, resource[0] as Resources[A]);
}

/** The policy in the shape that the domain asks it in. */
export const caseAccess: CaseAccess = {
  itemFilter,
  caseFilter,
  readItem: (user, item) => can(user, 'inbox-item.read', item),
  claimItem: (user, item) => can(user, 'inbox-item.claim', item),
  releaseItem: (user, item) => can(user, 'inbox-item.release', item),
  completeItem: (user, item) => can(user, 'inbox-item.complete', item),
  readCase: (user, caseFile) => can(user, 'case.read', caseFile),
  readCourse: (user, caseFile) => can(user, 'case.read-course', caseFile),
  readPart: (user, caseFile, part) => can(user, 'case.read-part', { caseFile, part }),
  readField: (user, caseFile, field) => ({
    ...can(user, 'case.read-field', { caseFile, field }),
    existenceKnown: can(user, 'case.know-field', { caseFile, field }).allowed,
  }),
  recordSignal: (user) => can(user, 'signal.record'),
  addSignal: (user, caseFile) => can(user, 'case.add-signal', caseFile),
  requestReview: (user, caseFile) => can(user, 'case.request-review', caseFile),
  breakGlass: (user, caseFile) => can(user, 'break-glass.open', caseFile),
  knowBreakGlass: (user, caseFile) => can(user, 'break-glass.know', caseFile),
  reviewLawfulness: (user, caseFile) => can(user, 'lawfulness.review', caseFile),
  reviewPart: (user, caseFile, part) => can(user, 'lawfulness.read-part', { caseFile, part }),
  reviewField: (user, caseFile, field) => ({
    ...can(user, 'lawfulness.read-field', { caseFile, field }),
    existenceKnown: can(user, 'lawfulness.know-field', { caseFile, field }).allowed,
  }),
  handOver: (user, caseFile) => can(user, 'case.hand-over', caseFile),
  requestAgenda: (user, caseFile) => can(user, 'case.request-agenda', caseFile),
  correctInformation: (user, caseFile, item) => can(user, 'information.correct', { caseFile, item }),
};

/** The policy as the desk for the rights of the person asks it. */
export const personAccess: PersonAccess = {
  readPerson: (user, caseFile) => can(user, 'person.read', caseFile),
  reportLapse: (user, caseFile) => can(user, 'person.report-lapse', caseFile),
  handleRights: (user, caseFile) => can(user, 'person.handle-rights', caseFile),
  reportBreach: (user, caseFile) => can(user, 'person.report-breach', caseFile),
};

/** The policy as meetings ask it. */
export const meetingAccess: MeetingAccess = {
  meetingFilter,
  agendaFilter,
  readMeeting: (user, meeting) => can(user, 'meeting.read', meeting),
  leadMeeting: (user, meeting) => can(user, 'meeting.lead', meeting),
  attendItem: (user, caseFile) => can(user, 'meeting-item.attend', caseFile),
  recordItem: (user, caseFile) => can(user, 'meeting-item.record', caseFile),
};

/** The policy as provision to third parties asks it. */
export const provisionAccess: ProvisionAccess = {
  provide: (user, caseFile) => can(user, 'provision.provide', caseFile),
  readPackage: (user, resource) => can(user, 'provision-package.read', resource),
  packageFilter,
};

/** The policy as transfer to another municipality asks it. */
export const transferAccess: TransferAccess = {
  transfer: (user, caseFile) => can(user, 'case.transfer', caseFile),
  readTransferred: (user, caseFile) => can(user, 'case.read-transferred', caseFile),
};

/** Whether a reviewer may see who looked at this case. */
export const readAccessLog = (user: User, caseFile: CaseFile): Decision =>
  can(user, 'access-log.read-case', caseFile);
