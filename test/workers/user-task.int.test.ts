import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { productError } from '../../src/lib/errors.ts';
import { withdrawGoneItems } from '../../workers/registry.ts';
import { openCaseWorld, type CaseWorld } from '../support/case-world.ts';

let world: CaseWorld;
let caseId: string;
beforeAll(async () => {
  world = await openCaseWorld();
  caseId = await world.openCase();
});
afterAll(() => world.close());

const task = {
  elementId: 'check',
  formId: 'signal-quality-check',
  partnerIds: ['gemeente-voorbeeldstad'],
};
const municipality = () => world.user('gemeente');

test('a job becomes one inbox item with everything the designer set, and stays with the inbox', async () => {
  const job = world.userTaskJob(caseId, { ...task, processId: 'signal-intake' });
  expect(await world.handle(job)).toEqual({ kind: 'leave' });
  expect(await world.items.get(`itm-${job.key}`)).toMatchObject({
    jobKey: job.key,
    caseId,
    processId: 'signal-intake',
    stepName: 'Stap check',
    formId: 'signal-quality-check',
    assigneeId: null,
    candidatePartnerIds: ['gemeente-voorbeeldstad'],
    reason: 'Omdat u aan de beurt bent.',
    legalBasis: 'Lokaal beleid',
    termId: 'plan',
    dueAt: new Date('2026-03-10T22:59:59.999Z'),
    state: 'open',
  });
});

test('a job delivered again, also at the same moment, makes no second item and loses no claim', async () => {
  const job = world.userTaskJob(caseId, task);
  await Promise.all([world.handle(job), world.handle(job), world.handle(job)]);
  await world.inbox.claim(municipality(), `itm-${job.key}`);
  world.clock.advance(3_600_000);
  await world.handle(job);
  const items = (await world.items.ofCase(caseId)).filter(({ jobKey }) => jobKey === job.key);
  expect(items).toEqual([
    expect.objectContaining({ assigneeId: municipality().userId, deliveredAt: world.clock.now() }),
  ]);
});

test('a job that a person answered already is left to the outbox, or completed when the engine lost the answer', async () => {
  const job = world.userTaskJob(caseId, task);
  await world.handle(job);
  world.engine.refuseWith('unavailable');
  await world.submit(municipality(), `itm-${job.key}`, { intakeOutcome: 'stop' });
  world.engine.refuseWith(undefined);
  expect(await world.handle(job)).toEqual({ kind: 'leave' });
  world.clock.advance(60_000);
  await world.outbox.reconcile();
  expect(await world.handle(job)).toEqual({ kind: 'complete', variables: { intakeOutcome: 'stop' } });
});

test('an item whose job is no longer handed over disappears with the reason, and returns when the job does', async () => {
  const gone = world.userTaskJob(caseId, task);
  const kept = world.userTaskJob(caseId, task);
  await world.handle(gone);
  await world.handle(kept);
  world.clock.advance(2 * 3_600_000);
  await world.handle(kept);
  await withdrawGoneItems(world.context, new Date(world.clock.now().getTime() - 3_600_000));
  expect(await world.items.get(`itm-${gone.key}`)).toMatchObject({
    state: 'withdrawn',
    withdrawnReason: expect.stringContaining('vervallen'),
  });
  expect((await world.items.get(`itm-${kept.key}`))?.state).toBe('open');
  await expect(world.inbox.claim(municipality(), `itm-${gone.key}`)).rejects.toMatchObject({
    code: 'item-not-open',
  });

  await world.handle(gone);
  expect(await world.items.get(`itm-${gone.key}`)).toMatchObject({ state: 'open', withdrawnReason: null });
});

test('a step of the case manager is also the deputy’s', async () => {
  const composed = await world.openCase();
  const item = await world.userTask(composed, {
    elementId: 'compose',
    formId: 'composition',
    partnerIds: ['gemeente-voorbeeldstad'],
  });
  const deputyId = world.user('gemeente-2').userId;
  await world.submit(municipality(), item.itemId, {
    partners: ['gemeente-voorbeeldstad', 'politie-voorbeeldland', 'om-voorbeeldland'].map((partnerId) => ({
      partnerId,
    })),
    caseManagerId: municipality().userId,
    deputyId,
  });
  await world.step(composed, 'register-composition');
  const plan = await world.userTask(composed, {
    elementId: 'draft-plan',
    formId: 'plan',
    assigneeId: municipality().userId,
  });
  expect(plan).toMatchObject({
    assigneeId: municipality().userId,
    candidateUserIds: [municipality().userId, deputyId],
  });
  expect((await world.inbox.claim(world.user('gemeente-2'), plan.itemId)).assigneeId).toBe(deputyId);
});

test('without a due date the term counts from now', async () => {
  const job = world.userTaskJob(caseId, { ...task, termId: 'closure' });
  const { 'io.camunda.zeebe:dueDate': _dueDate, ...customHeaders } = job.customHeaders;
  world.clock.set(new Date('2026-03-02T10:00:00Z'));
  await world.handle({ ...job, customHeaders });
  const { dueAt } = world.context.calendar.termDates(
    world.configuration.terms['closure']!,
    world.clock.now(),
  );
  expect((await world.items.get(`itm-${job.key}`))?.dueAt).toEqual(new Date(dueAt));
});

describe('a job that cannot become a whole item is an incident with what is wrong, and makes no item', () => {
  test.each([
    ['no form', { 'io.camunda.zeebe:formKey': undefined }, 'formKey'],
    ['an unknown form', { 'io.camunda.zeebe:formKey': 'camunda-forms:x' }, 'camunda-forms:x'],
    ['no reason', { reason: undefined }, '"reason" is missing'],
    ['no legal basis', { legalBasis: ' ' }, '"legalBasis" is missing'],
    ['no term', { term: undefined }, '"term" is missing'],
    ['an unknown term', { term: 'toString' }, '"toString" is unknown'],
    ['an unknown partner', { 'io.camunda.zeebe:candidateGroups': '["nobody"]' }, 'partner "nobody"'],
    ['no list of partners', { 'io.camunda.zeebe:candidateGroups': 'town' }, 'no list of ids'],
    ['nobody named', { 'io.camunda.zeebe:candidateGroups': '[]' }, 'nobody is named'],
    ['an unknown user', { 'io.camunda.zeebe:assignee': 'usr-none' }, 'usr-none does not exist'],
    ['a due date that is none', { 'io.camunda.zeebe:dueDate': 'soon' }, 'dueDate'],
  ])('%s', async (_what, headers: Readonly<Record<string, string | undefined>>, message) => {
    const job = world.userTaskJob(caseId, task);
    const customHeaders = Object.fromEntries(
      Object.entries({ ...job.customHeaders, ...headers }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    );
    expect(await world.handle({ ...job, customHeaders })).toEqual({
      kind: 'fail',
      retries: 0,
      errorMessage: expect.stringContaining(message),
    });
    expect(await world.items.get(`itm-${job.key}`)).toBeUndefined();
  });

  test('a case that does not exist, or none named', async () => {
    const unknown = world.userTaskJob('case-none', task);
    expect(await world.handle(unknown)).toMatchObject({ kind: 'fail', retries: 0 });
    expect(await world.handle({ ...unknown, variables: {} })).toMatchObject({
      kind: 'fail',
      retries: 0,
      errorMessage: expect.stringContaining('caseId is missing'),
    });
  });
});

test('a store that does not answer costs no retry and its message, which may quote data, goes nowhere', async () => {
  const failing = {
    ...world.context,
    repository: {
      ...world.context.repository,
      get: () => Promise.reject(new Error('connection lost while reading Jan Jansen')),
    },
  };
  const job = { ...world.userTaskJob(caseId, task), retries: 1 };
  const { handler } = (await import('../../workers/user-task/index.ts')).worker;
  const outcome = await handler(job, failing);
  expect(outcome).toMatchObject({ kind: 'fail', retries: 1, retryBackOffMs: expect.any(Number) });
  expect(JSON.stringify(outcome)).not.toContain('Jansen');
  const busy = {
    ...failing,
    repository: {
      ...failing.repository,
      get: () => Promise.reject(productError('case-changed', { caseId })),
    },
  };
  expect(await handler(job, busy)).toMatchObject({ kind: 'fail', retries: 1 });
});
