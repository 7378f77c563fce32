import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openCaseWorld, type CaseWorld } from '../../support/case-world.ts';

let world: CaseWorld;
beforeAll(async () => {
  world = await openCaseWorld();
}, 60_000);
afterAll(() => world.close());

/** A case with municipality, police, prosecution and care. */
const admittedCase = async (): Promise<string> => {
  const caseId = await world.openCase();
  const item = await world.userTask(caseId, {
    elementId: 'compose-partners',
    formId: 'composition',
    partnerIds: ['gemeente-voorbeeldstad'],
  });
  await world.submit(world.user('gemeente'), item.itemId, {
    partners: [
      'gemeente-voorbeeldstad',
      'politie-voorbeeldland',
      'om-voorbeeldland',
      'zorg-voorbeeldland',
    ].map((partnerId) => ({ partnerId, reason: 'Heeft een taak in deze casus.' })),
    caseManagerId: 'usr-demo-gemeente',
    deputyId: 'usr-demo-gemeente-2',
  });
  await world.step(caseId, 'register-composition');
  return caseId;
};

describe('informing the person', () => {
  test('starts without waiting for the reconciler, and comes back by date or by a partner', async () => {
    const caseId = await admittedCase();
    expect(world.engine.messages.map(({ name }) => name)).toContain('case-admitted');

    const item = await world.userTask(caseId, {
      elementId: 'inform-or-motivate',
      formId: 'inform-subject',
      partnerIds: ['gemeente-voorbeeldstad'],
      termId: 'inform-subject',
    });
    const completed = await world.submit(world.user('gemeente'), item.itemId, { noticeOutcome: 'exception' });
    expect(completed.item.state).toBe('completed');
    expect(await world.step(caseId, 'plan-notice-recheck')).toEqual({
      noticeRecheckAt: '2026-06-02T21:59:59.999Z',
    });

    const police = world.user('politie');
    expect((await world.personDesk.read(police, caseId)).notice).toMatchObject({
      state: 'exception',
      recheckAt: '2026-06-02T21:59:59.999Z',
      canReportLapse: true,
    });
    await world.personDesk.reportLapse(police, caseId, { reason: 'Het onderzoek is afgerond.' });
    expect(world.engine.messages.map(({ name }) => name)).toContain('notice-exception-lapsed');
    expect((await world.personDesk.read(world.user('gemeente'), caseId)).notice.lapseReports).toHaveLength(1);
  });

  test('who takes no part learns nothing of it', async () => {
    const caseId = await admittedCase();
    await expect(world.personDesk.read(world.user('waterwoude'), caseId)).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(
      world.personDesk.reportLapse(world.user('reclassering'), caseId, { reason: 'Een reden.' }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});
