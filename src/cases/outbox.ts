import type { Clock } from '../lib/clock.ts';
import { startRounds } from '../lib/rounds.ts';
import type { CaseFile, OutboxEntry } from './case-file.ts';
import type { CaseRepository } from './case-repository.ts';
import type { InboxStore } from './inbox-store.ts';
import { engineErrorCode, type ProcessCommands } from './process-commands.ts';

/** Where the domain tells an operator what it could not do. Ids and codes only. */
export type DomainLog = (fields: Readonly<Record<string, string | number>>, message: string) => void;

/** What became of a promise to the engine. */
export type Delivery = 'delivered' | 'withdrawn' | 'postponed';

/** The engine no longer has the step that a person just completed. */
export const stepGone = 'De stap is vervallen: het proces is intussen verder gegaan.';

/**
 * Keeps the promises that were stored with a change of a case file: completes the job, publishes the message. Every
 * step is idempotent and can be repeated after a crash.
 */
export interface Outbox {
  /** Delivers one entry now; the same entry at the same time is delivered once. Rejects only when the store fails. */
  deliver(caseFile: CaseFile, entry: OutboxEntry): Promise<Delivery>;
  /** Delivers everything that was stored at least `graceMs` ago. Answers how many entries it settled. */
  reconcile(): Promise<number>;
  /** Reconciles now and then every `intervalMs`, until closed. */
  start(): { close(): Promise<void> };
}

export interface OutboxOptions {
  readonly repository: CaseRepository;
  readonly items: InboxStore;
  readonly commands: ProcessCommands;
  readonly clock: Clock;
  readonly log: DomainLog;
  /** Leaves entries alone that someone may just be delivering. Default 10,000 ms. */
  readonly graceMs?: number;
  /** Default 15,000 ms. */
  readonly intervalMs?: number;
}

const CASES_PER_ROUND = 100;

export function createOutbox(options: OutboxOptions): Outbox {
  const { repository, items, commands, clock, log, graceMs = 10_000, intervalMs = 15_000 } = options;
  const inFlight = new Map<string, Promise<Delivery>>();

  const send = async (caseFile: CaseFile, entry: OutboxEntry): Promise<Delivery> => {
    if (entry.kind === 'publish-message') {
      try {
        await commands.publishMessage({
          name: entry.name,
          correlationKey: entry.correlationKey ?? caseFile.caseId,
          messageId: entry.entryId,
          timeToLiveMs: entry.timeToLiveMs,
          variables: entry.variables,
        });
      } catch (error) {
        // A message with this id is buffered already: an earlier try reached the engine.
        if (engineErrorCode(error) !== 'already-exists') return postpone(caseFile, entry, error);
      }
      return 'delivered';
    }

    const submission = caseFile.submissions.find(({ submissionId }) => submissionId === entry.jobKey);
    const item = await items.get(entry.itemId);
    // The item becomes `submitted` before the engine is told. Found like that, an earlier try may have reached the engine,
    // and then "not found" means that it was accepted.
    const triedBefore = item?.state === 'submitted';
    await items.markSubmitted(entry.itemId, {
      userId: submission?.userId ?? '',
      at: submission?.at ?? entry.at,
    });
    try {
      await commands.completeJob(entry.jobKey, entry.variables);
    } catch (error) {
      if (engineErrorCode(error) !== 'not-found') return postpone(caseFile, entry, error);
      if (!triedBefore) {
        await items.markWithdrawn(entry.itemId, stepGone);
        return 'withdrawn';
      }
    }
    await items.markCompleted(entry.itemId);
    return 'delivered';
  };

  const postpone = (caseFile: CaseFile, entry: OutboxEntry, error: unknown): Delivery => {
    log(
      {
        caseId: caseFile.caseId,
        entryId: entry.entryId,
        kind: entry.kind,
        code: engineErrorCode(error) ?? 'unknown',
      },
      'The engine did not take a completed step or message; it is kept and offered again',
    );
    return 'postponed';
  };

  const settle = async (caseFile: CaseFile, entry: OutboxEntry): Promise<Delivery> => {
    const delivery = await send(caseFile, entry);
    if (delivery !== 'postponed') {
      await repository.change(caseFile.caseId, (current) =>
        current.outbox.some(({ entryId }) => entryId === entry.entryId)
          ? { ...current, outbox: current.outbox.filter(({ entryId }) => entryId !== entry.entryId) }
          : current,
      );
    }
    return delivery;
  };

  const deliver: Outbox['deliver'] = (caseFile, entry) => {
    const running = inFlight.get(entry.entryId);
    if (running !== undefined) return running;
    const delivery = settle(caseFile, entry).finally(() => inFlight.delete(entry.entryId));
    inFlight.set(entry.entryId, delivery);
    return delivery;
  };

  const reconcile = async (): Promise<number> => {
    const writtenBefore = new Date(clock.now().getTime() - graceMs);
    let settled = 0;
    for (const caseFile of await repository.withOutbox(writtenBefore, CASES_PER_ROUND)) {
      for (const entry of caseFile.outbox) {
        if (entry.at > writtenBefore) continue;
        if ((await deliver(caseFile, entry)) !== 'postponed') settled += 1;
      }
    }
    return settled;
  };

  return {
    deliver,
    reconcile,
    start: () =>
      startRounds(async () => {
        try {
          await reconcile();
        } catch (error) {
          log(
            { reason: error instanceof Error ? error.name : 'unknown' },
            'The store did not answer while open promises to the engine were looked up; trying again',
          );
        }
      }, intervalMs),
  };
}
