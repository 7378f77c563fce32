import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onTrail, Trail } from '../../../src/cases/accountability/trail.ts';
import { personOf } from '../../../src/cases/person/person-record.ts';
import { admittedCase } from '../../support/admitted-case.ts';
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

describe('an emergency access that was not justified', () => {
  let breakGlassId: string;
  let dataBreachId: string;
  const emergency = () =>
    world.repository
      .get(caseId)
      .then(({ breakGlass }) => breakGlass.find((one) => one.breakGlassId === breakGlassId)!);
  const report = (key: string) =>
    world.step(caseId, 'report-break-glass-breach', { key, variables: { breakGlassId } });

  beforeAll(async () => {
    caseId = await admittedCase(world);
    const { reference } = await world.repository.get(caseId);
    const request = { requestId: 'request-break-2', reference, reason: secret };
    const reader = world.user('raad');
    await onTrail(new Trail(), () => world.breakGlass.open(reader, request));
    breakGlassId = (await world.repository.get(caseId)).breakGlass[0]!.breakGlassId;
    expect((await world.desk.read({ ...reader, at: world.clock.now() }, caseId)).case.reference).toBe(
      reference,
    );
  });

  test('is reported as nothing before that judgement', async () => {
    await expect(report('11')).rejects.toThrow(/not justified/);
    expect(personOf(await world.repository.get(caseId)).dataBreaches).toEqual([]);
  });

  test('ends at once, however long it would have run', async () => {
    const reviewer = world.user('fg');
    const item = await world.userTask(caseId, {
      elementId: 'review-break-glass',
      processId: 'break-glass-review',
      formId: 'break-glass-review',
      termId: 'break-glass-review',
      candidateUserIds: [reviewer.userId],
      variables: { breakGlassId },
    });
    world.clock.advance(60_000);
    await world.submit(reviewer, item.itemId, {
      breakGlassReview: 'not-justified',
      rationale: `${secret} Nee.`,
    });
    const judged = await emergency();
    expect(judged.until).toEqual(judged.review!.at);
    const reader = { ...world.user('raad'), at: world.clock.now() };
    await expect(world.desk.read(reader, caseId)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('is reported as a data breach once, however often the step comes; the process is told ids only', async () => {
    await report('12');
    await report('12');
    await report('13');
    const { dataBreaches } = personOf(await world.repository.get(caseId));
    expect(dataBreaches).toHaveLength(1);
    const { review } = await emergency();
    expect(dataBreaches[0]).toMatchObject({ breakGlassId, discoveredAt: review!.at, userId: review!.userId });
    dataBreachId = dataBreaches[0]!.dataBreachId;
    expect(world.engine.messages.filter(({ name }) => name === 'data-breach-reported')).toEqual([
      {
        name: 'data-breach-reported',
        messageId: dataBreachId,
        variables: { caseId, dataBreachId, municipalityPartnerId: 'gemeente-voorbeeldstad' },
      },
    ]);
  });

  test('is described by what is known, as the form asks it, and by nothing that anybody wrote', async () => {
    const { data } = personOf(await world.repository.get(caseId)).dataBreaches[0]!;
    const { forms } = world.parts;
    expect(forms.check(forms.standAlone('data-breach', world.user('gemeente')), { ...data }).data).toEqual(
      data,
    );
    const { reference } = await world.repository.get(caseId);
    const text = JSON.stringify(data);
    expect(text).toContain(reference);
    for (const kept of ['GEHEIM', world.user('raad').name, world.user('fg').name])
      expect(text).not.toContain(kept);
  });

  test('has the terms of the law from its judgement, for the contact point to assess', async () => {
    const { review } = await emergency();
    const { terms } = await world.step(caseId, 'prepare-data-breach', { variables: { dataBreachId } });
    const seventyTwoHours = new Date(review!.at.getTime() + 72 * 3_600_000).toISOString();
    expect(terms).toMatchObject({ breachNotification: { dueAt: seventyTwoHours } });
    const item = await world.userTask(caseId, {
      elementId: 'assess-breach',
      formId: 'breach-assessment',
      partnerIds: ['gemeente-voorbeeldstad'],
      variables: { dataBreachId },
    });
    const { context } = await world.inbox.read(world.user('gemeente'), item.itemId);
    expect(context.find(({ title }) => title === 'Dit datalek')?.lines).toContainEqual(
      expect.objectContaining({ value: expect.stringContaining('met noodtoegang') }),
    );
  });

  test('says in its review who started what, and in the case that it followed', async () => {
    const { items } = await world.inbox.list(world.user('fg'), { list: 'done', page: 1, pageSize: 25 });
    const { context } = await world.inbox.read(world.user('fg'), items[0]!.itemId);
    const lines = context.find(({ title }) => title === 'Deze noodtoegang')!.lines;
    const valueOf = (label: string) => lines.find((line) => line.label === label)?.value;
    expect(valueOf('Oordeel')).toMatch(
      new RegExp(`^niet gerechtvaardigd, ${world.user('fg').name}, 2 maart 2026`),
    );
    expect(valueOf('Wat daarop volgde')).toMatch(/datalek gemeld bij het contactpunt op 2 maart 2026/);
    const told = await world.personDesk.read(world.user('politie'), caseId);
    expect(told.dataBreaches).toMatchObject([
      { dataBreachId, afterEmergencyAccess: true, reportedBy: 'Gemeente Voorbeeldstad' },
    ]);
    const { timeline } = await world.desk.read(world.user('politie'), caseId);
    expect(timeline.map(({ text }) => text)).toContain('Datalek gemeld na het oordeel over noodtoegang');
  });
});
