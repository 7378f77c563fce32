import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { caseModel, type CaseFile, type StepRecord } from '../../../src/cases/case-file.ts';
import { inboxItemModel } from '../../../src/cases/inbox-item.ts';
import { casesOfVersions } from '../../../src/cases/process-definitions/cases-of-versions.ts';
import type { CasePhase } from '../../../src/contract/http.ts';
import { aCase, monday } from '../../support/case-file.ts';
import { anItem } from '../../support/inbox-item.ts';
import { openTestStore, type TestStore } from '../../support/local-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
}, 60_000);
afterAll(() => store.close());
beforeEach(async () => {
  await caseModel(store.connection).deleteMany({});
  await inboxItemModel(store.connection).deleteMany({});
});

const newKey = '22';
const oldKey = '11';
const version = (processId: string) => ({ processId, processDefinitionKey: newKey, recordedAt: monday });
const before = new Date(monday.getTime() - 1);

const step = (processId: string, processDefinitionKey: string): StepRecord => ({
  jobKey: '1',
  processId,
  processVersion: 1,
  processDefinitionKey,
  processInstanceKey: '2',
  elementId: 'step',
  elementInstanceKey: '3',
  jobType: 'step',
  at: monday,
  variables: {},
});

let made = 0;
/** This many cases in a phase, of which the process began with a version. */
async function cases(count: number, phase: CasePhase, key: string, changes: Partial<CaseFile> = {}) {
  for (let i = 0; i < count; i++) {
    made += 1;
    const { signals, ...one } = aCase();
    await caseModel(store.connection).create([
      {
        ...one,
        caseId: `case-${made}`,
        reference: `C-2026-${made}`,
        signals: signals.map((signal) => ({ ...signal, requestId: `request-${made}` })),
        phase,
        steps: [step('signal-intake', oldKey), step(phase, key)],
        ...changes,
      },
    ]);
  }
}

const counted = async (processIds: readonly string[]) =>
  Object.fromEntries(await casesOfVersions(store.connection, processIds.map(version), 3));

test('counts the cases of a phase by the version with which they are in it; those that have ended do not count', async () => {
  await cases(4, 'monitoring', newKey);
  await cases(3, 'monitoring', oldKey);
  await cases(5, 'closed', oldKey);
  expect(await counted(['monitoring', 'signal-intake'])).toEqual({
    monitoring: { running: 7, onEarlierVersions: 3 },
    'signal-intake': { running: 0, onEarlierVersions: 0 },
  });
});

test('counts a case once in a process beside its life, as long as a person has a step there', async () => {
  for (const [caseId, jobKey, key, state] of [
    ['case-a', '1', oldKey, 'open'],
    ['case-a', '2', oldKey, 'open'],
    ['case-b', '3', oldKey, 'open'],
    ['case-c', '4', oldKey, 'open'],
    ['case-d', '5', newKey, 'completed'],
  ] as const)
    await inboxItemModel(store.connection).create([
      anItem({
        caseId,
        jobKey,
        itemId: `itm-${jobKey}`,
        processId: 'rights-request',
        processDefinitionKey: key,
        state,
      }),
    ]);
  expect(await counted(['rights-request'])).toEqual({
    'rights-request': { running: 3, onEarlierVersions: 3 },
  });
});

test('a case keeps the lifecycle of the day on which it was opened', async () => {
  await cases(3, 'monitoring', newKey, { openedAt: before });
  await cases(4, 'monitoring', newKey);
  expect(await counted(['case-lifecycle', 'monitoring'])).toEqual({
    'case-lifecycle': { running: 7, onEarlierVersions: 3 },
    monitoring: { running: 7, onEarlierVersions: 0 },
  });
});

test('hides a small count, and every count that would give it away', async () => {
  await cases(4, 'monitoring', newKey);
  await cases(2, 'monitoring', oldKey);
  expect((await counted(['monitoring']))['monitoring']).toEqual({ running: null, onEarlierVersions: null });
  // All cases less those of the other phases would be the two of screening.
  await cases(2, 'screening', newKey);
  await cases(1, 'monitoring', oldKey);
  expect(await counted(['case-lifecycle', 'monitoring', 'screening'])).toEqual({
    'case-lifecycle': { running: null, onEarlierVersions: 0 },
    monitoring: { running: 7, onEarlierVersions: 3 },
    screening: { running: null, onEarlierVersions: 0 },
  });
});
