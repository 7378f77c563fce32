import { productError } from '../lib/errors.ts';
import type { CaseFile, ReviewRequest } from './case-file.ts';
import { withTimeline } from './timeline.ts';

/**
 * How long the engine keeps a request for a review when the process is not waiting for it at that moment, because a
 * review is being done or the next one is being planned: long enough for the automatic steps in between, too short to
 * start a second review days later.
 */
const REVIEW_MESSAGE_TTL_MS = 60_000;

/** The case file with the promise to tell the process that a review cannot wait. */
export function withReviewMessage(caseFile: CaseFile, entryId: string, at: Date): CaseFile {
  return withTimeline(
    {
      ...caseFile,
      outbox: [
        ...caseFile.outbox,
        {
          kind: 'publish-message',
          entryId,
          at,
          name: 'review-requested',
          timeToLiveMs: REVIEW_MESSAGE_TTL_MS,
          variables: {},
        },
      ],
    },
    'review-requested',
    at,
  );
}

/** Records who asks for a review and why. @throws ProductError `rule-refused` outside monitoring */
export function requestReview(caseFile: CaseFile, request: ReviewRequest): CaseFile {
  if (caseFile.phase !== 'monitoring') {
    throw productError('rule-refused', {
      reason: 'Een evaluatie kan alleen worden gevraagd zolang het plan loopt.',
    });
  }
  return withReviewMessage(
    { ...caseFile, reviewRequests: [...caseFile.reviewRequests, request] },
    request.reviewRequestId,
    request.at,
  );
}
