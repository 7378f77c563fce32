/** The engine is killed at random moments under load: what it acknowledged is there afterwards, and there once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterEach, expect, jest, test } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { processFixture } from '../../support/fixtures.ts';
import { type GatewayClient, openGatewayClient, type RawJob } from '../../support/gateway-client.ts';
import { type SpawnedServer, spawnServer } from '../../support/spawn-server.ts';

jest.setTimeout(900_000);

const ROUNDS = 24;
const PROCESS_ID = 'service-task-after-service-task';
/** Jobs held by a killed client or engine come back soon. */
const JOB_TIMEOUT_MS = 300;
/** Bounds a hang, not the speed. */
const LIMIT_MS = 60_000;
/** Answers that a round waits for at most before the engine is killed. */
const ANSWERS_PER_ROUND = 60;

let running: SpawnedServer | undefined;

afterEach(async () => {
  await running?.stop('SIGKILL');
});

/** What the client knows for certain, and what it only tried. */
class Ledger {
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
const work = async (client: GatewayClient, ledger: Ledger, type: 'first' | 'second'): Promise<void> => {
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

test('loses nothing that was acknowledged and applies nothing twice when killed under load', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'engine-'));
  const ledger = new Ledger();
  const start = async (): Promise<GatewayClient> => {
    running = await spawnServer({
      entry: 'src/local/engine-cli.ts',
      args: ['--listen', '127.0.0.1:0', '--data', dataDir, '--partition', '5'],
    });
    return openGatewayClient(running.address);
  };

  let client = await start();
  await client.call('DeployResource', {
    resources: [{ name: 'p.bpmn', content: Buffer.from(processFixture(PROCESS_ID)) }],
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    const loops = Array.from({ length: 8 }, (_, n) => work(client, ledger, n % 2 === 0 ? 'first' : 'second'));
    // At a random moment, but under load: after a random number of answers, at least one of them a completion.
    const answers = ledger.acknowledged + 1 + Math.floor(Math.random() * ANSWERS_PER_ROUND);
    const completions = ledger.completed.size + 1;
    await eventually(
      'answers before the engine is killed',
      () => ledger.acknowledged >= answers && ledger.completed.size >= completions,
      LIMIT_MS,
    );
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    await running?.stop('SIGKILL');
    client.close();
    await Promise.all(loops);
    client = await start();
  }

  expect(ledger.created.size).toBeGreaterThan(0);
  expect(ledger.completed.size).toBeGreaterThanOrEqual(ROUNDS);

  const remainingFirst = new Map(
    (await drain(client, ledger, 'first')).map((job) => [job.processInstanceKey, job]),
  );
  for (const instance of ledger.created) {
    const job = ledger.jobOf('first', instance);
    const remains = remainingFirst.has(instance);
    // Its completion was acknowledged: gone. It was never tried: still there.
    if (job !== undefined && ledger.completed.has(job)) expect(remains).toBe(false);
    if (job === undefined || !ledger.triedToComplete.has(job)) expect(remains).toBe(true);
  }
  for (const job of remainingFirst.values()) await complete(client, ledger, job);

  const remainingSecond = new Map(
    (await drain(client, ledger, 'second')).map((job) => [job.processInstanceKey, job]),
  );
  for (const instance of ledger.created) {
    const job = ledger.jobOf('second', instance);
    const remains = remainingSecond.has(instance);
    if (job !== undefined && ledger.completed.has(job)) expect(remains).toBe(false);
    if (job === undefined || !ledger.triedToComplete.has(job)) expect(remains).toBe(true);
  }

  for (const messageId of ledger.published) {
    await expect(publish(client, messageId)).rejects.toMatchObject({ code: status.ALREADY_EXISTS });
  }
  client.close();
  expect(await running?.stop('SIGTERM')).toBe(0);
  rmSync(dataDir, { recursive: true });
});
