import { questionsOfUnknowns, recordConsensus } from '../risk-taxation.ts';
import { fieldsOf } from './fields.ts';
import type { SubmissionRule } from './submission-rule.ts';

/** The joint judgement; what is still unknown becomes requests to the partners that may know it. */
export const riskConsensus: SubmissionRule = (caseFile, submission, { instrument }) =>
  recordConsensus(
    caseFile,
    { at: submission.at, userId: submission.userId, submissionId: submission.submissionId },
    [
      ...questionsOfUnknowns(submission.data, instrument),
      ...fieldsOf(submission.formId, submission.data)
        .list('informationGaps')
        .map((gap) => ({
          partnerId: gap.text('partnerId'),
          question: gap.text('question'),
          why: gap.text('why'),
        })),
    ],
  );
