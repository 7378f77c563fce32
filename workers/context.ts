import type { CaseRepository } from '../src/cases/case-repository.ts';
import type { Configuration } from '../src/cases/configuration.ts';
import type { FormDesk } from '../src/cases/form-desk.ts';
import type { MatchKeys } from '../src/cases/matching/match-keys.ts';
import type { InboxStore } from '../src/cases/inbox-store.ts';
import type { DomainLog, Outbox } from '../src/cases/outbox.ts';
import type { People } from '../src/cases/people.ts';
import type { ProcessOutlines } from '../src/cases/progress.ts';
import type { WorkingDayCalendar } from '../src/cases/working-days.ts';
import type { Clock } from '../src/lib/clock.ts';
import type { ActivatedJob, JobOutcome } from '../src/zeebe/process-client.ts';

/** What every worker may use. */
export interface WorkerContext {
  readonly repository: CaseRepository;
  readonly items: InboxStore;
  readonly outbox: Pick<Outbox, 'deliver'>;
  readonly configuration: Configuration;
  readonly matchKeys: MatchKeys;
  readonly calendar: WorkingDayCalendar;
  readonly clock: Clock;
  readonly people: People;
  readonly outlines: Pick<ProcessOutlines, 'stepName'>;
  /** The forms in which a case was filled in, to show it. */
  readonly forms: Pick<FormDesk, 'forShowing'>;
  /** Ids of the forms that exist. */
  readonly formIds: ReadonlySet<string>;
  readonly log: DomainLog;
}

/** Does one job; idempotent, because the engine delivers at least once. */
export type WorkerHandler = (job: ActivatedJob, context: WorkerContext) => Promise<JobOutcome>;

/** One job type and what does it. */
export interface WorkerDefinition {
  readonly jobType: string;
  readonly handler: WorkerHandler;
  /** The variables that the handler reads, beside `caseId`. */
  readonly variables?: readonly string[];
}
