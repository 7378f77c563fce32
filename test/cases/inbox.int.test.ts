import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openCaseWorld, type CaseWorld } from '../support/case-world.ts';

let world: CaseWorld;
let caseId: string;
beforeAll(async () => {
  world = await openCaseWorld();
  caseId = await world.openCase();
});
afterAll(() => world.close());

const municipality = () => world.user('gemeente');
const colleague = () => world.user('gemeente-2');
const police = () => world.user('politie');
const quality = (ofCase = caseId) =>
  world.userTask(ofCase, {
    elementId: 'check',
    formId: 'signal-quality-check',
    partnerIds: ['gemeente-voorbeeldstad'],
  });

describe('claiming', () => {
  test('moves an item from the organisation to one person, and back', async () => {
    const { itemId } = await quality();
    const ids = async (list: 'mine' | 'unassigned') =>
      (await world.inbox.list(municipality(), { list, page: 1, pageSize: 100 })).items.map(
        (item) => item.itemId,
      );
    expect([await ids('mine'), await ids('unassigned')]).toEqual([[], expect.arrayContaining([itemId])]);

    await world.inbox.claim(municipality(), itemId);
    expect(await ids('mine')).toContain(itemId);
    expect(await ids('unassigned')).not.toContain(itemId);
    expect((await world.inbox.claim(municipality(), itemId)).assigneeName).toBe(municipality().name);

    await world.inbox.release(municipality(), itemId);
    expect(await ids('mine')).not.toContain(itemId);
    expect((await world.inbox.release(municipality(), itemId)).assigneeId).toBeNull();
    await world.submit(municipality(), itemId);
  });

  test('is refused when a colleague was first, and exactly one of two wins', async () => {
    const { itemId } = await quality();
    const attempts = await Promise.allSettled([
      world.inbox.claim(municipality(), itemId),
      world.inbox.claim(colleague(), itemId),
    ]);
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(attempts.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'item-taken' },
    });
    const loser = attempts[0]?.status === 'rejected' ? municipality() : colleague();
    await expect(world.submit(loser, itemId)).rejects.toMatchObject({ code: 'item-taken' });
    await world.submit(loser === municipality() ? colleague() : municipality(), itemId);
  });

  test('an item of another organisation does not exist for me', async () => {
    const { itemId } = await quality();
    for (const attempt of [
      world.inbox.read(police(), itemId),
      world.inbox.claim(police(), itemId),
      world.inbox.release(police(), itemId),
      world.inbox.submitItem({ itemId, user: police(), data: {} }),
      world.inbox.read(police(), 'itm-0'),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'not-found' });
    }
    await world.submit(municipality(), itemId);
  });
});

describe('completing', () => {
  test('records the answer, tells the engine choices only, and answers a repeat as the first time', async () => {
    const { itemId, jobKey } = await quality();
    const data = await world.answers(municipality(), itemId, {
      intakeOutcome: 'forward',
      findings: 'Alleen voor het dossier.',
    });
    const first = await world.inbox.submitItem({ itemId, user: municipality(), data });
    expect(first.item).toMatchObject({ state: 'completed', assigneeId: municipality().userId });
    expect(await world.inbox.submitItem({ itemId, user: municipality(), data })).toEqual(first);

    const caseFile = await world.repository.get(caseId);
    expect(caseFile.submissions.filter(({ submissionId }) => submissionId === jobKey)).toHaveLength(1);
    expect(caseFile.outbox).toEqual([]);
    expect(world.engine.completed.filter((completed) => completed.jobKey === jobKey)).toEqual([
      { jobKey, variables: { intakeOutcome: 'forward' } },
    ]);
  });

  test('a repeat with other data or by a colleague is refused', async () => {
    const { itemId } = await quality();
    const data = await world.answers(municipality(), itemId, { intakeOutcome: 'forward' });
    await world.inbox.submitItem({ itemId, user: municipality(), data });
    const other = { ...data, rationale: 'Iets anders dan daarnet.' };
    await expect(world.inbox.submitItem({ itemId, user: municipality(), data: other })).rejects.toMatchObject(
      { code: 'already-submitted' },
    );
    await expect(world.inbox.submitItem({ itemId, user: colleague(), data })).rejects.toMatchObject({
      code: 'already-submitted',
    });
  });

  test('two people at the same moment: one answer counts', async () => {
    const { itemId, jobKey } = await quality();
    const data = await world.answers(municipality(), itemId, { intakeOutcome: 'forward' });
    const attempts = await Promise.allSettled([
      world.inbox.submitItem({ itemId, user: municipality(), data }),
      world.inbox.submitItem({ itemId, user: colleague(), data }),
    ]);
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(world.engine.completed.filter((completed) => completed.jobKey === jobKey)).toHaveLength(1);
  });

  test('the same person pressing twice at the same moment gets one answer twice', async () => {
    const { itemId, jobKey } = await quality();
    const data = await world.answers(municipality(), itemId, { intakeOutcome: 'forward' });
    const submit = () => world.inbox.submitItem({ itemId, user: municipality(), data });
    const [one, two] = await Promise.all([submit(), submit()]);
    expect(one).toEqual(two);
    expect(world.engine.completed.filter((completed) => completed.jobKey === jobKey)).toHaveLength(1);
  });

  test('a form with missing fields changes nothing and names the fields', async () => {
    const { itemId, jobKey } = await quality();
    await expect(
      world.inbox.submitItem({ itemId, user: municipality(), data: { intakeOutcome: 'forward' } }),
    ).rejects.toMatchObject({
      code: 'invalid-form',
      errors: expect.arrayContaining([expect.objectContaining({ pointer: '/rationale' })]),
    });
    const { submissions, outbox } = await world.repository.get(caseId);
    expect(submissions.some(({ submissionId }) => submissionId === jobKey)).toBe(false);
    expect(outbox).toEqual([]);
    expect((await world.items.get(itemId))?.state).toBe('open');
    await world.submit(municipality(), itemId);
  });

  test('a step that the process withdrew: the answer is kept, the item goes with the reason, the person hears it', async () => {
    const { itemId, jobKey } = await quality();
    const data = await world.answers(municipality(), itemId);
    world.engine.withdrawJob(jobKey);
    const submit = () => world.inbox.submitItem({ itemId, user: municipality(), data });
    await expect(submit()).rejects.toMatchObject({ code: 'item-withdrawn' });
    await expect(submit()).rejects.toMatchObject({ code: 'item-withdrawn' });
    const caseFile = await world.repository.get(caseId);
    expect(caseFile.submissions.some(({ submissionId }) => submissionId === jobKey)).toBe(true);
    expect(caseFile.outbox).toEqual([]);
    const done = await world.inbox.list(municipality(), { list: 'done', page: 1, pageSize: 100 });
    expect(done.items.find((item) => item.itemId === itemId)).toMatchObject({
      state: 'withdrawn',
      withdrawnReason: expect.stringContaining('vervallen'),
    });
  });

  test('while the engine is away the answer is kept and delivered later', async () => {
    const { itemId, jobKey } = await quality();
    world.engine.refuseWith('unavailable');
    expect((await world.submit(municipality(), itemId)).item.state).toBe('submitted');
    world.engine.refuseWith(undefined);
    world.clock.advance(60_000);
    expect(await world.outbox.reconcile()).toBe(1);
    expect((await world.items.get(itemId))?.state).toBe('completed');
    expect(world.engine.completed.filter((completed) => completed.jobKey === jobKey)).toHaveLength(1);
    expect(await world.outbox.reconcile()).toBe(0);
  });

  test('an answer of the engine that was lost does not make the step look withdrawn', async () => {
    const { itemId, jobKey } = await quality();
    world.engine.loseNextAnswer();
    expect((await world.submit(municipality(), itemId)).item.state).toBe('submitted');
    world.clock.advance(60_000);
    await world.outbox.reconcile();
    expect((await world.items.get(itemId))?.state).toBe('completed');
    expect(world.engine.completed.filter((completed) => completed.jobKey === jobKey)).toHaveLength(1);
  });
});

describe('what is shown', () => {
  test('terms in working days, overdue only once the term is over', async () => {
    const { itemId } = await quality();
    world.clock.set(new Date('2026-03-10T10:00:00Z'));
    expect((await world.inbox.read(municipality(), itemId)).item).toMatchObject({
      overdue: false,
      workingDaysLeft: 0,
    });
    world.clock.set(new Date('2026-03-12T10:00:00Z'));
    expect((await world.inbox.read(municipality(), itemId)).item).toMatchObject({
      overdue: true,
      workingDaysLeft: -2,
    });
    const { counts } = await world.inbox.list(municipality(), { list: 'mine', page: 1, pageSize: 1 });
    expect(counts.overdue).toBeGreaterThan(0);
    await world.submit(municipality(), itemId);
  });

  test('what comes next, in names of steps and organisations', async () => {
    const ownCase = await world.openCase();
    const { itemId } = await quality(ownCase);
    const next = await quality(ownCase);
    expect((await world.submit(municipality(), itemId)).next).toEqual([
      { stepName: 'Stap check', partnerNames: ['Gemeente Voorbeeldstad'] },
    ]);
    expect((await world.submit(municipality(), next.itemId)).next).toEqual([]);
  });

  test('the context allowed to me: the signal for the municipality, nothing for a partner outside the case', async () => {
    const { itemId } = await world.userTask(caseId, {
      elementId: 'check',
      formId: 'signal-quality-check',
      partnerIds: ['gemeente-voorbeeldstad', 'reclassering-voorbeeldland'],
    });
    const inside = await world.inbox.read(municipality(), itemId);
    expect(inside.context[0]?.title).toContain('Signaal van Zorgorganisatie');
    expect(inside.mayOpenCase).toBe(true);
    const outside = await world.inbox.read(world.user('reclassering'), itemId);
    expect(outside.context).toEqual([]);
    expect([outside.mayOpenCase, outside.canComplete]).toEqual([false, true]);
    await world.submit(municipality(), itemId);
  });
});
