import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CaseFile, CaseSignal } from '../../src/cases/case-file.ts';
import { withAddedSignalConcluded } from '../../src/cases/signals.ts';
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

describe('an added signal', () => {
  const addTo = (caseId: string, name: string) =>
    world.desk.addSignal(world.user(name), caseId, {
      requestId: `request-${name}-${caseId.slice(-12)}`,
      data: world.signalData(),
    });
  const judge = async (caseId: string, signalId: string) => {
    const { itemId } = await world.userTask(caseId, {
      elementId: 'assess-added-signal',
      formId: 'added-signal',
      partnerIds: ['gemeente-voorbeeldstad'],
      termId: 'added-signal',
      variables: { signalId },
    });
    await world.submit(world.user('gemeente'), itemId, { followUp: 'none' });
  };
  const told = async (caseId: string, name: string, partnerId: string, signalId: string) => {
    const { itemId } = await world.userTask(caseId, {
      elementId: 'inform-reporter',
      processId: 'signal-feedback',
      formId: 'signal-feedback',
      partnerIds: [partnerId],
      termId: 'signal-feedback',
      variables: { signalId },
    });
    return JSON.stringify((await world.inbox.read(world.user(name), itemId)).context[0]);
  };

  test('its recorder is told of it once it is judged, each of two at its own time', async () => {
    const caseId = await admittedCase(world);
    const [first, second] = [await addTo(caseId, 'politie'), await addTo(caseId, 'zorg')];
    expect(concluded(caseId)).toHaveLength(1);
    await judge(caseId, second.signalId);
    await judge(caseId, first.signalId);
    const [, ...added] = concluded(caseId);
    expect(added.map(({ messageId, variables }) => [messageId, variables])).toEqual(
      [
        [second.signalId, 'zorg-voorbeeldland'],
        [first.signalId, 'politie-voorbeeldland'],
      ].map(([signalId, signalPartnerId]) => [
        `signal-concluded-${signalId}`,
        { caseId, signalId, signalPartnerId },
      ]),
    );
    expect(await told(caseId, 'politie', 'politie-voorbeeldland', first.signalId)).toContain(
      'beoordeeld (2-3-2026)',
    );
  });

  test('that nobody judged before the case ended is told of, too; one that was judged not again', async () => {
    const caseId = await admittedCase(world);
    const [judged, open] = [await addTo(caseId, 'zorg'), await addTo(caseId, 'politie')];
    await judge(caseId, judged.signalId);
    await world.step(caseId, 'shield-case');
    expect(
      concluded(caseId)
        .slice(1)
        .map(({ variables }) => variables['signalId']),
    ).toEqual([judged.signalId, open.signalId]);
    expect(await told(caseId, 'politie', 'politie-voorbeeldland', open.signalId)).toContain(
      'niet meer beoordeeld',
    );
  });

  test('that was recorded as a case of its own, or elsewhere, is not told of a second time', () => {
    const caseFile = { caseId: 'case-1', outbox: [] } as unknown as CaseFile;
    const signal = { signalId: 'signal-2', partnerId: 'care', assessedIn: null } as unknown as CaseSignal;
    const at = new Date();
    for (const other of [{ linkedFrom: { caseId: 'case-0', recordedAt: at } }, { transferId: 'transfer-1' }])
      expect(withAddedSignalConcluded(caseFile, { ...signal, ...other }, at)).toBe(caseFile);
    expect(withAddedSignalConcluded(caseFile, signal, at).outbox).toMatchObject([
      { name: 'signal-concluded', correlationKey: 'signal-2' },
    ]);
  });
});
