import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Configuration } from '../../src/cases/configuration.ts';
import { admittedCase } from '../support/admitted-case.ts';
import { openCaseWorld, type CaseWorld } from '../support/case-world.ts';

let world: CaseWorld;
beforeAll(async () => {
  world = await openCaseWorld((configuration): Configuration => ({
    ...configuration,
    instruments: configuration.instruments.map((instrument) => ({ ...instrument, certifiedOnly: true })),
    certificates: ['gemeente', 'politie'].map((name) => ({
      userId: `usr-demo-${name}`,
      instrumentId: configuration.activeInstrument.instrumentId,
      // The world begins on 2 March 2026.
      validUntil: name === 'politie' ? '2026-03-02' : '2027-03-02',
      source: 'Test',
    })),
  }));
});
afterAll(() => world.close());

test('without a valid certificate cannot be asked, and cannot submit after it ended', async () => {
  const caseId = await admittedCase(world);
  const manager = world.user('gemeente');
  const appoint = await world.userTask(caseId, {
    elementId: 'appoint-assessors',
    formId: 'appoint-assessors',
    assigneeId: manager.userId,
  });
  const data = await world.answers(manager, appoint.itemId, {
    firstAssessorId: manager.userId,
    secondAssessorId: 'usr-demo-politie',
  });
  await expect(
    world.inbox.submitItem({
      itemId: appoint.itemId,
      user: manager,
      data: { ...data, secondAssessorId: 'usr-demo-om' },
    }),
  ).rejects.toMatchObject({ code: 'invalid-form' });
  await world.inbox.submitItem({ itemId: appoint.itemId, user: manager, data });

  const assess = (name: string) =>
    world.userTask(caseId, {
      elementId: 'risk-assessment',
      formId: 'risk-assessment',
      assigneeId: `usr-demo-${name}`,
    });
  const [mine, theirs] = [await assess('gemeente'), await assess('politie')];
  world.clock.advance(86_400_000);
  await expect(world.submit(world.user('politie'), theirs.itemId)).rejects.toMatchObject({
    code: 'rule-refused',
  });
  await world.submit(manager, mine.itemId);
  const [taxation] = (await world.repository.get(caseId)).riskTaxations;
  expect(taxation?.assessments.map(({ userId }) => userId)).toEqual([manager.userId]);
});
