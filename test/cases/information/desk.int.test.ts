import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCaseWorld, type CaseWorld } from '../../support/case-world.ts';

let world: CaseWorld;
let caseId: string;
let informationId: string;

/** Nobody but the police and the municipality may see what the police supplied. */
const secret = 'ALLEEN-POLITIE-EN-GEMEENTE';

beforeAll(async () => {
  world = await openCaseWorld();
  caseId = await world.openCase();
  const composition = await world.userTask(caseId, {
    elementId: 'compose-partners',
    formId: 'composition',
    partnerIds: ['gemeente-voorbeeldstad'],
  });
  await world.submit(world.user('gemeente'), composition.itemId, {
    partners: [
      'gemeente-voorbeeldstad',
      'politie-voorbeeldland',
      'om-voorbeeldland',
      'zorg-voorbeeldland',
    ].map((partnerId) => ({ partnerId, reason: 'Nodig voor deze casus' })),
    caseManagerId: 'usr-demo-gemeente',
    deputyId: 'usr-demo-gemeente-2',
  });
  const invitation = await world.userTask(caseId, {
    elementId: 'answer-invitation',
    formId: 'invitation-answer',
    partnerIds: ['zorg-voorbeeldland'],
    variables: { invitation: { partnerId: 'zorg-voorbeeldland' } },
  });
  await world.submit(world.user('zorg'), invitation.itemId, { consent: 'accepted' });
  await world.step(caseId, 'register-composition');
  const { requests } = await world.step(caseId, 'prepare-information-requests');
  const request = (requests as readonly { requestId: string; partnerId: string }[]).find(
    ({ partnerId }) => partnerId === 'politie-voorbeeldland',
  );
  const item = await world.userTask(caseId, {
    elementId: 'answer-information-request',
    formId: 'information-answer',
    partnerIds: ['politie-voorbeeldland'],
    variables: { request: request! },
  });
  await world.submit(world.user('politie'), item.itemId, {
    answer: 'supplied',
    items: [{ information: secret, hiddenFrom: ['om-voorbeeldland', 'zorg-voorbeeldland'] }],
  });
  informationId = (await world.repository.get(caseId)).informationItems[0]!.informationId;
});

afterAll(() => world.close());

const everythingFor = async (name: string): Promise<string> =>
  JSON.stringify([
    await world.desk.read(world.user(name), caseId),
    await world.information.register(world.user(name), caseId),
  ]);

test('an excluded partner finds no trace of an item, in the case file or the registers', async () => {
  expect(await everythingFor('gemeente')).toContain(secret);
  for (const name of ['om', 'zorg']) {
    expect(await everythingFor(name)).not.toContain(secret);
    const { items, receipts } = await world.information.register(world.user(name), caseId);
    expect(items).toEqual([]);
    expect(receipts.filter(({ kind }) => kind === 'information')).toEqual([]);
  }
  await expect(world.information.register(world.user('raad'), caseId)).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('the supplier corrects it once, and its recipients get a step that tells them', async () => {
  const police = world.user('politie');
  const form = await world.information.correctionForm(police, caseId, informationId);
  expect(form.initialData).toMatchObject({ information: secret });
  const request = {
    requestId: 'correct-it-once',
    data: {
      ...form.initialData,
      correction: 'corrected',
      reason: 'Het was een ander.',
      information: 'Juist',
    },
  };
  await world.information.correct(police, caseId, informationId, request);
  await world.information.correct(police, caseId, informationId, request);
  const { corrections } = await world.repository.get(caseId);
  expect(corrections).toHaveLength(1);
  expect(world.engine.messages.filter(({ name }) => name === 'information-corrected')).toHaveLength(1);

  const { correctionId } = corrections[0]!;
  expect(await world.step(caseId, 'prepare-correction-notices', { variables: { correctionId } })).toEqual({
    notices: [{ partnerId: 'gemeente-voorbeeldstad' }],
  });
  const notice = await world.userTask(caseId, {
    elementId: 'take-note-of-correction',
    formId: 'correction-notice',
    partnerIds: ['gemeente-voorbeeldstad'],
    variables: { correctionId },
  });
  const { context } = await world.inbox.read(world.user('gemeente'), notice.itemId);
  expect(context[0]?.title).toBe('Deze correctie');
  expect(context[0]?.lines.map(({ value }) => value)).toEqual(
    expect.arrayContaining(['Het was een ander.', 'Juist']),
  );
  expect(await everythingFor('gemeente')).not.toContain(secret);
});

test('nobody else corrects it, and who may not see it cannot tell that it exists', async () => {
  const request = { requestId: 'not-your-own', data: { correction: 'withdrawn', reason: 'Omdat het kan.' } };
  const asked = (name: string) => world.information.correct(world.user(name), caseId, informationId, request);
  await expect(asked('gemeente')).rejects.toMatchObject({ code: 'not-permitted' });
  await expect(asked('zorg')).rejects.toMatchObject({ code: 'not-found' });
});
