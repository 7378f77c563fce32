import { addedSignal } from './added-signal.ts';
import { appointAssessors } from './appoint-assessors.ts';
import { closure } from './closure.ts';
import { composition } from './composition.ts';
import { informSubject } from './inform-subject.ts';
import { informationAnswer } from './information-answer.ts';
import { interventionReport } from './intervention-report.ts';
import { planApproval } from './plan-approval.ts';
import { planObjections } from './plan-objections.ts';
import { plan } from './plan.ts';
import { review } from './review.ts';
import { riskAssessment } from './risk-assessment.ts';
import { riskConsensus } from './risk-consensus.ts';
import { screeningDeliberation } from './screening-deliberation.ts';
import { screeningVote } from './screening-vote.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** The rules by form id. A form without one is recorded and changes nothing else. */
export const submissionRules: ReadonlyMap<string, SubmissionRule> = new Map(
  Object.entries({
    'added-signal': addedSignal,
    'appoint-assessors': appointAssessors,
    closure,
    composition,
    'inform-subject': informSubject,
    'information-answer': informationAnswer,
    'intervention-report': interventionReport,
    'plan-approval': planApproval,
    'plan-objections': planObjections,
    plan,
    review,
    'risk-assessment': riskAssessment,
    'risk-consensus': riskConsensus,
    'screening-deliberation': screeningDeliberation,
    'screening-vote': screeningVote,
  }),
);
export type { RuleContext, SubmissionRule } from './submission-rule.ts';
