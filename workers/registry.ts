import type { Recorder } from '../src/cases/accountability/recorder.ts';
import type { ProcessClient } from '../src/zeebe/process-client.ts';
import { worker as collectInformation } from './collect-information/index.ts';
import { worker as compareAssessments } from './compare-assessments/index.ts';
import type { WorkerContext, WorkerDefinition } from './context.ts';
import { worker as concludeHandover } from './conclude-handover/index.ts';
import { worker as destroyCase } from './destroy-case/index.ts';
import { worker as determineTerms } from './determine-terms/index.ts';
import { worker as endWithoutCase } from './end-without-case/index.ts';
import { worker as eraseWithdrawn } from './erase-withdrawn/index.ts';
import { worker as findPossibleMatches } from './find-possible-matches/index.ts';
import { worker as linkSignal } from './link-signal/index.ts';
import { worker as planNoticeRecheck } from './plan-notice-recheck/index.ts';
import { worker as planNextReview } from './plan-next-review/index.ts';
import { worker as prepareCorrectionNotices } from './prepare-correction-notices/index.ts';
import { worker as planRetentionReview } from './plan-retention-review/index.ts';
import { worker as prepareInformationRequests } from './prepare-information-requests/index.ts';
import { worker as prepareInterventions } from './prepare-interventions/index.ts';
import { worker as prepareInvitations } from './prepare-invitations/index.ts';
import { worker as prepareMeetingDecision } from './prepare-meeting-decision/index.ts';
import { worker as preparePlanApprovals } from './prepare-plan-approvals/index.ts';
import { worker as registerComposition } from './register-composition/index.ts';
import { worker as registerInformationGaps } from './register-information-gaps/index.ts';
import { worker as endProvision } from './end-provision/index.ts';
import { worker as extendRightsTerm } from './extend-rights-term/index.ts';
import { worker as prepareBreakGlassReview } from './prepare-break-glass-review/index.ts';
import { worker as prepareDataBreach } from './prepare-data-breach/index.ts';
import { worker as prepareRightsRequest } from './prepare-rights-request/index.ts';
import { worker as registerRightsDecision } from './register-rights-decision/index.ts';
import { worker as releaseProvision } from './release-provision/index.ts';
import { worker as reportBreakGlassBreach } from './report-break-glass-breach/index.ts';
import { worker as sendReminder } from './send-reminder/index.ts';
import { worker as shieldCase } from './shield-case/index.ts';
import { worker as startScreeningRound } from './start-screening-round/index.ts';
import { worker as tallyPlanApprovals } from './tally-plan-approvals/index.ts';
import { worker as tallyScreeningVotes } from './tally-screening-votes/index.ts';
import { worker as closeTransferredCase } from './close-transferred-case/index.ts';
import { worker as collectTransferConsents } from './collect-transfer-consents/index.ts';
import { worker as expireTransfer } from './expire-transfer/index.ts';
import { worker as openTransferredCase } from './open-transferred-case/index.ts';
import { worker as prepareTransferConsents } from './prepare-transfer-consents/index.ts';
import { worker as receiveCorrection } from './receive-correction/index.ts';
import { worker as reportCorrection } from './report-correction/index.ts';
import { worker as userTask } from './user-task/index.ts';

/** Every job type of the product. */
export const workers: readonly WorkerDefinition[] = [
  collectInformation,
  compareAssessments,
  concludeHandover,
  destroyCase,
  determineTerms,
  endWithoutCase,
  eraseWithdrawn,
  findPossibleMatches,
  linkSignal,
  planNextReview,
  planNoticeRecheck,
  prepareCorrectionNotices,
  planRetentionReview,
  prepareInformationRequests,
  prepareInterventions,
  prepareInvitations,
  prepareMeetingDecision,
  preparePlanApprovals,
  registerComposition,
  registerInformationGaps,
  endProvision,
  extendRightsTerm,
  prepareBreakGlassReview,
  prepareDataBreach,
  prepareRightsRequest,
  registerRightsDecision,
  releaseProvision,
  reportBreakGlassBreach,
  sendReminder,
  shieldCase,
  startScreeningRound,
  tallyPlanApprovals,
  tallyScreeningVotes,
  closeTransferredCase,
  collectTransferConsents,
  expireTransfer,
  openTransferredCase,
  prepareTransferConsents,
  receiveCorrection,
  reportCorrection,
  userTask,
];

export interface WorkersOptions {
  /** Shown by the engine as the jobs' worker. Default `casusoverleg`. */
  readonly name?: string;
  /**
   * How long a user task's job stays with the inbox before the engine hands it over again, which is also how long a person
   * may wait for an item whose job was lost in a crash, unless the bundled engine crashed with us. Default 5 minutes.
   */
  readonly userTaskTimeoutMs?: number;
  /** How long an automatic step may take. Default 30 s. */
  readonly stepTimeoutMs?: number;
  /** Jobs of one type in hand at the same time. Default 32. */
  readonly maxJobsActive?: number;
}

const USER_TASK_TIMEOUT_MS = 300_000;
/** An open item is gone when the engine skipped it this many times: an engine that is away for a while skips some too. */
const SKIPPED_DELIVERIES = 6;
const goneReason = 'De stap is vervallen: het proces vraagt er niet meer om.';

/**
 * Starts all workers, each in the recorder, and a periodic look for open items whose job the engine no longer hands over: their step was
 * withdrawn by the process.
 */
export function startWorkers(
  client: Pick<ProcessClient, 'openWorker'>,
  context: WorkerContext,
  recorder: Pick<Recorder, 'job'>,
  options: WorkersOptions = {},
): { close(): Promise<void> } {
  const {
    name = 'casusoverleg',
    userTaskTimeoutMs = USER_TASK_TIMEOUT_MS,
    stepTimeoutMs = 30_000,
    maxJobsActive = 32,
  } = options;
  const open = workers.map(({ jobType, handler, variables = [] }) =>
    client.openWorker({
      jobType,
      name,
      timeoutMs: jobType === userTask.jobType ? userTaskTimeoutMs : stepTimeoutMs,
      maxJobsActive,
      fetchVariables: ['caseId', ...variables],
      handler: (job) =>
        recorder.job({ jobType, processId: job.processId, key: job.key }, () => handler(job, context)),
    }),
  );

  // The engine hands a job over again after each timeout. What it skipped several times, while we were there to take it,
  // is gone; should the job come after all, its item opens again.
  const startedAt = context.clock.now().getTime();
  let sweep: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    const moment = context.clock.now().getTime() - SKIPPED_DELIVERIES * userTaskTimeoutMs;
    if (moment >= startedAt) sweep = withdrawGoneItems(context, new Date(moment));
  }, userTaskTimeoutMs);

  return {
    async close() {
      clearInterval(timer);
      await Promise.all([sweep, ...open.map((worker) => worker.close())]);
    },
  };
}

/** Withdraws open items that were not handed over since a moment. */
export async function withdrawGoneItems(context: WorkerContext, since: Date): Promise<void> {
  try {
    for (const { itemId, jobKey } of await context.items.withdrawNotDeliveredSince(since, goneReason)) {
      context.log({ itemId, jobKey }, 'An inbox item was withdrawn: the engine no longer hands over its job');
    }
  } catch (error) {
    context.log(
      { reason: error instanceof Error ? error.name : 'unknown' },
      'The store did not answer while inbox items without a job were looked up; trying again later',
    );
  }
}
