import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openCaseWorld, type CaseWorld } from '../support/case-world.ts';
import { crashAfter } from '../support/crash.ts';

let world: CaseWorld;
beforeAll(async () => {
  world = await openCaseWorld();
});
afterAll(() => world.close());

/** The same world in a process that dies after this many calls of store and engine. */
const doomed = (allowed: number) => {
  const point = crashAfter(allowed);
  const { repository, items, engine } = world;
  return {
    point,
    world: world.restarted({
      repository: point.watch(repository),
      items: point.watch(items),
      engine: point.watch(engine),
    }),
  };
};

/** Far more than a submission takes; the tests check that it is. */
const MANY = 60;

describe.each(['the reconciler finishes it', 'the person sends it again'])(
  'when the process dies while a vote is submitted, %s',
  (way) => {
    test('at whatever moment, and nothing is lost or doubled', async () => {
      const police = world.user('politie');
      let allowed = 0;
      for (; allowed < MANY; allowed += 1) {
        const caseId = await world.openCase();
        await world.step(caseId, 'start-screening-round');
        const { itemId, jobKey } = await world.userTask(caseId, {
          elementId: 'vote-police',
          formId: 'screening-vote',
          partnerIds: [police.partnerId],
        });
        const data = await world.answers(police, itemId, { vote: 'admit' });
        const request = { itemId, user: police, data };
        const { world: dying } = doomed(allowed);
        const survived = await dying.inbox.submitItem(request).then(
          () => true,
          () => false,
        );

        const recorded = (await world.repository.get(caseId)).submissions.length === 1;
        world.clock.advance(60_000);
        if (way === 'the person sends it again' || !recorded) await world.inbox.submitItem(request);
        else await world.outbox.reconcile();

        const caseFile = await world.repository.get(caseId);
        expect(caseFile.submissions).toHaveLength(1);
        expect(caseFile.screeningRounds[0]?.votes).toHaveLength(1);
        expect(caseFile.outbox).toEqual([]);
        expect(caseFile.pendingSince).toBeNull();
        expect(world.engine.completed.filter((completed) => completed.jobKey === jobKey)).toHaveLength(1);
        expect((await world.items.get(itemId))?.state).toBe('completed');
        if (survived) break;
      }
      expect([allowed > 5, allowed < MANY]).toEqual([true, true]);
    });
  },
);

test('when the process dies while a case is opened, a repeat opens exactly one and starts it once', async () => {
  const user = world.user('zorg');
  let allowed = 0;
  for (; allowed < MANY; allowed += 1) {
    const request = { requestId: `request-crash-${allowed}`, data: world.signalData() };
    const { world: dying } = doomed(allowed);
    const survived = await dying.desk.openCase(user, request).then(
      () => true,
      () => false,
    );
    const { caseId } = await world.desk.openCase(user, request);
    expect((await world.desk.openCase(user, request)).caseId).toBe(caseId);
    expect(world.engine.messages.filter(({ messageId }) => messageId === caseId)).toHaveLength(1);
    expect((await world.repository.get(caseId)).outbox).toEqual([]);
    if (survived) break;
  }
  expect([allowed > 2, allowed < MANY]).toEqual([true, true]);
});

test('a case whose opening died after it was stored is started by the reconciler', async () => {
  const engineDown = world.restarted({});
  world.engine.refuseWith('unavailable');
  const { caseId } = await engineDown.desk.openCase(world.user('zorg'), {
    requestId: 'request-engine-down',
    data: world.signalData(),
  });
  world.engine.refuseWith(undefined);
  world.clock.advance(60_000);
  await world.outbox.reconcile();
  expect(world.engine.messages.filter(({ messageId }) => messageId === caseId)).toEqual([
    expect.objectContaining({ name: 'case-opened' }),
  ]);
});

test('the reconciler leaves alone what someone may be delivering this moment', async () => {
  world.engine.refuseWith('unavailable');
  const caseId = await world.openCase();
  world.engine.refuseWith(undefined);
  expect(await world.outbox.reconcile()).toBe(0);
  expect((await world.repository.get(caseId)).outbox).toHaveLength(1);
  world.clock.advance(60_000);
  expect(await world.outbox.reconcile()).toBe(1);
});

test('a started reconciler delivers and can be closed', async () => {
  world.engine.refuseWith('unavailable');
  const caseId = await world.openCase();
  world.engine.refuseWith(undefined);
  world.clock.advance(60_000);
  await world.outbox.start().close();
  expect((await world.repository.get(caseId)).outbox).toEqual([]);
});

test('what is logged about a postponed answer has ids and codes and no content', () => {
  expect(world.log.length).toBeGreaterThan(0);
  for (const line of world.log) expect(line).not.toMatch(/fictief|Feiten|subject/);
});
