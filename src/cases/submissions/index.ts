import { addedSignal } from './added-signal.ts';
import { appointAssessors } from './appoint-assessors.ts';
import { breakGlassReview } from './break-glass-review.ts';
import { closure } from './closure.ts';
import { composition } from './composition.ts';
import { breachAssessment, breachNotice, breachNotification, breachReview } from './data-breaches.ts';
import { informSubject } from './inform-subject.ts';
import { finalTaxation } from './final-taxation.ts';
import { handoverAnswer } from './handover-answer.ts';
import { destructionApproval } from './destruction-approval.ts';
import { destructionNotice } from './destruction-notice.ts';
import { informationAnswer } from './information-answer.ts';
import { interventionReport } from './intervention-report.ts';
import { invitationAnswer } from './invitation-answer.ts';
import { meetingAction } from './meeting-action.ts';
import { necessityReview } from './necessity-review.ts';
import { planApproval } from './plan-approval.ts';
import { planObjections } from './plan-objections.ts';
import { plan } from './plan.ts';
import { provisionApproval } from './provision-approval.ts';
import { receivedCorrection } from './received-correction.ts';
import { retentionReview } from './retention-review.ts';
import { review } from './review.ts';
import { rightsAdvice, rightsAnswer, rightsDecision, rightsExecution } from './rights-requests.ts';
import { riskAssessment } from './risk-assessment.ts';
import { riskConsensus } from './risk-consensus.ts';
import { screeningDeliberation } from './screening-deliberation.ts';
import { screeningVote } from './screening-vote.ts';
import { transferAcceptance, transferConsent } from './transfers.ts';
import { signalMatch } from './signal-match.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** The rules by form id. A form without one is recorded and changes nothing else. */
export const submissionRules: ReadonlyMap<string, SubmissionRule> = new Map(
  Object.entries({
    'added-signal': addedSignal,
    'appoint-assessors': appointAssessors,
    'breach-assessment': breachAssessment,
    'breach-notice': breachNotice,
    'breach-notification': breachNotification,
    'breach-review': breachReview,
    'break-glass-review': breakGlassReview,
    closure,
    composition,
    'inform-subject': informSubject,
    'final-taxation': finalTaxation,
    'handover-answer': handoverAnswer,
    'destruction-approval': destructionApproval,
    'destruction-notice': destructionNotice,
    'information-answer': informationAnswer,
    'invitation-answer': invitationAnswer,
    'intervention-report': interventionReport,
    'meeting-action': meetingAction,
    'necessity-review': necessityReview,
    'plan-approval': planApproval,
    'plan-objections': planObjections,
    plan,
    'provision-approval': provisionApproval,
    'received-correction': receivedCorrection,
    'retention-review': retentionReview,
    review,
    'rights-advice': rightsAdvice,
    'rights-answer': rightsAnswer,
    'rights-decision': rightsDecision,
    'rights-execution': rightsExecution,
    'risk-assessment': riskAssessment,
    'risk-consensus': riskConsensus,
    'screening-deliberation': screeningDeliberation,
    'screening-vote': screeningVote,
    'signal-match': signalMatch,
    'transfer-acceptance': transferAcceptance,
    'transfer-consent': transferConsent,
  }),
);
export type { RuleContext, SubmissionRule } from './submission-rule.ts';
