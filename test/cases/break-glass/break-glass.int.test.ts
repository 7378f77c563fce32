import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { onTrail, Trail } from '../../../src/cases/accountability/trail.ts';
import { openCaseWorld, type CaseWorld } from '../../support/case-world.ts';

let world: CaseWorld;
let caseId: string;
const secret = 'GEHEIM-KENMERK: er is nu gevaar.';

beforeAll(async () => {
  world = await openCaseWorld();
  caseId = await world.openCase();
});
afterAll(() => world.close());

test('an emergency access is judged by the lawfulness reviewer, and the case manager hears that it happened', async () => {
  const { reference } = await world.repository.get(caseId);
  const reader = world.user('raad');
  const request = { requestId: 'request-break-1', reference, reason: secret };
  await onTrail(new Trail(), () => world.breakGlass.open(reader, request));
  const [opened] = (await world.repository.get(caseId)).breakGlass;
  const breakGlassId = opened!.breakGlassId;
  const message = world.engine.messages.find(({ name }) => name === 'glass-broken');
  expect(message).toEqual({
    name: 'glass-broken',
    messageId: breakGlassId,
    variables: { caseId, breakGlassId, municipalityPartnerId: 'gemeente-voorbeeldstad' },
  });

  const variables = await world.step(caseId, 'prepare-break-glass-review', { variables: { breakGlassId } });
  expect(variables).toEqual({
    reviewerIds: ['usr-demo-fg'],
    terms: { breakGlassReview: { dueAt: expect.any(String), remindAt: expect.any(String) } },
  });
  const reviewer = world.user('fg');
  const job = world.userTaskJob(caseId, {
    elementId: 'review-break-glass',
    processId: 'break-glass-review',
    formId: 'break-glass-review',
    termId: 'break-glass-review',
    variables: { breakGlassId },
  });
  const candidateUsers = JSON.stringify(variables['reviewerIds']);
  await world.handle({
    ...job,
    customHeaders: { ...job.customHeaders, 'io.camunda.zeebe:candidateUsers': candidateUsers },
  });
  const item = (await world.items.get(`itm-${job.key}`))!;
  // The notice itself, in the inbox, says nothing that was written.
  const { items } = await world.inbox.list(reviewer, { list: 'mine', page: 1, pageSize: 25 });
  expect(items.map(({ itemId }) => itemId)).toEqual([item.itemId]);
  expect(JSON.stringify(items)).not.toContain('GEHEIM');
  const { context } = await world.inbox.read(reviewer, item.itemId);
  expect(context[0]?.lines).toEqual(
    expect.arrayContaining([
      { label: 'Wie', value: reader.name },
      { label: 'Reden', value: secret },
    ]),
  );

  const manager = world.user('gemeente');
  await world.repository.change(caseId, (caseFile) => ({
    ...caseFile,
    composition: {
      partners: [{ partnerId: manager.partnerId, reason: 'Nodig' }],
      caseManagerId: manager.userId,
      deputyId: null,
      submissionId: '1',
      registeredAt: world.clock.now(),
    },
  }));
  const told = async () => {
    const { sections, timeline } = await world.desk.read(manager, caseId);
    return { section: sections.find(({ title }) => title.startsWith('Noodtoegang')), timeline };
  };
  const before = await told();
  expect(before.section?.lines).toEqual([
    { label: expect.stringContaining('2026'), value: expect.stringContaining('nog niet beoordeeld') },
  ]);
  expect(before.timeline.map(({ text }) => text)).toContain('Casus geopend met noodtoegang');
  expect(JSON.stringify(before)).not.toContain(reader.name);

  const itself = await world.answers(reviewer, item.itemId, { breakGlassReview: 'justified' });
  await world.inbox.submitItem({ itemId: item.itemId, user: reviewer, data: itself });
  expect((await world.repository.get(caseId)).breakGlass[0]?.review).toMatchObject({
    verdict: 'justified',
    userId: reviewer.userId,
  });
  const after = await told();
  expect(after.section?.lines[0]?.value).toContain('; gerechtvaardigd');
  // What the reviewer wrote may be about a colleague; who works on the case does not read it.
  expect((await world.desk.read(manager, caseId)).sections.map(({ title }) => title)).not.toContainEqual(
    expect.stringContaining('review-break-glass'),
  );
});
