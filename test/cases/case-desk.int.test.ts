import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openCaseWorld, type CaseWorld } from '../support/case-world.ts';

let world: CaseWorld;
beforeAll(async () => {
  world = await openCaseWorld();
});
afterAll(() => world.close());

const care = () => world.user('zorg');
const police = () => world.user('politie');
const outsider = () => world.user('waterwoude');

describe('opening a case', () => {
  test('starts its process with ids only and gives it a reference without personal data', async () => {
    const data = world.signalData({ subject: { name: 'Jan Jansen' } });
    const opened = await world.desk.openCase(care(), { requestId: 'request-open-1', data });
    expect(opened.reference).toMatch(/^C-2026-\d{4}$/);
    expect(opened.caseId).toMatch(/^case-[A-Za-z0-9_-]{22}$/);
    expect(world.engine.messages.at(-1)).toEqual({
      name: 'case-opened',
      messageId: opened.caseId,
      variables: {
        caseId: opened.caseId,
        municipalityPartnerId: 'gemeente-voorbeeldstad',
        policePartnerId: 'politie-voorbeeldland',
        prosecutionPartnerId: 'om-voorbeeldland',
        signalPartnerId: 'zorg-voorbeeldland',
      },
    });
  });

  test('twice with one request id opens one case; with other data it is refused', async () => {
    const request = { requestId: 'request-open-2', data: world.signalData() };
    const [one, two] = await Promise.all([
      world.desk.openCase(care(), request),
      world.desk.openCase(care(), request),
    ]);
    expect(one).toEqual(two);
    const other = { ...request, data: world.signalData({ facts: 'Heel andere feiten dan eerst.' }) };
    await expect(world.desk.openCase(care(), other)).rejects.toMatchObject({ code: 'request-id-reused' });
    await expect(world.desk.openCase(police(), request)).rejects.toMatchObject({ code: 'request-id-reused' });
  });

  test('at the same moment gives every case its own reference', async () => {
    const opened = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        world.desk.openCase(care(), { requestId: `request-many-${index}`, data: world.signalData() }),
      ),
    );
    expect(new Set(opened.map(({ reference }) => reference)).size).toBe(8);
  });

  test('needs a complete form and the right role', async () => {
    await expect(
      world.desk.openCase(care(), { requestId: 'request-open-3', data: {} }),
    ).rejects.toMatchObject({ code: 'invalid-form' });
    await expect(
      world.desk.openCase(world.user('manager'), { requestId: 'request-open-3', data: world.signalData() }),
    ).rejects.toMatchObject({ code: 'not-permitted' });
    expect(() => world.desk.signalForm(world.user('manager'))).toThrow(
      expect.objectContaining({ code: 'not-permitted' }),
    );
    expect(world.desk.signalForm(care()).schema['properties']).toHaveProperty('municipalityId.oneOf');
  });
});

describe('looking at cases', () => {
  test('the list holds the cases of my organisation, newest first, with open and overdue steps', async () => {
    world.clock.advance(1000);
    const older = await world.openCase();
    world.clock.advance(1000);
    const newer = await world.openCase();
    await world.userTask(newer, {
      elementId: 'check',
      formId: 'signal-quality-check',
      partnerIds: ['gemeente-voorbeeldstad'],
    });
    const { cases, total } = await world.desk.list(police(), { page: 1, pageSize: 2 });
    expect(cases.map(({ caseId }) => caseId)).toEqual([newer, older]);
    expect(cases[0]).toMatchObject({ phase: 'signal-intake', openSteps: 1, overdueSteps: 0 });
    expect(total).toBeGreaterThan(2);
    expect(await world.desk.list(outsider(), { page: 1, pageSize: 5 })).toMatchObject({
      cases: [],
      total: 0,
    });
    expect((await world.desk.list(world.user('manager'), { page: 1, pageSize: 5 })).total).toBe(0);
  });

  test('who takes part sees content and course; who only recorded the signal sees that signal', async () => {
    const caseId = await world.openCase();
    const forPolice = await world.desk.read(police(), caseId);
    expect(forPolice.sections.map(({ title }) => title)).toEqual([
      'Signaal van Zorgorganisatie Voorbeeldland',
    ]);
    expect(forPolice.timeline.map(({ text }) => text)).toEqual(['Casus geopend na een signaal']);
    const forCare = await world.desk.read(care(), caseId);
    expect([forCare.sections.length, forCare.timeline, forCare.progress]).toEqual([1, [], []]);
    await expect(world.desk.read(outsider(), caseId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(world.desk.read(police(), 'case-unknown-0000')).rejects.toMatchObject({ code: 'not-found' });
    await expect(world.desk.diagramsOf(care(), caseId)).rejects.toMatchObject({ code: 'not-permitted' });
  });

  test('who is at turn finds the step: their own, or one that nobody of theirs took', async () => {
    const caseId = await world.openCase();
    const step = (elementId: string, partnerIds: string[]) =>
      world.userTask(caseId, { elementId, formId: 'signal-quality-check', partnerIds });
    const free = await step('check', ['politie-voorbeeldland']);
    const taken = await step('check-too', ['politie-voorbeeldland']);
    await step('check-elsewhere', ['gemeente-voorbeeldstad']);
    await world.inbox.claim(world.user('politie-2'), taken.itemId);
    const itemsFor = async (name: string) =>
      (await world.desk.read(world.user(name), caseId)).ownItems.map(({ itemId }) => itemId);
    expect(await itemsFor('politie')).toEqual([free.itemId]);
    expect(await itemsFor('politie-2')).toEqual([free.itemId, taken.itemId]);
    expect(await itemsFor('om')).toEqual([]);
    expect(await itemsFor('zorg')).toEqual([]);
  });

  test('a closed case shows that it exists and nothing else', async () => {
    const caseId = await world.openCase();
    const open = await world.userTask(caseId, {
      elementId: 'check',
      formId: 'signal-quality-check',
      partnerIds: ['politie-voorbeeldland'],
    });
    await world.step(caseId, 'shield-case', { processId: 'closure' });
    const detail = await world.desk.read(police(), caseId);
    expect(detail).toMatchObject({
      case: { phase: 'closed', openSteps: 0 },
      sections: [],
      ownItems: [],
      timeline: [],
      progress: [],
      canAddSignal: false,
      canRequestReview: false,
      canHandOver: false,
      canRequestAgenda: false,
    });
    expect((await world.items.get(open.itemId))?.state).toBe('withdrawn');
    expect((await world.inbox.read(police(), open.itemId)).context).toEqual([]);
    const { destroyBefore } = await world.repository.get(caseId);
    expect(destroyBefore?.getUTCFullYear()).toBe(2031);
    await expect(
      world.desk.addSignal(police(), caseId, { requestId: 'request-late', data: world.signalData() }),
    ).rejects.toMatchObject({ code: 'not-permitted' });
  });
});

describe('a further signal', () => {
  test('is brought to the process once, and a repeat gives the same answer', async () => {
    const caseId = await world.openCase();
    const request = { requestId: 'request-added-1', data: world.signalData() };
    const first = await world.desk.addSignal(police(), caseId, request);
    expect(await world.desk.addSignal(police(), caseId, request)).toEqual(first);
    expect(world.engine.messages.filter(({ messageId }) => messageId === first.signalId)).toEqual([
      { name: 'case-signal-added', messageId: first.signalId, variables: { signalId: first.signalId } },
    ]);
    expect((await world.repository.get(caseId)).signals).toHaveLength(2);

    const elsewhere = await world.openCase();
    await expect(world.desk.addSignal(police(), elsewhere, request)).rejects.toMatchObject({
      code: 'request-id-reused',
    });
  });

  test('is judged, and may ask for a review at once', async () => {
    const caseId = await world.openCase();
    await world.step(caseId, 'determine-terms', {
      processId: 'monitoring',
      customHeaders: { terms: 'review-case' },
    });
    const { signalId } = await world.desk.addSignal(police(), caseId, {
      requestId: 'request-added-2',
      data: world.signalData(),
    });
    const item = await world.userTask(caseId, {
      elementId: 'assess-added-signal',
      formId: 'added-signal',
      partnerIds: ['gemeente-voorbeeldstad'],
      variables: { signalId },
    });
    await world.submit(world.user('gemeente'), item.itemId, { followUp: 'review-now' });
    expect(world.engine.messages.at(-1)).toMatchObject({ name: 'review-requested' });
    const { signals } = await world.repository.get(caseId);
    expect(signals.map(({ assessedIn }) => assessedIn)).toEqual([null, item.jobKey]);
  });
});

describe('asking for a review', () => {
  test('is possible while the plan runs and no review is being done', async () => {
    const caseId = await world.openCase();
    const ask = () => world.desk.requestReview(police(), caseId, { reason: 'Er is nieuws' });
    await expect(ask()).rejects.toMatchObject({ code: 'not-permitted' });
    await world.step(caseId, 'determine-terms', {
      processId: 'monitoring',
      customHeaders: { terms: 'review-case' },
    });
    await ask();
    expect(world.engine.messages.at(-1)).toMatchObject({ name: 'review-requested', variables: {} });
    const { sections } = await world.desk.read(police(), caseId);
    expect(sections.at(-1)?.lines).toEqual([{ label: 'Waarom dit niet kan wachten', value: 'Er is nieuws' }]);

    await world.userTask(caseId, {
      elementId: 'review-case',
      formId: 'review',
      processId: 'monitoring',
      partnerIds: ['gemeente-voorbeeldstad'],
    });
    await expect(ask()).rejects.toMatchObject({ code: 'rule-refused' });
    await expect(
      world.desk.requestReview(outsider(), caseId, { reason: 'Er is nieuws' }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  test('asked again before the engine took it counts once', async () => {
    const caseId = await world.openCase();
    await world.step(caseId, 'determine-terms', {
      processId: 'monitoring',
      customHeaders: { terms: 'review-case' },
    });
    world.engine.refuseWith('unavailable');
    await world.desk.requestReview(police(), caseId, { reason: 'Er is nieuws' });
    await world.desk.requestReview(police(), caseId, { reason: 'Er is nieuws' });
    world.engine.refuseWith(undefined);
    expect((await world.repository.get(caseId)).reviewRequests).toHaveLength(1);
  });
});

test('a case of the first minutes of a year, where the municipality is, has the new year in its reference', async () => {
  world.clock.set(new Date('2026-12-31T23:30:00Z'));
  const request = { requestId: 'request-new-year', data: world.signalData() };
  expect((await world.desk.openCase(care(), request)).reference).toMatch(/^C-2027-\d{4}$/);
});
