import { status } from '@grpc/grpc-js';
import { expect } from '@jest/globals';
import { processFixture } from '../fixtures.ts';
import type { GatewayClient, RawJob } from '../gateway-client.ts';

const PROCESS_ID = 'service-task-after-service-task';
/** Jobs held by a killed client or engine come back soon. */
const JOB_TIMEOUT_MS = 300;
/** Bounds a hang, not the speed. */
const LIMIT_MS = 60_000;
/** Loops that work at the same time. */
const LOOPS = 8;

/** What the client knows for certain, and what it only tried. */
export class Ledger {
  readonly created = new Set<string>();
  readonly published = new Set<string>();
  /** Everything that was acknowledged so far. */
  get acknowledged(): number {
    return this.created.size + this.published.size + this.completed.size;
  }

  readonly triedToComplete = new Set<string>();
  readonly completed = new Set<string>();
  /** Job keys by type and instance, as they were handed out. */
  readonly jobsOf = { first: new Map<string, Set<string>>(), second: new Map<string, Set<string>>() };
  #messages = 0;

  nextMessageId(): string {
    this.#messages += 1;
    return `m${this.#messages}`;
  }

  saw(type: 'first' | 'second', { key, processInstanceKey }: RawJob): void {
    const known = this.jobsOf[type].get(processInstanceKey);
    if (known) known.add(key);
    else this.jobsOf[type].set(processInstanceKey, new Set([key]));
  }

  /** The one job of a type that an instance had, if any was handed out. */
  jobOf(type: 'first' | 'second', instance: string): string | undefined {
    const keys = [...(this.jobsOf[type].get(instance) ?? [])];
    expect(keys.length).toBeLessThanOrEqual(1);
    return keys[0];
  }
}

const publish = (client: GatewayClient, messageId: string): Promise<unknown> =>
  client.call('PublishMessage', { name: 'kept', correlationKey: 'k', messageId, timeToLive: 3_600_000 });

const complete = async (client: GatewayClient, ledger: Ledger, job: RawJob): Promise<void> => {
  ledger.triedToComplete.add(job.key);
  await client.call('CompleteJob', { jobKey: job.key, variables: '{"done":true}' });
  ledger.completed.add(job.key);
};

/** Creates, publishes and works until the engine is gone. */
const workInLoop = async (client: GatewayClient, ledger: Ledger, type: 'first' | 'second'): Promise<void> => {
  try {
    for (;;) {
      const created = await client.call<{ processInstanceKey: string }>('CreateProcessInstance', {
        bpmnProcessId: PROCESS_ID,
        version: -1,
        variables: '{"caseId":"c"}',
      });
      ledger.created.add(created.processInstanceKey);
      const messageId = ledger.nextMessageId();
      await publish(client, messageId);
      ledger.published.add(messageId);
      const jobs = await client.activate({ type, timeout: JOB_TIMEOUT_MS, maxJobsToActivate: 2 }).ended;
      for (const job of jobs) {
        ledger.saw(type, job);
        await complete(client, ledger, job).catch((error: { code: number }) => {
          // Timed out and finished by another loop; anything else means that the engine is gone.
          if (error.code !== Number(status.NOT_FOUND)) throw error;
        });
      }
    }
  } catch {
    // Killed.
  }
};

/** Instances whose job of a type nobody can have completed: it must come. */
const untouched = (ledger: Ledger, type: 'first' | 'second'): string[] =>
  [...ledger.created].filter((instance) => {
    const job = ledger.jobOf(type, instance);
    return job === undefined || !ledger.triedToComplete.has(job);
  });

/**
 * Every job of a type that can still be had, its holders' time included: asks until nothing comes and those that must be
 * there have come, or did not come for a long time.
 */
const drain = async (client: GatewayClient, ledger: Ledger, type: 'first' | 'second'): Promise<RawJob[]> => {
  const found: RawJob[] = [];
  const due = untouched(ledger, type);
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const jobs = await client.activate({
      type,
      timeout: 600_000,
      maxJobsToActivate: 1_000,
      requestTimeout: JOB_TIMEOUT_MS * 4,
    }).ended;
    const has = new Set(found.map(({ processInstanceKey }) => processInstanceKey));
    if (jobs.length === 0 && (due.every((instance) => has.has(instance)) || Date.now() > end)) return found;
    for (const job of jobs) ledger.saw(type, job);
    found.push(...jobs);
  }
};

/** Deploys the process that is worked on. */
export const prepare = (client: GatewayClient): Promise<unknown> =>
  client.call('DeployResource', {
    resources: [{ name: 'p.bpmn', content: Buffer.from(processFixture(PROCESS_ID)) }],
  });

/** Puts load on the engine until it is gone, and notes what it acknowledged. */
export const work = async (client: GatewayClient, ledger: Ledger): Promise<void> => {
  await Promise.all(
    Array.from({ length: LOOPS }, (_, loop) =>
      workInLoop(client, ledger, loop % 2 === 0 ? 'first' : 'second'),
    ),
  );
};

/** Fails unless everything that was acknowledged is there, and there once. Takes all jobs that remain. */
export const expectKept = async (client: GatewayClient, ledger: Ledger): Promise<void> => {
  for (const type of ['first', 'second'] as const) {
    const remaining = new Map(
      (await drain(client, ledger, type)).map((job) => [job.processInstanceKey, job]),
    );
    for (const instance of ledger.created) {
      const job = ledger.jobOf(type, instance);
      const remains = remaining.has(instance);
      // Its completion was acknowledged: gone. It was never tried: still there.
      if (job !== undefined && ledger.completed.has(job)) expect(remains).toBe(false);
      if (job === undefined || !ledger.triedToComplete.has(job)) expect(remains).toBe(true);
    }
    if (type === 'first') for (const job of remaining.values()) await complete(client, ledger, job);
  }
  for (const messageId of ledger.published) {
    await expect(publish(client, messageId)).rejects.toMatchObject({ code: status.ALREADY_EXISTS });
  }
};
