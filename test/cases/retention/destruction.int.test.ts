import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCaseWorld, type CaseWorld } from '../../support/case-world.ts';

let world: CaseWorld;

beforeAll(async () => {
  world = await openCaseWorld();
});

afterAll(() => world.close());

test('a case is destroyed by two people, from the files of the store too, and partners hear of it', async () => {
  const [gerda, giel] = [world.user('gemeente'), world.user('gemeente-2')];
  const other = await world.openCase();
  const { caseId } = await world.desk.openCase(world.user('zorg'), {
    requestId: 'request-to-be-destroyed',
    data: world.signalData({ facts: 'GEHEIM-KENMERK van deze casus' }),
  });
  const task = async (elementId: string, formId: string, partnerId = 'gemeente-voorbeeldstad') =>
    world.userTask(caseId, { elementId, formId, processId: 'retention', partnerIds: [partnerId] });

  const carla = world.user('voorzitter-2');
  const { meetingId } = await world.meetingDesk.plan(carla, {
    requestId: 'request-meeting-0001',
    date: '2026-03-12',
    time: '14:00',
    municipalityIds: ['voorbeeldstad'],
  });
  await world.meetingDesk.requestAgenda(gerda, caseId, {
    requestId: 'request-agenda-0001',
    reason: 'GEHEIM-KENMERK graag bespreken',
  });
  await world.meetingDesk.add(carla, meetingId, caseId);
  await world.meetingDesk.start(carla, meetingId);
  const { recordId } = await world.meetingItemDesk.interpret(carla, meetingId, caseId, {
    requestId: 'request-duiding-0001',
    data: { interpretation: 'GEHEIM-KENMERK EERDERE TEKST van het overleg', category: 'ordinary' },
  });
  await world.meetingItemDesk.correct(carla, meetingId, caseId, 'interpretation', recordId, {
    requestId: 'request-duiding-0002',
    revision: 0,
    data: { interpretation: 'GEHEIM-KENMERK LATERE TEKST van het overleg', category: 'ordinary' },
  });
  await world.meetingDesk.add(carla, meetingId, other);
  await world.meetingItemDesk.attendance(carla, meetingId, caseId, { userId: carla.userId, present: true });
  await world.meetingDesk.close(carla, meetingId);
  await world.meetingItemDesk.minutes(carla, meetingId, caseId);
  const stored = JSON.stringify(await world.repository.get(caseId));
  for (const mark of ['EERDERE TEKST', 'LATERE TEKST', 'copy-']) expect(stored).toContain(mark);

  await world.step(caseId, 'end-without-case');
  expect(world.engine.messages).toContainEqual(
    expect.objectContaining({ name: 'case-shielded', messageId: `${caseId}-shielded` }),
  );

  const review = await task('retention-review', 'retention-review');
  const { context } = await world.inbox.read(gerda, review.itemId);
  expect(context.map(({ title }) => title)).toEqual(['Deze afgeschermde casus']);
  expect(JSON.stringify(context)).not.toContain('GEHEIM');
  await world.submit(gerda, review.itemId, { retentionDecision: 'destroy' });
  const approval = await task('approve-destruction', 'destruction-approval');
  await expect(
    world.submit(gerda, approval.itemId, { destructionApproval: 'approve' }),
  ).rejects.toMatchObject({ code: 'rule-refused' });
  await world.submit(giel, approval.itemId, { destructionApproval: 'approve' });
  const before = world.filesHold('GEHEIM-KENMERK');
  expect(before).toBe(!process.env['MONGODB_URI']);

  const destroy = world.job(caseId, 'destroy-case', { processId: 'retention' });
  const first = await world.handle(destroy);
  expect(first).toMatchObject({ kind: 'complete', variables: { recipients: expect.any(Array) } });
  // The engine hands the same job over again.
  expect(await world.handle(destroy)).toEqual(first);

  for (const mark of ['GEHEIM-KENMERK', 'EERDERE TEKST', 'LATERE TEKST']) {
    expect([mark, world.filesHold(mark)]).toEqual([mark, false]);
  }
  // Of the meeting is left when it was; of the case not even that there was one.
  const { agenda, meeting } = await world.meetingDesk.read(carla, meetingId);
  expect(agenda.map((item) => item.caseId)).toEqual([other]);
  expect(meeting).toEqual({
    meetingId,
    plannedAt: '2026-03-12T13:00:00.000Z',
    municipalityNames: ['Voorbeeldstad'],
    state: 'closed',
    cancelReason: null,
  });
  const kept = JSON.stringify(await world.repository.get(caseId));
  for (const gone of [meetingId, recordId, carla.userId]) expect(kept).not.toContain(gone);
  expect(await world.items.ofCase(caseId)).toEqual([]);
  await expect(world.desk.read(gerda, caseId)).rejects.toMatchObject({ code: 'not-found' });
  expect(
    (await world.desk.list(gerda, { page: 1, pageSize: 25 })).cases.map((found) => found.caseId),
  ).toEqual([other]);

  const notice = await task('confirm-destruction', 'destruction-notice', 'zorg-voorbeeldland');
  await world.submit(world.user('zorg'), notice.itemId, { ownData: 'destroyed' });
  const { destruction, meetings, agendaRequests } = await world.repository.get(caseId);
  expect([meetings, agendaRequests]).toEqual([[], []]);
  expect(
    destruction?.recipients.find(({ partnerId }) => partnerId === 'zorg-voorbeeldland')?.answer,
  ).toMatchObject({
    choice: 'destroyed',
  });
  // Kept of the case: a late repeat of its first request finds that it was recorded, and records nothing.
  await expect(
    world.desk.openCase(world.user('zorg'), {
      requestId: 'request-to-be-destroyed',
      data: world.signalData({ facts: 'GEHEIM-KENMERK van deze casus' }),
    }),
  ).rejects.toMatchObject({ code: 'request-id-reused' });

  const { certificates, total } = await world.certificates.list(world.user('fg'), { page: 1, pageSize: 25 });
  expect(total).toBe(1);
  expect(certificates).toEqual([
    expect.objectContaining({
      endedAs: 'not-admitted',
      decidedByName: 'Gerda Gemeente',
      approvedByName: 'Giel Gemeente',
      recipients: expect.arrayContaining([
        { partnerName: 'Zorgorganisatie Voorbeeldland', choice: 'destroyed', at: expect.any(String) },
        { partnerName: 'Politie, eenheid Voorbeeldland', choice: null, at: null },
      ]),
    }),
  ]);
  const elsewhere = { ...world.user('fg'), municipalityIds: ['waterwoude'] };
  expect((await world.certificates.list(elsewhere, { page: 1, pageSize: 25 })).total).toBe(0);
});
