import { recordConsensus } from '../risk-taxation.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** The joint judgement; what is still unknown becomes requests to the partners chosen for it. */
export const riskConsensus: SubmissionRule = (caseFile, submission) =>
  recordConsensus(
    caseFile,
    { at: submission.at, userId: submission.userId, submissionId: submission.submissionId },
    fieldsOf(submission.formId, submission.data)
      .list('informationGaps')
      .map((gap) => ({
        partnerId: gap.text('partnerId'),
        question: gap.text('question'),
        why: gap.text('why'),
      })),
  );
