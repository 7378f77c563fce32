import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { User } from '../../../src/cases/people.ts';
import { admittedCase } from '../../support/admitted-case.ts';
import { openCaseWorld, type CaseWorld } from '../../support/case-world.ts';

let world: CaseWorld;
let chair: User;
let lead: User;
let police: User;
let care: User;
let caseId: string;
let meetingId: string;
beforeAll(async () => {
  world = await openCaseWorld();
  chair = world.user('voorzitter-2');
  lead = world.user('gemeente');
  police = world.user('politie');
  care = world.user('zorg');
  caseId = await admittedCase(world);
});
afterAll(() => world.close());

let lastRequest = 0;
const requestId = () => `request-correct-${(lastRequest += 1)}`;
beforeEach(async () => {
  ({ meetingId } = await world.meetingDesk.plan(chair, {
    requestId: requestId(),
    date: '2026-03-12',
    time: '14:00',
    municipalityIds: ['voorbeeldstad'],
  }));
  await world.meetingDesk.add(chair, meetingId, caseId);
  await world.meetingDesk.start(chair, meetingId);
});

const duiding = (interpretation: string, category = 'ordinary') => ({ interpretation, category });
const besluit = (changes: object = {}) => ({
  decision: 'Er komt begeleiding.',
  ground: 'Dit past bij het doel van het plan (Wgpart art. 6).',
  action: 'Maak een afspraak.',
  ownerPartnerId: 'zorg-voorbeeldland',
  dueOn: '2026-03-27',
  category: 'ordinary',
  ...changes,
});
type Data = Readonly<Record<string, unknown>>;
const interpret = async (user: User, data: Data) =>
  (await world.meetingItemDesk.interpret(user, meetingId, caseId, { requestId: requestId(), data })).recordId;
const decide = async (data: Data) =>
  (await world.meetingItemDesk.decide(chair, meetingId, caseId, { requestId: requestId(), data })).recordId;
const correct = (
  user: User,
  kind: 'interpretation' | 'decision',
  recordId: string,
  revision: number,
  data: Data,
  request = requestId(),
) =>
  world.meetingItemDesk.correct(user, meetingId, caseId, kind, recordId, {
    requestId: request,
    revision,
    data,
  });
const item = (user: User) => world.meetingItemDesk.read(user, meetingId, caseId);
const textOf = (lines: readonly { readonly value: string }[]) => lines.map(({ value }) => value).join(' ');
const stored = async () =>
  (await world.repository.get(caseId)).meetings.find((one) => one.meetingId === meetingId)!;

describe('an interpretation', () => {
  test('is corrected by its author and by who records, and what it said before stays with it', async () => {
    const recordId = await interpret(police, duiding('Merkeerst: er is een zorg.'));
    expect((await item(police)).interpretations[0]?.correctable).toEqual({
      revision: 0,
      data: duiding('Merkeerst: er is een zorg.'),
    });
    await correct(police, 'interpretation', recordId, 0, duiding('Merktwee: er is een grote zorg.'));
    await correct(chair, 'interpretation', recordId, 1, duiding('Merkdrie: de zorg neemt af.'));

    const [shown] = (await item(care)).interpretations;
    expect(textOf(shown!.lines)).toContain('Merkdrie');
    expect(shown!.earlier.map(({ byName, lines }) => [byName, textOf(lines)])).toEqual([
      ['Politie, eenheid Voorbeeldland', expect.stringContaining('Merkeerst')],
      [expect.any(String), expect.stringContaining('Merktwee')],
    ]);
    expect((await stored()).interpretations[0]).toMatchObject({
      recordId,
      userId: police.userId,
      corrections: [
        { userId: police.userId, before: duiding('Merkeerst: er is een zorg.') },
        { userId: chair.userId, before: duiding('Merktwee: er is een grote zorg.') },
      ],
    });
  });

  test('is corrected by nobody else, nor by who may not read the kind of data in it', async () => {
    const recordId = await interpret(police, duiding('Merkstraf: er loopt een onderzoek.', 'criminal'));
    expect((await item(lead)).interpretations[0]?.correctable).not.toBeNull();
    await expect(
      correct(care, 'interpretation', recordId, 0, duiding('Iemand anders schrijft.')),
    ).rejects.toMatchObject({ code: 'not-permitted' });
    // The author of the new wording must be able to read it as well.
    const own = await interpret(care, duiding('Merkzorg: dit is gewoon.'));
    const carer: User = { ...care, fieldGroups: { ...care.fieldGroups, casework: ['ordinary'], known: [] } };
    expect((await item(carer)).interpretations.map(({ correctable }) => correctable !== null)).toEqual([
      true,
    ]);
    const recorder: User = {
      ...lead,
      fieldGroups: { ...lead.fieldGroups, casework: ['ordinary'], known: [] },
    };
    expect((await item(recorder)).interpretations.find((one) => one.recordId === recordId)).toBeUndefined();
    await expect(
      correct(recorder, 'interpretation', recordId, 0, duiding('Zonder te lezen.')),
    ).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(
      correct(recorder, 'interpretation', own, 0, duiding('Merkzorg: over gezondheid.', 'health')),
    ).rejects.toMatchObject({ code: 'not-permitted' });
    expect((await stored()).interpretations.map(({ corrections }) => corrections)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('whose kind was chosen by mistake is, with its earlier wording, gone for who may not read the right kind', async () => {
    const recordId = await interpret(police, duiding('Merkfout: dit is strafrechtelijk.'));
    expect(JSON.stringify(await item(care))).toContain('Merkfout');
    await correct(police, 'interpretation', recordId, 0, duiding('Merkgoed: er is een zaak.', 'criminal'));
    expect(JSON.stringify(await item(care))).not.toMatch(/Merkfout|Merkgoed/);
    expect(JSON.stringify(await item(lead))).toMatch(/Merkgoed.*Merkfout/);
    // The other way round as well: less sensitive now opens nothing of what was written before.
    await correct(police, 'interpretation', recordId, 1, duiding('Merkmild: er is een zorg.'));
    expect(JSON.stringify(await item(care))).toContain('Merkmild');
    expect(JSON.stringify(await item(care))).not.toMatch(/Merkfout.*Merkgoed|Merkgoed/);
  });

  test('that two people correct at once keeps the first, and tells the second what to do', async () => {
    const recordId = await interpret(chair, duiding('Merkbegin: zo begon het.'));
    const settled = await Promise.allSettled([
      correct(chair, 'interpretation', recordId, 0, duiding('Merkvoorzitter: het gaat beter.')),
      correct(lead, 'interpretation', recordId, 0, duiding('Merkregisseur: het gaat slechter.')),
    ]);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refusal = settled.find((one) => one.status === 'rejected') as PromiseRejectedResult;
    expect(refusal.reason).toMatchObject({
      code: 'rule-refused',
      message: expect.stringContaining('Iemand anders heeft deze tekst intussen aangepast'),
    });
    // Whoever looked at the first and goes on replaces it knowingly; nothing of either is lost.
    const { revision } = (await item(chair)).interpretations[0]!.correctable!;
    expect(revision).toBe(1);
    await correct(lead, 'interpretation', recordId, revision, duiding('Merksamen: wisselend beeld.'));
    const { interpretations } = await stored();
    expect(interpretations[0]!.corrections).toHaveLength(2);
  });

  test('that two people write at once is there twice', async () => {
    await Promise.all([
      interpret(chair, duiding('Merkeen: van de voorzitter.')),
      interpret(lead, duiding('Merktwee: van de regisseur.')),
    ]);
    expect((await item(care)).interpretations.map(({ lines }) => textOf(lines)).sort()).toEqual([
      expect.stringContaining('Merkeen'),
      expect.stringContaining('Merktwee'),
    ]);
  });

  test('is corrected once per request, and not when it was removed', async () => {
    const recordId = await interpret(chair, duiding('Merkbegin: zo begon het.'));
    const request = requestId();
    const again = () =>
      correct(chair, 'interpretation', recordId, 0, duiding('Merkander: zo is het.'), request);
    expect(await again()).toEqual({ recordId });
    expect(await again()).toEqual({ recordId });
    expect((await stored()).interpretations[0]!.corrections).toHaveLength(1);
    await expect(correct(chair, 'interpretation', recordId, 1, duiding('kort'))).rejects.toMatchObject({
      code: 'invalid-form',
      errors: [{ pointer: '/interpretation' }],
    });
    await world.meetingItemDesk.removeInterpretation(lead, meetingId, caseId, recordId);
    await expect(
      correct(chair, 'interpretation', recordId, 1, duiding('Merkna: dit komt te laat.')),
    ).rejects.toMatchObject({ code: 'rule-refused' });
  });
});

describe('a decision', () => {
  const stepOf = (decisionId: string, partnerId: string) =>
    world.userTask(caseId, {
      elementId: 'carry-out-decision',
      formId: 'meeting-action',
      partnerIds: [partnerId],
      variables: { decisionId },
    });
  const endedMessages = () =>
    world.engine.messages.filter(({ name }) => name === 'meeting-decision-ended').length;

  test('with another text keeps its action: the owner reads the new text in the same step', async () => {
    const recordId = await decide(besluit());
    const step = await stepOf(recordId, 'zorg-voorbeeldland');
    const before = endedMessages();
    expect(
      await correct(lead, 'decision', recordId, 0, besluit({ action: 'Merknieuw: bel vandaag.' })),
    ).toEqual({ recordId });
    expect(endedMessages()).toBe(before);
    expect(await world.items.get(step.itemId)).toMatchObject({ state: 'open' });
    expect(JSON.stringify((await world.inbox.read(care, step.itemId)).context[0])).toContain('Merknieuw');
    const [decision] = (await item(care)).decisions;
    expect(textOf(decision!.earlier[0]!.lines)).toContain('Maak een afspraak.');
    await expect(correct(police, 'decision', recordId, 1, besluit())).rejects.toMatchObject({
      code: 'not-permitted',
    });
  });

  test('for another owner or day ends the action of before and starts another one', async () => {
    const recordId = await decide(besluit());
    const step = await stepOf(recordId, 'zorg-voorbeeldland');
    const request = requestId();
    const changed = besluit({ ownerPartnerId: 'politie-voorbeeldland' });
    const answer = await correct(chair, 'decision', recordId, 0, changed, request);
    expect(answer.recordId).not.toBe(recordId);
    expect(await correct(chair, 'decision', recordId, 0, changed, request)).toEqual(answer);
    expect(await world.items.get(step.itemId)).toMatchObject({
      state: 'withdrawn',
      withdrawnReason: expect.stringContaining('aangepast'),
    });
    expect(world.engine.messages.slice(-2)).toEqual([
      expect.objectContaining({ messageId: `meeting-decision-ended-${recordId}` }),
      expect.objectContaining({
        messageId: answer.recordId,
        variables: { caseId, decisionId: answer.recordId, ownerPartnerId: 'politie-voorbeeldland' },
      }),
    ]);
    expect((await item(care)).decisions).toMatchObject([
      {
        recordId: answer.recordId,
        ownerName: 'Politie, eenheid Voorbeeldland',
        state: 'open',
        earlier: [{ lines: expect.anything() }],
      },
    ]);
    // Somebody who still has the decision of before on the screen overwrites nothing.
    await expect(correct(lead, 'decision', recordId, 0, besluit())).rejects.toMatchObject({
      code: 'rule-refused',
    });
    const later = await correct(chair, 'decision', answer.recordId, 1, {
      ...changed,
      dueOn: '2026-03-30',
    });
    expect(
      await world.step(caseId, 'prepare-meeting-decision', { variables: { decisionId: later.recordId } }),
    ).toMatchObject({ terms: { meetingDecision: { dueAt: '2026-03-30T21:59:59.999Z' } } });
  });

  test('is checked as a new one is, and not corrected once it was reported or withdrawn', async () => {
    const recordId = await decide(besluit());
    await expect(
      correct(chair, 'decision', recordId, 0, besluit({ category: 'criminal' })),
    ).rejects.toMatchObject({ code: 'invalid-form', errors: [{ pointer: '/ownerPartnerId' }] });
    await expect(
      correct(chair, 'decision', recordId, 0, besluit({ dueOn: '2026-03-01' })),
    ).rejects.toMatchObject({ code: 'invalid-form', errors: [{ pointer: '/dueOn' }] });
    const step = await stepOf(recordId, 'zorg-voorbeeldland');
    await world.submit(care, step.itemId, { actionResult: 'done' });
    const withdrawn = await decide(besluit());
    await world.meetingItemDesk.withdrawDecision(chair, meetingId, caseId, withdrawn);
    for (const id of [recordId, withdrawn]) {
      await expect(
        correct(chair, 'decision', id, 0, besluit({ action: 'Iets anders.' })),
      ).rejects.toMatchObject({
        code: 'rule-refused',
      });
    }
    expect((await item(chair)).decisions.map(({ correctable }) => correctable)).toEqual([null, null]);
  });
});

test('nothing is corrected once the minutes are fixed; they say that and when it was, without the earlier wording', async () => {
  const recordId = await interpret(chair, duiding('Merkoud: zo stond het er eerst.'));
  await correct(chair, 'interpretation', recordId, 0, duiding('Merkvast: zo ligt het vast.'));
  await world.meetingDesk.close(chair, meetingId);
  await expect(
    correct(chair, 'interpretation', recordId, 1, duiding('Merkna: dit komt te laat.')),
  ).rejects.toMatchObject({ code: 'rule-refused', message: expect.stringContaining('ligt vast') });
  const [shown] = (await item(chair)).interpretations;
  expect(shown).toMatchObject({ correctable: null, canRemove: false });
  expect(textOf(shown!.earlier[0]!.lines)).toContain('Merkoud');
});
