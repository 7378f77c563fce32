import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  notingRepository,
  openAccountability,
  type Accountability,
} from '../../../src/cases/accountability/index.ts';
import type { AuditRecord } from '../../../src/cases/accountability/audit-record.ts';
import { openCaseWorld, type CaseWorld } from '../../support/case-world.ts';
import { openTestStore, type TestStore } from '../../support/local-store.ts';

let store: TestStore;
let world: CaseWorld;
let accountability: Accountability;
let headsFile: string;
const warnings: string[] = [];

const opened: Accountability[] = [];
const open = async () => {
  const made = await openAccountability({
    connection: store.connection,
    clock: world.clock,
    register: world.configuration.register,
    secret: 'only the tests of this product know this',
    headsFile,
    keepFor: 'P5Y',
    productVersion: '0.0.0-test',
    log: (_fields, message) => warnings.push(message),
  });
  opened.push(made);
  return made;
};

beforeAll(async () => {
  [store, world] = await Promise.all([openTestStore(), openCaseWorld()]);
  headsFile = join(await mkdtemp(join(tmpdir(), 'casusoverleg-heads-')), 'audit-log-heads');
  accountability = await open();
});
afterAll(async () => {
  await Promise.all(opened.map((each) => each.close()));
  await Promise.all([store.close(), world.close()]);
});

async function records(): Promise<AuditRecord[]> {
  const found: AuditRecord[] = [];
  for await (const record of accountability.auditLog.records()) found.push(record);
  return found;
}

test('an automatic step is recorded before it is told to the engine, once for all its deliveries', async () => {
  const repository = notingRepository(world.repository);
  const caseId = await world.openCase();
  const job = { jobType: 'tally-screening-votes', processId: 'screening', key: '4711' };
  let recordedWhenTold = 0;
  const deliver = async (): Promise<void> => {
    await accountability.recorder.job(job, async () => {
      await repository.get(caseId);
      return { kind: 'complete' as const };
    });
    recordedWhenTold = (await records()).length;
  };
  await deliver();
  expect(recordedWhenTold).toBe(1);
  await deliver();
  expect(await records()).toMatchObject([
    {
      actor: { kind: 'product', jobType: 'tally-screening-votes', processId: 'screening', jobKey: '4711' },
      operation: 'tally-screening-votes',
      outcome: 'done',
      subjects: [{ caseId, activityId: 'screening' }],
    },
  ]);
});

test('a step that fails is recorded as failed, and as done when it works later', async () => {
  const job = { jobType: 'plan-next-review', processId: 'monitoring', key: '4712' };
  const outcomes = [{ kind: 'fail' }, { kind: 'fail' }, { kind: 'complete' }];
  for (const outcome of outcomes) await accountability.recorder.job(job, async () => outcome);
  const found = (await records()).filter(({ operation }) => operation === 'plan-next-review');
  expect(found.map(({ outcome }) => outcome)).toEqual(['failed', 'done']);
});

test('a product that finds less than the end that was kept says so at its start', async () => {
  await accountability.close();
  await open();
  expect(warnings).toEqual([]);
  const { number } = await accountability.auditLog.head();
  await store.connection.collection<AuditRecord>('auditLog').deleteOne({ _id: number });
  await open();
  expect(warnings).toEqual([expect.stringContaining('verify-audit-log')]);
});
