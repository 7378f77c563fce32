import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCaseRepository, type CaseRepository } from '../../src/cases/case-repository.ts';
import { withTimeline } from '../../src/cases/timeline.ts';
import { aCase, aComposition, monday } from '../support/case-file.ts';
import { openTestStore, type TestStore } from '../support/local-store.ts';

let store: TestStore;
let repository: CaseRepository;
beforeAll(async () => {
  store = await openTestStore();
  repository = createCaseRepository(store.connection);
  await repository.ensureIndexes();
});
afterAll(() => store.close());

let number = 0;
const stored = async (): Promise<string> => {
  number += 1;
  const base = aCase();
  const caseFile = {
    ...base,
    caseId: `case-${number}`,
    reference: `C-2026-${number}`,
    signals: base.signals.map((signal) => ({ ...signal, requestId: `request-${number}` })),
  };
  await repository.insert(caseFile);
  return caseFile.caseId;
};
const step = (jobKey: string) => ({
  jobKey,
  jobType: 'collect-information',
  processId: 'p',
  processVersion: 1,
  processDefinitionKey: '1',
  processInstanceKey: '2',
  elementId: 'e',
  elementInstanceKey: '3',
  at: monday,
});

test('a field that a change leaves out is gone from the document', async () => {
  const caseId = await stored();
  await repository.change(caseId, (caseFile) => ({ ...caseFile, person: { notices: [], lapseReports: [] } }));
  const { person, ...rest } = await repository.get(caseId);
  expect(person).toBeDefined();
  await repository.change(caseId, () => rest);
  expect(await repository.get(caseId)).not.toHaveProperty('person');
});

test('a case file comes back as it was stored', async () => {
  const composed = aCase({ composition: aComposition, submissions: [] });
  const caseFile = { ...composed, caseId: 'case-same', reference: 'C-2026-0999', pendingSince: null };
  await repository.insert({
    ...caseFile,
    signals: caseFile.signals.map((signal) => ({ ...signal, requestId: 'request-same' })),
  });
  expect({ ...(await repository.get('case-same')), signals: [] }).toEqual({ ...caseFile, signals: [] });
});

test('twenty changes at the same moment are all kept, one version each', async () => {
  const caseId = await stored();
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      repository.change(caseId, (caseFile) =>
        withTimeline(caseFile, 'reminder-sent', monday, { detail: String(index) }),
      ),
    ),
  );
  const { timeline, version } = await repository.get(caseId);
  expect(new Set(timeline.map(({ detail }) => detail)).size).toBe(21);
  expect(version).toBe(21);
});

test('a change that changes nothing writes nothing', async () => {
  const caseId = await stored();
  await repository.change(caseId, (caseFile) => caseFile);
  expect((await repository.get(caseId)).version).toBe(1);
});

test('a change that is refused leaves the case as it was', async () => {
  const caseId = await stored();
  const refused = repository.change(caseId, () => {
    throw new Error('refused');
  });
  await expect(refused).rejects.toThrow('refused');
  expect((await repository.get(caseId)).version).toBe(1);
});

test('a step is applied once per job, however often and at whatever moment it comes', async () => {
  const caseId = await stored();
  let applied = 0;
  const apply = () =>
    repository.applyStep(caseId, step('77'), (caseFile) => {
      applied += 1;
      return { caseFile: withTimeline(caseFile, 'case-closed', monday), variables: { round: applied } };
    });
  const answers = await Promise.all([apply(), apply(), apply()]);
  answers.push(await apply());
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  const { timeline, steps } = await repository.get(caseId);
  expect([timeline.filter(({ kind }) => kind === 'case-closed').length, steps.length]).toEqual([1, 1]);
});

test('the request id of a signal is unique over all cases', async () => {
  const caseId = await stored();
  const { signals } = await repository.get(caseId);
  const again = repository.insert({ ...aCase(), caseId: 'case-again', reference: 'C-2026-0998', signals });
  await expect(again).rejects.toMatchObject({ code: 'request-id-reused' });
});

test('a case that does not exist is not found', async () => {
  await expect(repository.get('case-none')).rejects.toMatchObject({ code: 'not-found' });
  expect(await repository.find('case-none')).toBeUndefined();
});

test('references count per year and never repeat', async () => {
  const references = await Promise.all(Array.from({ length: 10 }, () => repository.nextReference(2031)));
  expect(new Set(references).size).toBe(10);
  expect(await repository.nextReference(2032)).toBe('C-2032-0001');
});
