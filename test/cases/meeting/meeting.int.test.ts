import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { positionBefore } from '../../../src/cases/meeting/agenda.ts';
import { createMinutesPrinter } from '../../../src/cases/meeting/minutes.ts';
import type { User } from '../../../src/cases/people.ts';
import { admittedCase } from '../../support/admitted-case.ts';
import { openCaseWorld, type CaseWorld } from '../../support/case-world.ts';

let world: CaseWorld;
let chair: User;
let lead: User;
let police: User;
let care: User;
/** Takes part in no case of these tests. */
let probation: User;
/** Screens and takes part, but without care. */
let caseIds: string[];
beforeAll(async () => {
  world = await openCaseWorld();
  chair = world.user('voorzitter-2');
  lead = world.user('gemeente');
  police = world.user('politie');
  care = world.user('zorg');
  probation = world.user('reclassering');
  // Two cases with care, and one that is being screened, so without it.
  const withCare = [await admittedCase(world), await admittedCase(world)];
  const screened = await world.openCase(police);
  await world.step(screened, 'start-screening-round');
  caseIds = [...withCare, screened];
});
afterAll(() => world.close());

let lastRequest = 0;
const requestId = () => `request-meeting-${(lastRequest += 1)}`;
const plan = async (): Promise<string> => {
  const { meetingId } = await world.meetingDesk.plan(chair, {
    requestId: requestId(),
    date: '2026-03-12',
    time: '14:00',
    municipalityIds: ['voorbeeldstad'],
  });
  return meetingId;
};
/** A meeting that is going on about these cases. */
const running = async (about: readonly string[]): Promise<string> => {
  const meetingId = await plan();
  for (const caseId of about) await world.meetingDesk.add(chair, meetingId, caseId);
  await world.meetingDesk.start(chair, meetingId);
  return meetingId;
};
const agendaFor = async (user: User, meetingId: string) =>
  (await world.meetingDesk.read(user, meetingId)).agenda.map(({ caseId }) => caseId);
const duiding = (category: string, interpretation = 'Merkduiding: het gaat beter.') => ({
  requestId: requestId(),
  data: { interpretation, category },
});
const besluit = (changes: object = {}) => ({
  requestId: requestId(),
  data: {
    decision: 'Er komt begeleiding.',
    ground: 'Dit past bij het doel van het plan (Wgpart art. 6).',
    action: 'Merkactie: maak een afspraak.',
    ownerPartnerId: 'zorg-voorbeeldland',
    dueOn: '2026-03-27',
    category: 'ordinary',
    ...changes,
  },
});

describe('a meeting', () => {
  test('is planned by who chairs its consultation, once per request', async () => {
    const request = {
      requestId: requestId(),
      date: '2026-03-12',
      time: '14:00',
      municipalityIds: ['voorbeeldstad'],
    };
    const planned = await world.meetingDesk.plan(chair, request);
    expect(await world.meetingDesk.plan(chair, request)).toEqual(planned);
    // Fourteen hours where the people work.
    const { meeting } = await world.meetingDesk.read(chair, planned.meetingId);
    expect(meeting.plannedAt).toBe('2026-03-12T13:00:00.000Z');
    await expect(
      world.meetingDesk.plan(chair, { ...request, requestId: requestId(), date: '2026-02-30' }),
    ).rejects.toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/date' }] });
    for (const user of [lead, world.user('voorzitter'), world.user('fg')]) {
      await expect(
        world.meetingDesk.plan(user, { ...request, requestId: requestId() }),
      ).rejects.toMatchObject({ code: 'not-permitted' });
    }
    const list = async (user: User) =>
      (await world.meetingDesk.list(user, { page: 1, pageSize: 100 })).meetings.map(
        ({ meetingId }) => meetingId,
      );
    expect(await list(police)).toContain(planned.meetingId);
    // Designated for another municipality, or for none.
    for (const name of ['waterwoude', 'voorzitter', 'ontwerper', 'beheerder']) {
      expect([name, await list(world.user(name))]).toEqual([name, []]);
      await expect(world.meetingDesk.read(world.user(name), planned.meetingId)).rejects.toMatchObject({
        code: 'not-found',
      });
    }
  });

  test('proposes cases with overdue steps, with a review by then, and those that somebody wants to discuss', async () => {
    const [overdue, asked, review] = caseIds as [string, string, string];
    const meetingId = await plan();
    await world.userTask(overdue, {
      elementId: 'draft-plan',
      formId: 'plan',
      assigneeId: lead.userId,
    });
    await world.meetingDesk.requestAgenda(care, asked, {
      requestId: requestId(),
      reason: 'Er zijn nieuwe zorgen.',
    });
    const candidates = async () => (await world.meetingDesk.candidates(chair, meetingId)).candidates;
    expect((await candidates()).map(({ caseId }) => caseId).sort()).toEqual([overdue, asked].sort());
    expect((await candidates())[0]).toMatchObject({
      caseId: asked,
      requests: [{ partnerName: 'Zorgorganisatie Voorbeeldland', reason: 'Er zijn nieuwe zorgen.' }],
    });
    expect((await candidates())[1]).toMatchObject({ caseId: overdue, overdueSteps: 0, dueSteps: 1 });

    await world.repository.change(review, (caseFile) => ({
      ...caseFile,
      nextReviewAt: new Date('2026-03-12T09:00:00Z'),
    }));
    world.clock.set(new Date('2026-03-11T10:00:00Z'));
    const later = await candidates();
    expect(later.find(({ caseId }) => caseId === review)).toMatchObject({ reviewDue: true });
    expect(later.find(({ caseId }) => caseId === overdue)).toMatchObject({ overdueSteps: 1, dueSteps: 0 });
    world.clock.set(new Date('2026-03-02T10:00:00Z'));

    // What is on the agenda is proposed no longer.
    await world.meetingDesk.add(chair, meetingId, asked);
    expect((await candidates()).map(({ caseId }) => caseId)).not.toContain(asked);
    for (const user of [lead, care]) {
      await expect(world.meetingDesk.candidates(user, meetingId)).rejects.toMatchObject({
        code: 'not-permitted',
      });
    }
  });

  test('has for everybody only the cases at which they may be present, without a trace of the others', async () => {
    const [first, second, screened] = caseIds as [string, string, string];
    const meetingId = await running([first, screened, second]);
    expect(await agendaFor(chair, meetingId)).toEqual([first, screened, second]);
    expect(await agendaFor(police, meetingId)).toEqual([first, screened, second]);
    expect(await agendaFor(care, meetingId)).toEqual([first, second]);
    expect(await agendaFor(probation, meetingId)).toEqual([]);
    expect(JSON.stringify(await world.meetingDesk.read(care, meetingId))).not.toContain(screened);
    // Also not as what comes next.
    expect((await world.meetingItemDesk.read(care, meetingId, first)).nextCaseId).toBe(second);
    for (const user of [care, probation]) {
      await expect(world.meetingItemDesk.read(user, meetingId, screened)).rejects.toMatchObject({
        code: 'not-found',
      });
      await expect(
        world.meetingItemDesk.interpret(user, meetingId, screened, duiding('ordinary')),
      ).rejects.toMatchObject({ code: 'not-found' });
      await expect(world.meetingItemDesk.minutes(user, meetingId, screened)).rejects.toMatchObject({
        code: 'not-found',
      });
    }
    // Without a valid training there is no meeting at all.
    const untrained: User = { ...care, missing: ['training'] };
    await expect(world.meetingDesk.read(untrained, meetingId)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('has an agenda that the chair orders, and that loses no case that was discussed', async () => {
    const [first, second, third] = caseIds as [string, string, string];
    const meetingId = await plan();
    for (const caseId of [first, second, third, third]) await world.meetingDesk.add(chair, meetingId, caseId);
    await world.meetingDesk.move(chair, meetingId, third, first);
    expect(await agendaFor(chair, meetingId)).toEqual([third, first, second]);
    await world.meetingDesk.move(chair, meetingId, third, second);
    expect(await agendaFor(chair, meetingId)).toEqual([first, third, second]);
    await world.meetingDesk.move(chair, meetingId, first, null);
    expect(await agendaFor(chair, meetingId)).toEqual([third, second, first]);
    await expect(world.meetingDesk.move(police, meetingId, first, null)).rejects.toMatchObject({
      code: 'not-permitted',
    });
    await world.meetingDesk.remove(chair, meetingId, second);
    await world.meetingDesk.remove(chair, meetingId, second);
    expect(await agendaFor(chair, meetingId)).toEqual([third, first]);
    await world.meetingDesk.start(chair, meetingId);
    await world.meetingItemDesk.attendance(chair, meetingId, first, { userId: police.userId, present: true });
    await expect(world.meetingDesk.remove(chair, meetingId, first)).rejects.toMatchObject({
      code: 'rule-refused',
    });
  });
});

describe('a planned meeting that is cancelled', () => {
  test('gives its cases back to other agendas, and tells its consultation without a word about cases', async () => {
    const [asked, other] = caseIds as [string, string];
    const meetingId = await plan();
    const next = await plan();
    await world.meetingDesk.requestAgenda(lead, asked, {
      requestId: requestId(),
      reason: 'Merkvraag: graag bespreken.',
    });
    for (const caseId of [asked, other]) await world.meetingDesk.add(chair, meetingId, caseId);
    for (const user of [lead, police]) {
      await expect(world.meetingDesk.cancel(user, meetingId, 'other-date')).rejects.toMatchObject({
        code: 'not-permitted',
      });
    }
    await world.meetingDesk.cancel(chair, meetingId, 'too-few-people');
    await world.meetingDesk.cancel(chair, meetingId, 'other-date');

    // The first reason stands; nothing is on the agenda for anybody, nor in the case files.
    const read = await world.meetingDesk.read(care, meetingId);
    expect(read.meeting).toMatchObject({ state: 'cancelled', cancelReason: 'too-few-people' });
    expect(read.agenda).toEqual([]);
    for (const caseId of [asked, other]) {
      const { meetings } = await world.repository.get(caseId);
      expect(meetings.filter((one) => one.meetingId === meetingId)).toEqual([]);
    }
    const { candidates } = await world.meetingDesk.candidates(chair, next);
    expect(candidates.find(({ caseId }) => caseId === asked)?.requests).toContainEqual(
      expect.objectContaining({ reason: 'Merkvraag: graag bespreken.' }),
    );

    for (const user of [chair, care, probation]) {
      expect(await world.meetingDesk.notices(user)).toEqual({
        cancelled: [
          {
            meetingId,
            plannedAt: '2026-03-12T13:00:00.000Z',
            municipalityNames: ['Voorbeeldstad'],
            state: 'cancelled',
            cancelReason: 'too-few-people',
          },
        ],
      });
    }
    for (const name of ['waterwoude', 'beheerder']) {
      expect(await world.meetingDesk.notices(world.user(name))).toEqual({ cancelled: [] });
    }
    // On its day it still shows, after it no longer.
    world.clock.set(new Date('2026-03-12T22:00:00Z'));
    expect((await world.meetingDesk.notices(care)).cancelled).toHaveLength(1);
    world.clock.set(new Date('2026-03-12T23:30:00Z'));
    expect((await world.meetingDesk.notices(care)).cancelled).toEqual([]);
    world.clock.set(new Date('2026-03-02T10:00:00Z'));

    for (const change of [
      () => world.meetingDesk.add(chair, meetingId, asked),
      () => world.meetingDesk.start(chair, meetingId),
      () => world.meetingDesk.close(chair, meetingId),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'rule-refused' });
    }
  });

  test('was not started: what goes on is closed', async () => {
    const meetingId = await running([caseIds[0]!]);
    await expect(world.meetingDesk.cancel(chair, meetingId, 'other')).rejects.toMatchObject({
      code: 'rule-refused',
    });
    expect(await agendaFor(chair, meetingId)).toEqual([caseIds[0]]);
    await world.meetingDesk.close(chair, meetingId);
    await expect(world.meetingDesk.cancel(chair, meetingId, 'other')).rejects.toMatchObject({
      code: 'rule-refused',
    });
  });
});

describe('an item that is discussed', () => {
  let meetingId: string;
  let caseId: string;
  let other: string;
  beforeAll(async () => {
    [caseId, other] = caseIds as [string, string];
    meetingId = await running([caseId, other]);
  });
  const item = (user: User) => world.meetingItemDesk.read(user, meetingId, caseId);

  test('has as people who may be present those who have access, and nobody else can be marked', async () => {
    const { people } = await item(chair);
    const userIds = people.map(({ userId }) => userId);
    expect(userIds).toEqual(expect.arrayContaining([chair, lead, police, care].map(({ userId }) => userId)));
    expect(userIds).not.toContain(probation.userId);
    const mark = (by: User, of: User, present = true) =>
      world.meetingItemDesk.attendance(by, meetingId, caseId, { userId: of.userId, present });
    for (const person of [chair, lead, police, care]) await mark(chair, person);
    // The case manager may record as well; other attendees may not.
    await mark(lead, care, false);
    await expect(mark(police, care)).rejects.toMatchObject({ code: 'not-permitted' });
    for (const outsider of [probation, world.user('voorzitter'), world.user('woningcorporatie')]) {
      await expect(mark(chair, outsider)).rejects.toMatchObject({ code: 'rule-refused' });
    }
    const present = (await item(care)).people.filter((person) => person.present);
    expect(present.map(({ name }) => name).sort()).toEqual([chair.name, lead.name, police.name].sort());
  });

  test('shows interpretation by kind of data, to who may read that kind', async () => {
    await world.meetingItemDesk.interpret(
      police,
      meetingId,
      caseId,
      duiding('criminal', 'Merkstraf: nieuw feit.'),
    );
    await world.meetingItemDesk.interpret(chair, meetingId, caseId, duiding('ordinary'));
    const seen = async (user: User) =>
      (await item(user)).interpretations.flatMap(({ lines }) => lines.map(({ value }) => value));
    expect((await seen(lead)).join(' ')).toContain('Merkstraf');
    expect((await seen(care)).join(' ')).not.toContain('Merkstraf');
    // Of criminal data even the existence is hidden.
    expect((await item(care)).interpretations).toHaveLength(1);
    const [own] = (await item(police)).interpretations;
    expect(own).toMatchObject({ canRemove: true });
    await expect(
      world.meetingItemDesk.removeInterpretation(care, meetingId, caseId, own!.recordId),
    ).rejects.toMatchObject({ code: 'not-permitted' });
  });

  test('gets what its form does not accept refused with the field, and nothing twice', async () => {
    await expect(
      world.meetingItemDesk.interpret(chair, meetingId, caseId, duiding('ordinary', 'kort')),
    ).rejects.toMatchObject({ code: 'invalid-form', errors: [{ pointer: '/interpretation' }] });
    const request = duiding('ordinary', 'Merkherhaling: dit staat er één keer.');
    const recorded = await world.meetingItemDesk.interpret(chair, meetingId, caseId, request);
    expect(await world.meetingItemDesk.interpret(chair, meetingId, caseId, request)).toEqual(recorded);
    await world.meetingItemDesk.removeInterpretation(chair, meetingId, caseId, recorded.recordId);
    expect(JSON.stringify(await world.repository.get(caseId))).not.toContain('Merkherhaling');
  });

  test('turns a decision into a step of its owner with the term of the meeting, told by ids only', async () => {
    const request = besluit();
    const { recordId } = await world.meetingItemDesk.decide(chair, meetingId, caseId, request);
    expect(await world.meetingItemDesk.decide(chair, meetingId, caseId, request)).toEqual({ recordId });
    const told = world.engine.messages.filter(({ name }) => name === 'meeting-decision-made');
    expect(told).toEqual([
      expect.objectContaining({
        messageId: recordId,
        variables: { caseId, decisionId: recordId, ownerPartnerId: 'zorg-voorbeeldland' },
      }),
    ]);
    expect(
      await world.step(caseId, 'prepare-meeting-decision', { variables: { decisionId: recordId } }),
    ).toMatchObject({ terms: { meetingDecision: { dueAt: '2026-03-27T22:59:59.999Z' } } });
    const step = await world.userTask(caseId, {
      elementId: 'carry-out-decision',
      formId: 'meeting-action',
      partnerIds: ['zorg-voorbeeldland'],
      variables: { decisionId: recordId },
    });
    const shown = await world.inbox.read(care, step.itemId);
    expect(JSON.stringify(shown.context[0])).toContain('Merkactie');
    await world.submit(care, step.itemId, { actionResult: 'done' });
    expect((await item(chair)).decisions[0]).toMatchObject({ state: 'done', canWithdraw: false });
    await expect(
      world.meetingItemDesk.withdrawDecision(chair, meetingId, caseId, recordId),
    ).rejects.toMatchObject({ code: 'rule-refused' });
  });

  test('gives a decision without a date the usual term', async () => {
    const { dueOn: _none, ...data } = besluit().data;
    const { recordId } = await world.meetingItemDesk.decide(lead, meetingId, caseId, {
      requestId: requestId(),
      data,
    });
    const { terms } = await world.step(caseId, 'prepare-meeting-decision', {
      variables: { decisionId: recordId },
    });
    // Ten working days after Monday 2 March.
    expect(terms).toMatchObject({ meetingDecision: { dueAt: '2026-03-16T22:59:59.999Z' } });
  });

  test('gives no action to a partner that may not read it, and none in the past', async () => {
    await expect(
      world.meetingItemDesk.decide(chair, meetingId, caseId, besluit({ category: 'criminal' })),
    ).rejects.toMatchObject({ code: 'invalid-form', errors: [{ pointer: '/ownerPartnerId' }] });
    await expect(
      world.meetingItemDesk.decide(chair, meetingId, caseId, besluit({ dueOn: '2026-03-01' })),
    ).rejects.toMatchObject({ code: 'invalid-form', errors: [{ pointer: '/dueOn' }] });
    await expect(world.meetingItemDesk.decide(police, meetingId, caseId, besluit())).rejects.toMatchObject({
      code: 'not-permitted',
    });
  });

  test('takes a decision back with its step', async () => {
    const { recordId } = await world.meetingItemDesk.decide(chair, meetingId, caseId, besluit());
    const step = await world.userTask(caseId, {
      elementId: 'carry-out-decision',
      formId: 'meeting-action',
      partnerIds: ['zorg-voorbeeldland'],
      variables: { decisionId: recordId },
    });
    await world.meetingItemDesk.withdrawDecision(chair, meetingId, caseId, recordId);
    await world.meetingItemDesk.withdrawDecision(chair, meetingId, caseId, recordId);
    expect(await world.items.get(step.itemId)).toMatchObject({ state: 'withdrawn' });
    expect(world.engine.messages.filter(({ name }) => name === 'meeting-decision-ended')).toEqual([
      expect.objectContaining({ variables: {} }),
    ]);
  });

  test('is fixed when the meeting closes: minutes are there, and nothing changes any more', async () => {
    await expect(world.meetingItemDesk.minutes(chair, meetingId, caseId)).rejects.toMatchObject({
      code: 'rule-refused',
    });
    await world.meetingDesk.requestAgenda(police, caseId, {
      requestId: requestId(),
      reason: 'Graag bespreken.',
    });
    await world.meetingDesk.close(chair, meetingId);
    await world.meetingDesk.close(chair, meetingId);
    const pdf = Buffer.from(await world.meetingItemDesk.minutes(care, meetingId, caseId));
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const before = await world.repository.get(caseId);
    expect(before.meetings.find((one) => one.meetingId === meetingId)?.copies).toEqual([
      expect.objectContaining({ userId: care.userId }),
    ]);
    // What was asked to be discussed has been; in the case that was not, the request would wait on.
    expect(before.agendaRequests.at(-1)).toMatchObject({ discussedIn: meetingId });

    for (const change of [
      () =>
        world.meetingItemDesk.attendance(chair, meetingId, caseId, { userId: care.userId, present: true }),
      () => world.meetingItemDesk.interpret(chair, meetingId, caseId, duiding('ordinary')),
      () => world.meetingItemDesk.decide(chair, meetingId, caseId, besluit()),
      () => world.meetingDesk.add(chair, meetingId, caseIds[2]!),
      () => world.meetingDesk.remove(chair, meetingId, other),
      () => world.meetingDesk.start(chair, meetingId),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'rule-refused' });
    }
    expect(await world.repository.get(caseId)).toEqual(before);
  });

  test('has minutes with only what their reader may read', async () => {
    const printer = createMinutesPrinter({
      ...world.parts,
      people: world.context.people,
      configuration: world.configuration,
    });
    const caseFile = await world.repository.get(caseId);
    const meeting = {
      meetingId,
      requestId: requestId(),
      municipalityIds: ['voorbeeldstad'],
      plannedAt: new Date('2026-03-12T13:00:00.000Z'),
      plannedBy: chair.userId,
      state: 'closed' as const,
      startedAt: null,
      closedAt: null,
    };
    const minutesFor = async (user: User) =>
      JSON.stringify((await printer.compose(user, caseFile, meeting)).sections);
    for (const user of [lead, police]) expect(await minutesFor(user)).toContain('Merkstraf');
    const forCare = await minutesFor(care);
    expect(forCare).not.toContain('Merkstraf');
    expect(forCare).toContain('Merkduiding');
    expect(forCare).toContain('Merkactie');
    expect(forCare).toContain(lead.name);
    expect(forCare).toContain('Ingetrokken tijdens het overleg');
    // What is left is counted as if it were all.
    const headingsFor = async (user: User) =>
      (await printer.compose(user, caseFile, meeting)).sections
        .map(({ heading }) => heading)
        .filter((heading) => heading.startsWith('Duiding'));
    expect(await headingsFor(care)).toEqual(['Duiding 1']);
    expect(await headingsFor(lead)).toEqual(['Duiding 1', 'Duiding 2']);
  });

  test('is gone for everybody when the case closes, with its open actions', async () => {
    const open = (await world.repository.get(caseId)).meetings.flatMap(({ decisions }) =>
      decisions.filter(({ state }) => state === 'open'),
    );
    expect(open.length).toBeGreaterThan(0);
    await world.step(caseId, 'shield-case');
    for (const user of [chair, lead, police, care]) {
      expect(await agendaFor(user, meetingId)).toEqual([other]);
      await expect(item(user)).rejects.toMatchObject({ code: 'not-found' });
      await expect(world.meetingItemDesk.minutes(user, meetingId, caseId)).rejects.toMatchObject({
        code: 'not-found',
      });
    }
    for (const { recordId } of open) {
      expect(world.engine.messages).toContainEqual(
        expect.objectContaining({ messageId: `meeting-decision-ended-${recordId}` }),
      );
    }
  });
});

test('a new place on an agenda is between its neighbours, however often items move', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 30 }), (moves) => {
      const positions: number[] = [];
      for (const move of moves) {
        const index = move % (positions.length + 1);
        positions.splice(index, 0, positionBefore(positions, index));
        expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        expect(new Set(positions).size).toBe(positions.length);
      }
    }),
  );
});
