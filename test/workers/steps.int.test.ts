import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProcessVariables } from '../../src/cases/process-commands.ts';
import type { User } from '../../src/cases/people.ts';
import type { Answers } from '../../src/demo/fill-form.ts';
import { openCaseWorld, type CaseWorld, type UserTask } from '../support/case-world.ts';

let world: CaseWorld;
beforeAll(async () => {
  world = await openCaseWorld();
});
afterAll(() => world.close());

const town = () => world.user('gemeente');
const police = () => world.user('politie');
const prosecution = () => world.user('om');
const care = () => world.user('zorg');
const partnersOfCase = () => [town(), police(), prosecution(), care()].map(({ partnerId }) => partnerId);

/** An automatic step, delivered twice as the engine may: both times the same answer and one change. */
async function step(
  caseId: string,
  type: string,
  processId: string,
  customHeaders: Readonly<Record<string, string>> = {},
): Promise<ProcessVariables> {
  const job = world.job(caseId, type, { processId, customHeaders });
  const first = await world.handle(job);
  const { version } = await world.repository.get(caseId);
  world.clock.advance(1000);
  expect(await world.handle(job)).toEqual(first);
  expect((await world.repository.get(caseId)).version).toBe(version);
  if (first.kind !== 'complete') throw new Error(JSON.stringify(first));
  return first.variables ?? {};
}

/** A human step: the item appears and the person completes it. Answers what the process was told. */
async function person(
  caseId: string,
  user: User,
  task: Omit<UserTask, 'partnerIds' | 'elementId'>,
  answers: Answers = {},
): Promise<ProcessVariables> {
  const item = await world.userTask(caseId, {
    elementId: task.formId,
    ...task,
    ...(task.assigneeId === undefined ? { partnerIds: [user.partnerId] } : {}),
  });
  world.clock.advance(1000);
  await world.submit(user, item.itemId, answers);
  const told = world.engine.completed.find(({ jobKey }) => jobKey === item.jobKey);
  if (told === undefined) throw new Error(`The engine was not told of ${task.formId}.`);
  return told.variables;
}

const phaseOf = async (caseId: string) => (await world.repository.get(caseId)).phase;
const vote = async (caseId: string, choices: readonly [string, string, string]) => {
  for (const [index, user] of [town(), police(), prosecution()].entries()) {
    await person(
      caseId,
      user,
      { formId: 'screening-vote', processId: 'screening' },
      { vote: choices[index] },
    );
  }
  return step(caseId, 'tally-screening-votes', 'screening');
};
const compose = async (caseId: string): Promise<ProcessVariables> => {
  await person(
    caseId,
    town(),
    { formId: 'composition', processId: 'screening' },
    {
      partners: partnersOfCase().map((partnerId) => ({ partnerId })),
      caseManagerId: town().userId,
      deputyId: 'usr-demo-gemeente-2',
    },
  );
  const { invitations } = await step(caseId, 'prepare-invitations', 'screening');
  expect(invitations).toEqual([{ partnerId: care().partnerId }]);
  await person(
    caseId,
    care(),
    {
      formId: 'invitation-answer',
      processId: 'screening',
      variables: { invitation: { partnerId: care().partnerId } },
    },
    { consent: 'accepted' },
  );
  return step(caseId, 'register-composition', 'screening');
};
const composedCase = async (): Promise<string> => {
  const caseId = await world.openCase(care());
  await step(caseId, 'start-screening-round', 'screening');
  await vote(caseId, ['admit', 'admit', 'admit']);
  await compose(caseId);
  return caseId;
};
const asManager = { assigneeId: 'usr-demo-gemeente' };

test('one case from signal to closed, every step delivered twice; the process hears ids, choices and dates only', async () => {
  const told: ProcessVariables[] = [];
  const hear = async (variables: Promise<ProcessVariables>) => {
    told.push(await variables);
    return told.at(-1) as ProcessVariables;
  };
  const caseId = await world.openCase(care());

  await hear(step(caseId, 'determine-terms', 'signal-intake', { terms: 'signal-quality-check' }));
  await hear(person(caseId, care(), { formId: 'signal-quality-check', processId: 'signal-intake' }));

  // Screening: the second round agrees.
  expect(await hear(step(caseId, 'start-screening-round', 'screening'))).toEqual({ round: 1 });
  expect(await phaseOf(caseId)).toBe('screening');
  expect(await hear(vote(caseId, ['admit', 'more-information', 'admit']))).toEqual({
    screeningResult: 'no-agreement',
  });
  const deliberation = { formId: 'screening-deliberation', processId: 'screening' };
  expect(await hear(person(caseId, town(), deliberation, { screeningNext: 'another-round' }))).toEqual({
    screeningNext: 'another-round',
  });
  expect(await hear(step(caseId, 'start-screening-round', 'screening'))).toEqual({ round: 2 });
  expect(await hear(vote(caseId, ['admit', 'admit', 'admit']))).toEqual({ screeningResult: 'admit' });
  expect(await hear(compose(caseId))).toEqual({
    caseManagerId: town().userId,
    partnerIds: partnersOfCase(),
  });

  // Information: care refuses.
  const { requests } = (await hear(step(caseId, 'prepare-information-requests', 'information-exchange'))) as {
    requests: { requestId: string; partnerId: string }[];
  };
  expect(await phaseOf(caseId)).toBe('information-exchange');
  for (const request of requests) {
    const user = [town(), police(), prosecution(), care()].find(
      ({ partnerId }) => partnerId === request.partnerId,
    );
    await hear(
      person(
        caseId,
        user as User,
        { formId: 'information-answer', processId: 'information-exchange', variables: { request } },
        { answer: user === care() ? 'refused' : 'supplied' },
      ),
    );
  }
  expect(await hear(step(caseId, 'collect-information', 'information-exchange'))).toEqual({
    informationOutcome: 'incomplete',
  });

  // Risk: two blind assessments, a consensus that leaves one question.
  const risk = { processId: 'risk-taxation' };
  await step(caseId, 'determine-terms', 'risk-taxation', { terms: 'appoint-assessors' });
  expect(await phaseOf(caseId)).toBe('risk-taxation');
  const assessors = { firstAssessorId: police().userId, secondAssessorId: care().userId };
  expect(
    await hear(person(caseId, town(), { formId: 'appoint-assessors', ...risk, ...asManager }, assessors)),
  ).toEqual(assessors);
  const sectionsFor = async (user: User) =>
    (await world.desk.read(user, caseId)).sections.map(({ title }) => title);
  for (const user of [police(), care()]) {
    await hear(person(caseId, user, { formId: 'risk-assessment', ...risk, assigneeId: user.userId }));
    const seen = (await sectionsFor(town())).filter((title) => title.includes('risk-assessment'));
    expect(seen).toHaveLength(user === police() ? 0 : 2);
  }
  expect((await sectionsFor(care())).filter((title) => title.includes('risk-assessment'))).toHaveLength(1);
  expect(await hear(step(caseId, 'compare-assessments', 'risk-taxation'))).toEqual({
    differencesFound: false,
  });
  const gaps = { retaxate: false, informationGaps: [{ partnerId: police().partnerId }] };
  expect(
    await hear(person(caseId, town(), { formId: 'risk-consensus', ...risk, ...asManager }, gaps)),
  ).toEqual({ retaxate: false });
  expect(await hear(step(caseId, 'register-information-gaps', 'risk-taxation'))).toEqual({
    hasInformationGaps: true,
  });
  const second = (await hear(step(caseId, 'prepare-information-requests', 'information-exchange'))) as {
    requests: { requestId: string; partnerId: string }[];
  };
  expect(second.requests.map(({ partnerId }) => partnerId)).toEqual([police().partnerId]);

  // Plan: one partner objects, it is adopted with the dissent on record.
  const planning = { processId: 'integrated-plan' };
  const goals = [
    {
      title: 'Werk en dagbesteding',
      interventions: [
        { actions: [{ ownerPartnerId: care().partnerId, dueOn: '2026-06-01' }] },
        { actions: [{ ownerPartnerId: police().partnerId, dueOn: '2026-07-01' }] },
      ],
    },
  ];
  const draft = { formId: 'plan', ...planning, ...asManager };
  await hear(person(caseId, town(), draft, { planDecision: 'propose', goals }));
  const { approvers } = (await hear(step(caseId, 'prepare-plan-approvals', 'integrated-plan'))) as {
    approvers: { partnerId: string }[];
  };
  expect(approvers).toHaveLength(4);
  for (const user of [town(), police(), prosecution(), care()]) {
    const approver = { partnerId: user.partnerId };
    const approval = user === prosecution() ? 'object' : 'approve';
    await hear(
      person(caseId, user, { formId: 'plan-approval', ...planning, variables: { approver } }, { approval }),
    );
  }
  expect(await hear(step(caseId, 'tally-plan-approvals', 'integrated-plan'))).toEqual({
    planResult: 'objections',
  });
  await hear(
    person(
      caseId,
      town(),
      { formId: 'plan-objections', ...planning, ...asManager },
      { planNext: 'adopt-with-dissent' },
    ),
  );
  expect((await world.repository.get(caseId)).planVersions[0]?.dissent).toEqual([prosecution().partnerId]);

  // Monitoring: one intervention is done, the review closes.
  const { interventions, reviewAt } = (await hear(step(caseId, 'prepare-interventions', 'monitoring'))) as {
    interventions: { interventionId: string; partnerId: string; dueAt: string }[];
    reviewAt: string;
  };
  expect(await phaseOf(caseId)).toBe('monitoring');
  expect(interventions.map(({ dueAt }) => dueAt)).toEqual([
    '2026-06-01T21:59:59.999Z',
    '2026-07-01T21:59:59.999Z',
  ]);
  expect(new Date(reviewAt).getTime()).toBeGreaterThan(world.clock.now().getTime());
  const [done, left] = interventions;
  const report = { formId: 'intervention-report', processId: 'monitoring' };
  await hear(
    person(
      caseId,
      care(),
      { ...report, variables: { intervention: done as ProcessVariables } },
      { interventionResult: 'done' },
    ),
  );
  const unfinished = await world.userTask(caseId, {
    ...report,
    elementId: 'carry-out-intervention',
    partnerIds: [police().partnerId],
    variables: { intervention: left as ProcessVariables },
  });
  const reviewing = { formId: 'review', processId: 'monitoring', ...asManager };
  const goalId = (await world.repository.get(caseId)).planVersions[0]?.goals[0]?.goalId;
  await hear(person(caseId, town(), reviewing, { monitoringOutcome: 'continue', goals: [{ goalId }] }));
  await hear(step(caseId, 'plan-next-review', 'monitoring'));
  await hear(person(caseId, town(), reviewing, { monitoringOutcome: 'close', goals: [{ goalId }] }));

  // Closure.
  await hear(step(caseId, 'determine-terms', 'closure', { terms: 'final-taxation' }));
  expect(await phaseOf(caseId)).toBe('closure');
  expect((await world.items.get(unfinished.itemId))?.state).toBe('withdrawn');
  await hear(person(caseId, town(), { formId: 'final-taxation', processId: 'closure', ...asManager }));
  await hear(person(caseId, town(), { formId: 'closure', processId: 'closure', ...asManager }));
  await hear(step(caseId, 'shield-case', 'closure'));

  const closed = await world.repository.get(caseId);
  expect(closed).toMatchObject({ phase: 'closed', closure: expect.anything() });
  expect(closed.outbox).toEqual([]);
  expect(world.engine.messages.filter(({ messageId }) => messageId === `${caseId}-shielded`)).toHaveLength(1);
  expect(closed.interventions.map(({ state }) => state)).toEqual(['done', 'ended']);
  expect((await world.items.ofCase(caseId)).filter(({ state }) => state === 'open')).toEqual([]);
  for (const variables of told) {
    for (const text of JSON.stringify(variables).matchAll(/"([^"]*)"/g)) {
      // Names of variables, ids, choices, dates: none of them has a space.
      expect(text[1]).not.toMatch(/\s/);
    }
  }
});

describe('composition', () => {
  test('a case manager who no longer takes part makes the process ask again', async () => {
    const caseId = await world.openCase();
    await step(caseId, 'start-screening-round', 'screening');
    await person(
      caseId,
      town(),
      { formId: 'composition', processId: 'screening' },
      {
        partners: partnersOfCase().map((partnerId) => ({ partnerId })),
        caseManagerId: town().userId,
        deputyId: 'usr-demo-gemeente-2',
      },
    );
    const { handler } = (await import('../../workers/register-composition/index.ts')).worker;
    const outcome = await handler(world.job(caseId, 'register-composition'), {
      ...world.context,
      people: { ...world.context.people, byId: async () => undefined },
    });
    expect(outcome).toMatchObject({ kind: 'error', errorCode: 'composition-invalid' });
    expect((await world.repository.get(caseId)).composition).toBeNull();
  });

  test('without a proposal the process asks again', async () => {
    const caseId = await world.openCase();
    expect(await world.handle(world.job(caseId, 'register-composition'))).toMatchObject({
      kind: 'error',
      errorCode: 'composition-invalid',
    });
  });

  test('what the person can still correct is said at once', async () => {
    const caseId = await world.openCase();
    const { itemId } = await world.userTask(caseId, {
      elementId: 'compose',
      formId: 'composition',
      partnerIds: [town().partnerId],
    });
    const partners = ['gemeente-voorbeeldstad', 'politie-voorbeeldland', 'zorg-voorbeeldland'];
    await expect(
      world.submit(town(), itemId, {
        partners: partners.map((partnerId) => ({ partnerId })),
        caseManagerId: town().userId,
        deputyId: 'usr-demo-gemeente-2',
      }),
    ).rejects.toMatchObject({
      code: 'invalid-form',
      errors: [{ pointer: '/partners', message: expect.stringContaining('OM') }],
    });
    expect((await world.items.get(itemId))?.state).toBe('open');
  });
});

describe('terms', () => {
  test('are set per id, beside those set before, at the end of a working day', async () => {
    const caseId = await world.openCase();
    world.clock.set(new Date('2026-03-02T10:00:00Z'));
    const kept = { closure: { dueAt: '2026-01-01T00:00:00Z', remindAt: '2026-01-01T00:00:00Z' } };
    const { terms } = (await world.step(caseId, 'determine-terms', {
      customHeaders: { terms: 'screening-vote, plan-approval' },
      variables: { terms: kept },
    })) as { terms: Record<string, { dueAt: string }> };
    expect(Object.keys(terms).sort()).toEqual(['closure', 'planApproval', 'screeningVote']);
    expect(terms['screeningVote']?.dueAt).toBe('2026-03-09T22:59:59.999Z');
  });

  test.each([
    ['missing', {}, 'header "terms" is missing'],
    ['unknown', { terms: 'someday' }, 'term "someday" is unknown'],
  ])(
    '%s: an incident that says what to do',
    async (_what, customHeaders: Record<string, string>, message) => {
      const caseId = await world.openCase();
      expect(await world.handle(world.job(caseId, 'determine-terms', { customHeaders }))).toMatchObject({
        kind: 'fail',
        retries: 0,
        errorMessage: expect.stringContaining(message),
      });
    },
  );
});

describe('reminders', () => {
  test('reach the open item of their element once, and among several the one about the same request', async () => {
    const caseId = await composedCase();
    const ask = (requestId: string) =>
      world.userTask(caseId, {
        elementId: 'answer',
        formId: 'information-answer',
        partnerIds: [police().partnerId],
        variables: { request: { requestId, partnerId: police().partnerId } },
      });
    const [one, two] = [await ask('request-1'), await ask('request-2')];
    const job = world.job(caseId, 'send-reminder', {
      customHeaders: { element: 'answer' },
      variables: { request: { requestId: 'request-2', partnerId: police().partnerId } },
    });
    await world.handle(job);
    await world.handle(job);
    expect((await world.inbox.read(police(), one.itemId)).item.reminders).toBe(0);
    expect((await world.inbox.read(police(), two.itemId)).item.reminders).toBe(1);
    const { timeline } = await world.repository.get(caseId);
    expect(timeline.filter(({ kind }) => kind === 'reminder-sent')).toHaveLength(1);
  });

  test('for a step that is already done change nothing', async () => {
    const caseId = await world.openCase();
    await world.step(caseId, 'send-reminder', { customHeaders: { element: 'done-long-ago' } });
    const { timeline } = await world.repository.get(caseId);
    expect(timeline.map(({ kind }) => kind)).toEqual(['case-opened']);
  });
});

test('a case that is not admitted is shielded and gets its own short retention', async () => {
  const caseId = await world.openCase();
  world.clock.set(new Date('2026-03-02T10:00:00Z'));
  await world.step(caseId, 'end-without-case', { processId: 'case-lifecycle' });
  expect(await world.repository.get(caseId)).toMatchObject({
    phase: 'not-admitted',
    shieldedAt: world.clock.now(),
    destroyBefore: new Date('2026-09-02T09:00:00.000Z'),
  });
});

test('an assessor cannot give the assessment of the other, also when the process hands it over wrongly', async () => {
  const caseId = await composedCase();
  await person(
    caseId,
    town(),
    { formId: 'appoint-assessors', ...asManager },
    { firstAssessorId: police().userId, secondAssessorId: care().userId },
  );
  const wrong = await world.userTask(caseId, {
    elementId: 'assess',
    formId: 'risk-assessment',
    assigneeId: prosecution().userId,
  });
  await expect(world.submit(prosecution(), wrong.itemId)).rejects.toMatchObject({ code: 'rule-refused' });
});

test('a step that its case cannot do is an incident that names the case', async () => {
  const caseId = await world.openCase();
  expect(await world.handle(world.job(caseId, 'prepare-interventions'))).toMatchObject({
    kind: 'fail',
    retries: 0,
    errorMessage: expect.stringContaining(caseId),
  });
});

test('a handover that was accepted takes the open steps of the case manager along, and no others', async () => {
  const caseId = await composedCase();
  const draft = await world.userTask(caseId, {
    elementId: 'draft-plan',
    formId: 'plan',
    assigneeId: town().userId,
    owner: 'case-manager',
  });
  const own = await world.userTask(caseId, {
    elementId: 'first-assessment',
    formId: 'risk-assessment',
    assigneeId: town().userId,
  });
  await world.desk.handOver(town(), caseId, {
    requestId: 'request-to-hand-over',
    data: { toUserId: police().userId, reason: 'Langdurig verlof.', briefing: 'Niets bijzonders.' },
  });
  const { handovers } = await world.repository.get(caseId);
  await person(
    caseId,
    police(),
    {
      formId: 'handover-answer',
      assigneeId: police().userId,
      variables: { handoverId: handovers[0]!.handoverId },
    },
    { answer: 'accepted' },
  );
  expect(await step(caseId, 'conclude-handover', 'case-lifecycle')).toEqual({
    caseManagerId: police().userId,
  });
  expect((await world.items.get(draft.itemId))?.assigneeId).toBe(police().userId);
  expect((await world.items.get(own.itemId))?.assigneeId).toBe(town().userId);

  // A process that began before knows the former case manager; the case file knows who leads it now.
  const later = await world.userTask(caseId, {
    elementId: 'review-case',
    formId: 'review',
    assigneeId: town().userId,
    owner: 'case-manager',
  });
  expect(later.assigneeId).toBe(police().userId);
});
