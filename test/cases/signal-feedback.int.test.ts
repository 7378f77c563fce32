import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { admittedCase } from '../support/admitted-case.ts';
import { openCaseWorld, type CaseWorld } from '../support/case-world.ts';

let world: CaseWorld;
beforeAll(async () => {
  world = await openCaseWorld();
});
afterAll(() => world.close());

const feedbackOn = (caseId: string) =>
  world.userTask(caseId, {
    elementId: 'inform-reporter',
    processId: 'signal-feedback',
    formId: 'signal-feedback',
    partnerIds: ['zorg-voorbeeldland'],
    termId: 'signal-feedback',
  });
const concluded = (caseId: string) =>
  world.engine.messages.filter(
    ({ name, variables }) => name === 'signal-concluded' && variables['caseId'] === caseId,
  );

test('a rejected signal: its recorder is told of it, and whoever reported it in fixed texts only', async () => {
  const caseId = await world.openCase();
  await world.step(caseId, 'end-without-case');
  expect(concluded(caseId)).toMatchObject([{ variables: { caseId, signalPartnerId: 'zorg-voorbeeldland' } }]);
  const { itemId } = await feedbackOn(caseId);
  const user = world.user('zorg');
  const { context } = await world.inbox.read(user, itemId);
  expect(context.map(({ title }) => title)).toEqual(['Wat er met uw signaal is gebeurd']);
  expect(JSON.stringify(context)).toContain('Het signaal is niet als casus opgenomen (2-3-2026).');

  const given = { feedback: 'given', toldOn: '2026-03-02', channel: 'phone' };
  const written = { ...given, told: ['Hij wordt in het overleg besproken.'] };
  await expect(world.inbox.submitItem({ itemId, user, data: written })).rejects.toMatchObject({
    code: 'invalid-form',
  });
  await world.inbox.submitItem({ itemId, user, data: { ...given, told: ['received', 'no-details'] } });
  const [submission] = (await world.repository.get(caseId)).submissions;
  expect([submission?.formId, submission?.variables]).toEqual(['signal-feedback', {}]);
});

test('an admitted signal: its recorder is told of it, and stays so when the case closes', async () => {
  const caseId = await admittedCase(world);
  expect(concluded(caseId)).toHaveLength(1);
  const { itemId } = await feedbackOn(caseId);
  const { context } = await world.inbox.read(world.user('zorg'), itemId);
  expect(JSON.stringify(context)).toContain('Het signaal is als casus opgenomen');
  await world.step(caseId, 'shield-case');
  expect((await world.items.get(itemId))?.state).toBe('open');
});
